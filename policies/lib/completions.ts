/**
 * What the calls that ended tell of a backend: how long successes took, how many were in flight then, and how many failed.
 *
 * A latency means little without the load that it was met under: a backend that few are sent to answers fast, is sent more,
 * and is slow before the average knows. So both are averaged over the same calls, and latency / in flight is what one
 * request in flight costs on that backend.
 */

import type { PolicyOutcome } from '../policy.ts'
import { listOf } from './state.ts'

export interface Completions {
  /** Average latency of successes, and of failures that took longer still, in milliseconds. 0: none yet. */
  latencyMs: number
  /** Average of the requests in flight as those calls ended, themselves included. At least 1. */
  inFlight: number
  /** Average of successes, 0 to 1. */
  success: number
  /** When the last call ended, in milliseconds of the policy's clock. */
  at: number
}

/**
 * Weight of one call in the latency: some thirty calls are remembered. Fewer, and the least of a sample is the one whose
 * average errs most on the low side: in a model of 100 servers at 70 % load 0.3 doubles the 99th percentile of 0.03.
 */
const LATENCY_SHARE = 0.03

/** Weight of one call in the average of successes. */
const SUCCESS_SHARE = 0.05

/** Mean lifetime of what is held against a backend that idles, so that it is tried again; Finagle's decay. */
const IDLE_DECAY_MS = 10_000

/** Least success that counts, so that loads stay finite. */
const LEAST_SUCCESS = 0.01

export const newCompletions = (): Completions => ({ latencyMs: 0, inFlight: 1, success: 1, at: 0 })

/** Share of what is known that is left for a backend with so many in flight: all, unless it idles. */
function remaining({ at }: Completions, inFlight: number, now: number): number {
  return inFlight > 0 ? 1 : Math.exp(-Math.max(0, now - at) / IDLE_DECAY_MS)
}

/** The average of successes now: idling makes it better, since a backend that is never picked could not improve. */
function successNow(completions: Completions, inFlight: number, now: number): number {
  return 1 - (1 - completions.success) * remaining(completions, inFlight, now)
}

/**
 * Takes in how a call ended. Cancelled calls judge nobody.
 *
 * @param inFlight requests that are still in flight, without the one that ended.
 */
export function observeCompletion(
  completions: Completions,
  { result, latencyMs }: PolicyOutcome,
  inFlight: number,
  now: number,
): void {
  if (result === 'cancelled') return
  // A success proves the better opinion that idling brought; a failure brings the old one back.
  if (result === 'success') {
    const success = successNow(completions, inFlight, now)
    completions.success = success + SUCCESS_SHARE * (1 - success)
  } else {
    completions.success *= 1 - SUCCESS_SHARE
  }
  completions.at = now
  if (latencyMs === undefined || !(latencyMs >= 0) || latencyMs === Infinity) return
  const known = completions.latencyMs
  if (result !== 'success' && !(known > 0 && latencyMs > known)) return
  const share = known > 0 ? LATENCY_SHARE : 1
  completions.latencyMs = known + share * (latencyMs - known)
  completions.inFlight += share * (inFlight + 1 - completions.inFlight)
}

/**
 * Requests in flight as they weigh for one more: (in flight + 1) / success^2 - 1. A failure is an answer that somebody asks
 * for again, so a backend that fails fast is not as idle as it looks.
 */
export function weighedLoad(completions: Completions, inFlight: number, now: number): number {
  const success = Math.max(LEAST_SUCCESS, successNow(completions, inFlight, now))
  return (inFlight + 1) / (success * success) - 1
}

/** Milliseconds that one request in flight costs. 0: not known. */
export function unitLatencyMs(completions: Completions, inFlight: number, now: number): number {
  return (completions.latencyMs / completions.inFlight) * remaining(completions, inFlight, now)
}

/** Completions as plain JSON, and back. Throws when they do not fit. */
export function completionsToJson(all: readonly Completions[]): readonly unknown[] {
  return all.map(({ latencyMs, inFlight, success, at }) => [latencyMs, inFlight, success, at])
}

const FIELDS = 4

export function completionsFromJson(told: unknown, index: number): Completions {
  const [latencyMs, inFlight, success, at] = listOf(told, String(index), FIELDS).map((value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw new Error(`state.completions[${index}]: expected finite numbers only`)
  })
  return { latencyMs: latencyMs ?? 0, inFlight: Math.max(1, inFlight ?? 1), success: success ?? 1, at: at ?? 0 }
}
