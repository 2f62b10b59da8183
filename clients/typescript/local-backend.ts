import type { OutcomeResult } from './outcome.ts'

/** What this client knows of a backend by its own calls. It stays the same object while lists come and go. */
export interface LocalBackend {
  /** Calls of this client that have not ended. */
  inFlight: number
  /** Failures since the last answer. */
  failures: number
  /** Until then it is passed over while others are there, by the clock given. */
  avoidUntil: number
}

/** A connection that cannot be made says it all; errors and time-outs need a run, as in Envoy's consecutive_5xx. */
const ENOUGH_FAILURES = 5
const AVOID_MS = 1_000
const MAX_AVOID_MS = 30_000

export function createLocalBackend(): LocalBackend {
  return { inFlight: 0, failures: 0, avoidUntil: 0 }
}

/** A call has ended. */
export function endCall(backend: LocalBackend, result: OutcomeResult, now: number): void {
  if (backend.inFlight > 0) backend.inFlight--
  heed(backend, result, now)
}

/** What a result says of the backend. */
export function heed(backend: LocalBackend, result: OutcomeResult, now: number): void {
  switch (result) {
    case 'success':
    case 'rejected':
      backend.failures = 0
      backend.avoidUntil = 0
      return
    case 'cancelled':
      return
    case 'connect_failure':
      backend.failures = Math.max(backend.failures + 1, ENOUGH_FAILURES)
      break
    default:
      backend.failures++
  }
  const beyond = backend.failures - ENOUGH_FAILURES
  if (beyond >= 0) backend.avoidUntil = now + Math.min(AVOID_MS * 2 ** beyond, MAX_AVOID_MS)
}

/** True: pass it over while others are there. When its time is over one call may try it, and no second one with it. */
export function isAvoided(backend: LocalBackend, now: number): boolean {
  if (backend.avoidUntil === 0) return false
  if (now < backend.avoidUntil) return true
  backend.avoidUntil = now + AVOID_MS
  return false
}
