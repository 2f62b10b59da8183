import type { Antagonist, Scenario } from '../scenario.ts'

/** What the paper leaves open, and a fit has to find. */
export interface Neighbours {
  readonly antagonist: Antagonist
  /** Requests that a server's allocation, a tenth of a machine, runs at full speed. */
  readonly capacity: number
  /** Mean work of a query, in milliseconds. */
  readonly workMs: number
}

export const FITTED: Neighbours = {
  antagonist: { factors: [2, 1.2, 0.6], everyMs: 2_000 },
  capacity: 5,
  workMs: 80,
}

/** The testbed of Prequal (NSDI 2024, section 5): 100 servers on machines that they share with others. */
export function prequalTestbed(load: number, neighbours: Neighbours = FITTED): Scenario {
  const { antagonist, capacity, workMs } = neighbours
  return {
    name: `prequal-${Math.round(load * 100)}`,
    description: `100 servers with a tenth of a machine each, at ${Math.round(load * 100)} % load; deadline 5 s`,
    durationMs: 55_000,
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
