import type { Degraded__Output } from '../../proto/gen/lookaside/v1/Degraded.ts'
import { fromDuration } from './duration.ts'

/** Why an answer may be worse than usual. */
export interface Degraded {
  /**
   * Lower-case names of the API's DegradedReason: `store_unavailable`, `state_stale`, `self_preservation`, `panic`, ...;
   * and what this client adds: `service_unavailable` (the service did not answer, so a list did), `service_error` (it
   * answered an error that says nothing of the pool), `empty_list` (it says that there is nobody, and a list says
   * otherwise), `list_expired` (the list is older than the service allows), `static_list` (it is the one in the options).
   */
  readonly reasons: readonly string[]
  /** Since how many milliseconds. */
  readonly ageMs: number
}

export function toDegraded(message: Degraded__Output | null): Degraded | undefined {
  if (message === null) return undefined
  const reasons = message.reasons.map((reason) => reason.replace('DEGRADED_REASON_', '').toLowerCase())
  return { reasons, ageMs: fromDuration(message.age) ?? 0 }
}
