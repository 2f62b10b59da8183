import type { Scenario } from '../scenario.ts'

export interface C3Options {
  /** Each a replica of the service that hears of its own calls only; 1: a central one. */
  readonly clients: number
  /** Share of the mean capacity. */
  readonly load: number
  /** Between two changes of a server's speed. */
  readonly everyMs: number
}

/** Clients of C3 tell each other nothing. */
const NEVER_MS = 86_400_000

/**
 * The simulations of C3 (NSDI 2015, absim): servers whose speed changes between 1 and 6 times, three copies of everything, and
 * answers that carry queue length and service time.
 */
export function fluctuatingServers({ clients, load, everyMs }: C3Options): Scenario {
  return {
    name: `c3-${everyMs}ms${clients === 1 ? '' : `-${clients}-clients`}`,
    description: `50 servers with 3 copies of everything whose speed changes each ${everyMs} ms, at ${Math.round(load * 100)} % load`,
    durationMs: 6_000,
    warmUpMs: 1_000,
    backends: [
      {
        count: 50,
        discipline: 'fifo',
        capacity: 4,
        // Mean 1, so that the mean service time stays as it is.
        antagonist: { factors: [2 / 7, 12 / 7], everyMs, spread: 'exact', affects: 'speed' },
      },
    ],
    work: { kind: 'exponential', meanMs: 4 },
    arrivals: { load, copies: 3 },
    replicas: clients,
    sharingMs: NEVER_MS,
    feed: { heartbeatMs: 1_000, delayMs: 2, outcomesMs: 0, perCall: true },
    networkMs: 2,
    deadlineMs: 10_000,
  }
}

export const C3: Scenario = fluctuatingServers({ clients: 1, load: 0.45, everyMs: 100 })
