import type { RunResult } from '../result.ts'
import type { Contender, Scenario } from '../scenario.ts'
import type { Reproduction, Row } from './reproduction.ts'
import { contender, figureOf, fullestOverMean, tasksOf } from './reproduction.ts'

/** Calls in flight at each backend, on average: enough that rounding the bound up to a whole call is a detail. */
const IN_FLIGHT = 30
const BACKENDS = 100
const MEAN_MS = 80

/** Calls of ten thousand keys at backends that have room for all of them, so that only the rule decides who gets what. */
const KEYED: Scenario = {
  name: 'keyed-calls',
  description: `${BACKENDS} backends, 10,000 keys, ${IN_FLIGHT} calls in flight at each on average`,
  durationMs: 3_000,
  warmUpMs: 1_000,
  backends: [{ count: BACKENDS, discipline: 'processor_sharing', capacity: 100 * IN_FLIGHT }],
  work: { kind: 'exponential', meanMs: MEAN_MS },
  arrivals: { perSecond: (1_000 * BACKENDS * IN_FLIGHT) / MEAN_MS, keys: 10_000 },
  replicas: 1,
  sharingMs: 20,
  feed: { heartbeatMs: 1_000, outcomesMs: 0, silent: true },
}

const FACTORS = [2, 1.5, 1.25, 1.1] as const

interface Bounded {
  readonly who: Contender
  /** In calls for each call of the mean; undefined: no bound. */
  readonly factor: number | undefined
}

const CONTENDERS: readonly Bounded[] = (['ring_hash', 'maglev', 'rendezvous'] as const).flatMap((type) => [
  { who: contender(type, {}, `${type}, no bound`), factor: undefined },
  ...FACTORS.map((factor) => {
    const hashBalanceFactor = Math.round(100 * factor)
    return { who: contender(type, { hashBalanceFactor }, `${type}, c = ${factor}`), factor }
  }),
])

/** Calls in flight at the fullest backend, on average, over those at the mean backend. */
function fullest({ backends }: RunResult): number {
  return fullestOverMean(backends.map(({ meanInFlight }) => meanInFlight))
}

export const BOUNDED_LOADS: Reproduction = {
  name: 'bounded-loads',
  title: 'Consistent hashing with bounded loads: calls in flight at the fullest backend, over the mean',
  source: 'Mirrokni, Thorup and Zadimoghaddam, SODA 2018, arXiv 1608.01350',
  tasks: (effort) =>
    tasksOf(
      [KEYED],
      CONTENDERS.map(({ who }) => who),
      effort,
    ),
  rows: (runsOf) =>
    CONTENDERS.map(({ who: { label }, factor }): Row => {
      const ours = figureOf(runsOf(KEYED.name, label), fullest)
      // The bound is rounded up to a whole call, and it counts the call that is being placed.
      const atMost = factor === undefined ? undefined : factor + (1 + factor / BACKENDS) / IN_FLIGHT
      return {
        what: label,
        unit: '×',
        ours,
        yardstick: atMost === undefined ? { kind: 'none' } : { kind: 'target', atMost },
      }
    }),
  notes: [
    'The theorem: no backend ever has more than c times the mean, rounded up to a whole call. The bound in the table allows for the rounding at 30 calls each.',
    'Theirs and ours on the ring: who is full passes the key on to the next on the ring. maglev passes it on in an order that the key decides, as Envoy does, and rendezvous to the next nearest, so that the overflow spreads.',
  ],
}
