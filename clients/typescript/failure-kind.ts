import type { LookasideError } from './errors.ts'

/**
 * What a failed pick says. `refused`: of the pool, or of what was asked, so that the caller must know. `empty`: that nobody
 * is there, which a list may know better for a while. `unavailable`: nothing, for nobody answered. `broken`: nothing
 * either, for what was answered makes no sense.
 */
export type FailureKind = 'refused' | 'empty' | 'unavailable' | 'broken'

const EMPTY: ReadonlySet<string> = new Set(['NO_BACKENDS', 'POOL_NOT_FOUND'])
const UNAVAILABLE: ReadonlySet<string> = new Set(['UNREACHABLE', 'TIMEOUT', 'SHUTTING_DOWN', 'SERVER_DEADLINE'])
/** The service's own faults, and errors that are not the service's. */
const BROKEN: ReadonlySet<string> = new Set(['INTERNAL', 'UNKNOWN', 'NOT_IMPLEMENTED', 'CANCELLED'])
/** Whoever said it, they meant this caller. */
const MEANT: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'PERMISSION_DENIED', 'UNAUTHENTICATED'])

export function failureKind({ code, reason }: LookasideError): FailureKind {
  if (EMPTY.has(reason)) return 'empty'
  if (UNAVAILABLE.has(reason)) return 'unavailable'
  return BROKEN.has(reason) && !MEANT.has(code) ? 'broken' : 'refused'
}
