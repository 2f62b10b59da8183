import type { Antagonist, Scenario } from '../scenario.ts'

/** What the paper leaves open, and a fit has to find. */
export interface Neighbours {
  readonly antagonist: Antagonist
  /** Requests that a server runs at full speed when its neighbours let it. */
  readonly capacity: number
  /** Mean work of a query, in milliseconds. */
  readonly workMs: number
}

/**
 * Found by `npm run bench:policies -- fit-prequal`, which fits five cells of the paper's table, those of weighted round robin at
 * 70 % and 90 % load and the 90th percentile of round robin at 70 %, and frozen: whatever else is simulated with it is a
 * prediction.
 */
export const FITTED: Neighbours = {
  antagonist: { factors: [1, 0.593], chances: [0.75, 0.25], everyMs: 44_700 },
  capacity: 5,
  workMs: 84.6,
}

/**
 * The testbed of Prequal (NSDI 2024, section 5): 100 servers on machines that they share with others.
 *
 * @param load share of the mean capacity.
 */
export function prequalTestbed(load: number, neighbours: Neighbours = FITTED): Scenario {
  const { antagonist, capacity, workMs } = neighbours
  return {
    name: `prequal-${Math.round(load * 100)}`,
    description: `100 servers on shared machines, at ${Math.round(load * 100)} % load; deadline 5 s`,
    durationMs: 55_000,
    // Weights of weighted_round_robin_orca count after 10 s.
    warmUpMs: 15_000,
    backends: [{ count: 100, discipline: 'processor_sharing', capacity, antagonist }],
    work: { kind: 'truncated_normal', meanMs: workMs },
    arrivals: { load },
    replicas: 3,
    sharingMs: 20,
    feed: { heartbeatMs: 1_000, outcomesMs: 10, lostOutcomes: 0.01 },
    deadlineMs: 5_000,
  }
}

/** Steps of the ramp, in allocations of the servers. */
export const RAMP = [0.75, 0.83, 0.93, 1.03, 1.14, 1.27, 1.41, 1.57, 1.74] as const

/** Share of the mean capacity that an allocation is: the last step needs 95 % of all there is. */
const ALLOCATION = 0.95 / 1.74

/** One step of the ramp, by itself. */
export function rampStep(step: number): Scenario {
  return { ...prequalTestbed(step * ALLOCATION), name: `prequal-ramp-${step}` }
}

const STEP_MS = 10_000
const WARM_UP_MS = 15_000

/** The whole ramp in one run. */
export const PREQUAL_RAMP: Scenario = {
  ...prequalTestbed(RAMP[0] * ALLOCATION),
  name: 'prequal-ramp',
  description: '100 servers on shared machines; load rises in nine steps from 41 % to 95 %; deadline 5 s',
  durationMs: WARM_UP_MS + RAMP.length * STEP_MS,
  arrivals: {
    load: RAMP[0] * ALLOCATION,
    steps: RAMP.map((step, index) => ({ fromMs: WARM_UP_MS + index * STEP_MS, factor: step / RAMP[0] })),
  },
}

export const PREQUAL_70: Scenario = prequalTestbed(0.7)
export const PREQUAL_90: Scenario = prequalTestbed(0.9)
