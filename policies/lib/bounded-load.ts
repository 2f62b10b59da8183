/**
 * Consistent hashing with bounded loads: a backend may be picked while its requests in flight are fewer than its capacity,
 * ceil(factor * (total in flight + 1) * share), at least 1. So no backend is given more than that, whatever the keys.
 *
 * The total is a sum over the pool. It is made anew once as many picks were made as there are {@link EXACT_POOL}s in the
 * pool, or after {@link MAX_AGE_MS}. So it is exact for a pool up to that size, and costs the same for a larger one, where
 * it misses what began and ended during those picks: one request for 64 backends.
 *
 * Source: Mirrokni, Thorup and Zadimoghaddam, arXiv 1608.01350; HAProxy, hash-balance-factor; Envoy, hash_balance_factor.
 */

import type { Clock, PickRequest, Score, SnapshotBackend } from '../policy.ts'
import { liveInFlight, usableWeight } from './live.ts'
import type { Parameter } from './parameters.ts'
import { numberOf } from './state.ts'

/** Backends whose sum is made for each pick: some 0.5 µs. */
const EXACT_POOL = 64

/** How often a large pool is summed at most while few picks are made. Reports of load come about as often. */
const MAX_AGE_MS = 100

const LEAST_FACTOR = 100
const LARGEST_FACTOR = 65_535

export const hashBalanceFactor: Parameter<number> = {
  name: 'hashBalanceFactor',
  fallback: 0,
  expected: `0, or an integer from ${LEAST_FACTOR} to ${LARGEST_FACTOR}`,
  schema: {
    type: 'integer',
    description:
      'Most that a backend may have in flight, in percent of its share of all that is in flight; 125 to 200 suit most. ' +
      'A key whose backend is full goes to another one. 0: no bound.',
    anyOf: [{ const: 0 }, { minimum: LEAST_FACTOR, maximum: LARGEST_FACTOR }],
    default: 0,
  },
  accept(value) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined
    return value === 0 || (value >= LEAST_FACTOR && value <= LARGEST_FACTOR) ? value : undefined
  },
}

/** The bound over the backends of one snapshot. */
export interface LoadBound {
  /** Begins a pick: brings the total up to date. */
  begin(): void
  hasRoom(backend: SnapshotBackend): boolean
  /** The backend with the least load for its capacity, for when none that may be picked has room. */
  leastFull(avoid: PickRequest['avoid']): SnapshotBackend | undefined
  /** What an explanation adds to the inputs of a backend's score. */
  inputsOf(backend: SnapshotBackend): Score['inputs']
  /** What the next pick starts from. Undefined: nothing is kept. */
  readonly state?: () => unknown
}

/** No bound: everybody has room. */
export const UNBOUNDED: LoadBound = {
  begin: () => undefined,
  hasRoom: () => true,
  leastFull: () => undefined,
  inputsOf: () => ({}),
}

/** In flight and picks since, and when. */
interface Total {
  inFlight: number
  picks: number
  at: number
}

/** @param factor in percent; 0: no bound. @param state what a bound of the same backends told. */
export function boundLoad(
  factor: number,
  backends: readonly SnapshotBackend[],
  clock: Clock,
  state: unknown,
): LoadBound {
  if (factor === 0) return UNBOUNDED
  const allWeights = backends.reduce((sum, backend) => sum + usableWeight(backend.weight), 0)
  const picksPerSum = backends.length / EXACT_POOL
  const total: Total =
    state === undefined
      ? { inFlight: 0, picks: Infinity, at: clock.now() }
      : { inFlight: numberOf(state, 'in_flight'), picks: numberOf(state, 'picks'), at: numberOf(state, 'at') }

  const isDue = (now: number): boolean => total.picks >= picksPerSum || now - total.at >= MAX_AGE_MS
  const sumNow = (): number => backends.reduce((sum, backend) => sum + liveInFlight(backend), 0)

  // One division at the end: it is exact wherever the capacity is a whole number.
  const capacityOf = (backend: SnapshotBackend): number =>
    Math.max(1, Math.ceil((factor * (total.inFlight + 1) * usableWeight(backend.weight)) / (100 * allWeights)))

  return {
    begin() {
      const now = clock.now()
      if (isDue(now)) {
        total.inFlight = sumNow()
        total.picks = 0
        total.at = now
      }
      total.picks += 1
    },
    hasRoom: (backend) => liveInFlight(backend) < capacityOf(backend),
    leastFull(avoid) {
      let best: SnapshotBackend | undefined
      let least = Infinity
      for (const backend of backends) {
        if (avoid?.(backend) === true) continue
        const fullness = liveInFlight(backend) / capacityOf(backend)
        if (fullness >= least) continue
        best = backend
        least = fullness
      }
      return best
    },
    inputsOf: (backend) => ({ in_flight: liveInFlight(backend), load_bound: capacityOf(backend) }),
    state() {
      const now = clock.now()
      if (!isDue(now)) return { in_flight: total.inFlight, picks: total.picks, at: total.at }
      // The sum that the next pick makes, so that a replay need not know the load of every backend of a large pool. Telling it
      // changes nothing.
      return { in_flight: sumNow(), picks: 0, at: now }
    },
  }
}
