import type { Scenario } from '../scenario.ts'

/** One service time, in milliseconds, in the scenarios of queueing theory. */
export const SERVICE_MS = 100

/** No outcome comes for a pick, so a lease that ran out would count as one; the horizon of a run is far below. */
const NEVER_ENDS_MS = 86_400_000

export interface QueueOptions {
  readonly backends: number
  readonly load: number
  /** In service times. */
  readonly warmUp: number
  readonly duration: number
}

/** M/M/1 queues and a dispatcher that knows the length of each at every moment: the supermarket model. */
export function queues({ backends, load, warmUp, duration }: QueueOptions): Scenario {
  return {
    name: `theory-${percent(load)}`,
    description: `${backends} M/M/1 queues at ${percent(load)} % load, queue lengths known exactly`,
    durationMs: duration * SERVICE_MS,
    warmUpMs: warmUp * SERVICE_MS,
    backends: [{ count: backends, discipline: 'fifo', capacity: 1 }],
    work: { kind: 'exponential', meanMs: SERVICE_MS },
    arrivals: { load },
    replicas: 1,
    sharingMs: SERVICE_MS,
    feed: { heartbeatMs: 100 * SERVICE_MS, delayMs: 0, outcomesMs: 0, silent: true },
  }
}

export interface BulletinOptions extends QueueOptions {
  /** Service times between two updates of the board. */
  readonly every: number
}

/**
 * M/M/1 queues that write their lengths on a bulletin board, all at one time, and a dispatcher that hears nothing else
 * (Mitzenmacher 2000, the periodic update model).
 */
export function bulletinBoard({ every, ...options }: BulletinOptions): Scenario {
  return {
    ...queues(options),
    name: `stale-${every}`,
    description: `${options.backends} M/M/1 queues at ${percent(options.load)} % load, known each ${every} service times`,
    feed: { heartbeatMs: every * SERVICE_MS, delayMs: 0, outcomesMs: Infinity, together: true },
    pool: { pickLeaseMs: NEVER_ENDS_MS },
  }
}

function percent(share: number): number {
  return Math.round(share * 100)
}

export const THEORY: Scenario = queues({ backends: 500, load: 0.9, warmUp: 200, duration: 1_200 })

export const STALE: Scenario = bulletinBoard({ backends: 100, load: 0.9, every: 10, warmUp: 500, duration: 2_500 })
