import type { Contender, Scenario } from '../../../server/simulator/scenario.ts'

export function contender(type: string, config: Readonly<Record<string, unknown>> = {}): Contender {
  return { label: type, policy: { type, config } }
}

/** Ten backends of five places with everything in it that draws random numbers, for a short while. */
export const SMALL: Scenario = {
  name: 'small',
  description: 'a small pool',
  durationMs: 4_000,
  warmUpMs: 500,
  backends: [
    {
      count: 10,
      discipline: 'processor_sharing',
      capacity: 5,
      antagonist: { factors: [0.6, 1.4], everyMs: 300 },
    },
  ],
  work: { kind: 'truncated_normal', meanMs: 40 },
  arrivals: { load: 0.7 },
  replicas: 2,
  sharingMs: 20,
  feed: { heartbeatMs: 100, outcomesMs: 10, lostOutcomes: 0.02, lostHeartbeats: 0.02 },
  deadlineMs: 2_000,
}
