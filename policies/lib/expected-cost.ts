import type { BackendSignals, SnapshotBackend } from '../policy.ts'
import { liveInFlight, liveWeight } from './live.ts'

/** Calls of usual latency that a backend is taken to have completed besides those it did: evidence that a few fast ones must outweigh. */
const PRIOR_CALLS = 4
/** Requests added to either number in flight, so that one of the near past never divides by nothing. */
const PRIOR_IN_FLIGHT = 0.3
/**
 * How much of the growth of in-flight shows in the time of a call: 1 where all requests share a capacity that is used up, 0 where there is
 * room. Nobody says which it is, so it is in between: measured in the simulator, less is worse in lines and more where there is room.
 */
const CROWDING_EXPONENT = 0.7
/** A latency where nobody knows any: all are equal then. */
const SOME_MS = 1
/** Costs stay within this whatever is reported, so that their products stay finite. */
const MOST_MS = 3_600_000
const LEAST_SUCCESS = 0.01

/** What a call is expected to cost at a backend, and from what. */
export interface CostParts {
  /** Expected requests in flight. */
  readonly inFlight: number
  /** Expected time in flight of one call by the near past, in milliseconds. */
  readonly residenceMs: number
  /** Mean requests in flight in the near past. */
  readonly meanInFlight: number
  readonly successRate: number
  readonly weight: number
}

function bounded(value: number, least: number, most: number): number {
  if (!(value > least)) return least
  return value < most ? value : most
}

/** In-flight as told, and as it has probably changed since. */
export function expectedInFlight(backend: SnapshotBackend): number {
  const change = backend.signals.unheard()
  const expected = liveInFlight(backend) + (Number.isFinite(change) ? change : 0)
  return expected > 0 ? expected : 0
}

/** Success rate that can be divided by. */
function liveSuccess(signals: BackendSignals): number {
  return bounded(signals.successRate(), LEAST_SUCCESS, 1)
}

export function costParts(backend: SnapshotBackend): CostParts {
  const flow = backend.signals.flow()
  const usualMs = flow.usualMs > 0 ? bounded(flow.usualMs, 0, MOST_MS) : SOME_MS
  const exposureMs = bounded(flow.exposureMs, 0, 1e15)
  const completions = bounded(flow.completions, 0, 1e12)
  const watchedMs = bounded(flow.watchedMs, 0, 1e12)
  return {
    inFlight: expectedInFlight(backend),
    residenceMs: bounded((exposureMs + PRIOR_CALLS * usualMs) / (completions + PRIOR_CALLS), 1e-3, MOST_MS),
    meanInFlight: watchedMs > 0 ? bounded(exposureMs / watchedMs, 0, 1e9) : 0,
    successRate: liveSuccess(backend.signals),
    weight: liveWeight(backend),
  }
}

/**
 * Expected time of one more call where no capacity is known. Little's law: in the near past a call stayed `residence` while
 * `mean` were in flight; the more are in flight now, the longer it will stay. A failure costs the time of another try, and more, so the
 * success rate counts twice.
 */
export function costByFlow({ inFlight, residenceMs, meanInFlight, successRate, weight }: CostParts): number {
  const crowding = (inFlight + PRIOR_IN_FLIGHT) / (meanInFlight + PRIOR_IN_FLIGHT)
  return (residenceMs * Math.pow(crowding, CROWDING_EXPONENT)) / (successRate * successRate * weight)
}

/**
 * The same where the capacity is known: how full the backend will be, in proportion; with the time that calls really stay there, since
 * a capacity may be wrong, and changes before it is reported.
 */
export function costByCapacity({ inFlight, residenceMs, successRate, weight }: CostParts, capacity: number): number {
  return ((inFlight + 1) * residenceMs) / (capacity * successRate * successRate * weight)
}
