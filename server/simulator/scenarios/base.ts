import type { Scenario } from '../scenario.ts'

/**
 * A large pool on shared machines: neighbours take capacity away and give it back, and what the replicas hear is a little
 * old and not complete. Work follows Prequal's query cost.
 */
export const BASE: Scenario = {
  name: 'base',
  description: '100 backends whose capacity moves between 0.6 and 2 times every 2 s, at 70 % load',
  durationMs: 10_000,
  warmUpMs: 2_000,
  backends: [
    {
      count: 100,
      discipline: 'processor_sharing',
      capacity: 5,
      antagonist: { factors: [2, 1.2, 0.6], everyMs: 2_000 },
    },
  ],
  work: { kind: 'truncated_normal', meanMs: 80 },
  arrivals: { load: 0.7 },
  replicas: 3,
  sharingMs: 20,
  feed: { heartbeatMs: 100, outcomesMs: 10, lostOutcomes: 0.01 },
  deadlineMs: 5_000,
}

export const BASE_90: Scenario = {
  ...BASE,
  name: 'base-90',
  description: 'The base scenario at 90 % load',
  arrivals: { load: 0.9 },
}

export const BASE_CAPACITY: Scenario = {
  ...BASE,
  name: 'base-capacity',
  description: 'The base scenario with agents that report how many requests their backend can run now',
  feed: { ...BASE.feed, capacity: true },
}
