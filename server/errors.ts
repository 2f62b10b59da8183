/**
 * The error catalogue: every reason that a caller can see, with its canonical code, its HTTP status and what it means.
 * A reason never changes; a text may. `docs/reference/errors.md` lists the same reasons, and a test compares both.
 */
export const ERROR_DOMAIN = 'lookaside'

export type CanonicalCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'RESOURCE_EXHAUSTED'
  | 'UNAVAILABLE'
  | 'UNIMPLEMENTED'
  | 'DEADLINE_EXCEEDED'
  | 'PERMISSION_DENIED'
  | 'INTERNAL'

export interface ErrorEntry {
  readonly code: CanonicalCode
  readonly http: number
  readonly summary: string
}

const entry = (code: CanonicalCode, http: number, summary: string): ErrorEntry => ({ code, http, summary })

export const ERRORS = {
  INVALID_FIELD: entry('INVALID_ARGUMENT', 400, 'A field is missing, malformed or out of its range.'),
  INVALID_LOAD_REPORT: entry(
    'INVALID_ARGUMENT',
    400,
    'A number of a load report is not finite, negative or out of its range.',
  ),
  INVALID_POOL_CONFIG: entry('INVALID_ARGUMENT', 400, "A pool's configuration breaks a rule."),
  UNKNOWN_POLICY: entry('INVALID_ARGUMENT', 400, 'No policy of this name is loaded.'),
  TOO_MANY_ITEMS: entry('INVALID_ARGUMENT', 400, 'A batch carries more items than allowed.'),
  MESSAGE_TOO_LARGE: entry('RESOURCE_EXHAUSTED', 413, 'A message is larger than allowed.'),
  POOL_NOT_FOUND: entry('NOT_FOUND', 404, 'There is no pool of this name.'),
  DECISION_NOT_FOUND: entry('NOT_FOUND', 404, 'No decision of this id is recorded, or it is recorded no longer.'),
  BACKEND_NOT_FOUND: entry('NOT_FOUND', 404, 'The pool has no backend of this id: register it first.'),
  NO_BACKENDS: entry('UNAVAILABLE', 503, 'The pool has no backend that this request may use.'),
  POOL_SATURATED: entry('RESOURCE_EXHAUSTED', 429, 'Backends exist, and none has room.'),
  RETRY_BUDGET_EXHAUSTED: entry('RESOURCE_EXHAUSTED', 429, "The pool's budget of retries is spent."),
  PICK_DROPPED: entry('UNAVAILABLE', 503, "The pool's policy refused the call on purpose."),
  EPOCH_SUPERSEDED: entry('FAILED_PRECONDITION', 409, 'A newer incarnation of the backend lives.'),
  QUOTA_EXCEEDED: entry('RESOURCE_EXHAUSTED', 429, 'No more pools, or backends in a pool, may be made.'),
  CONFIG_VERSION_MISMATCH: entry('ABORTED', 409, 'The configuration has changed since the caller read it.'),
  POOL_NOT_EMPTY: entry('FAILED_PRECONDITION', 409, 'The pool still has live backends.'),
  DRAIN_REFUSED: entry('FAILED_PRECONDITION', 409, 'Too few eligible backends would be left.'),
  STORE_UNAVAILABLE: entry('UNAVAILABLE', 503, 'The store did not confirm the change in time, so it is not in force.'),
  SHUTTING_DOWN: entry('UNAVAILABLE', 503, 'This replica is about to stop: use another one.'),
  SERVER_DEADLINE: entry('DEADLINE_EXCEEDED', 504, "The call took longer than the server's own limit."),
  ROUTE_NOT_FOUND: entry('NOT_FOUND', 404, 'The HTTP side has nothing at this path.'),
  METHOD_NOT_ALLOWED: entry('UNIMPLEMENTED', 405, 'The path is known, and not with this HTTP method.'),
  UNSUPPORTED_MEDIA_TYPE: entry('INVALID_ARGUMENT', 415, 'The body of an HTTP request is not announced as JSON.'),
  ORIGIN_REFUSED: entry(
    'PERMISSION_DENIED',
    403,
    'A page of another site, or by a foreign host name, called the HTTP side.',
  ),
  TOO_MANY_WATCHERS: entry('RESOURCE_EXHAUSTED', 429, 'No more watchers of decisions are taken over HTTP.'),
  NOT_IMPLEMENTED: entry('UNIMPLEMENTED', 501, 'This server does not offer the call.'),
  INTERNAL: entry('INTERNAL', 500, 'A fault of our own; the log has the details.'),
} as const satisfies Record<string, ErrorEntry>

export type ErrorReason = keyof typeof ERRORS

/** Why something was refused. A value, not an exception: being refused is expected. */
export interface Refusal {
  readonly kind: 'refused'
  readonly reason: ErrorReason
  /** For people: what is wrong and how to mend it. */
  readonly message: string
  /** Every variable of the message, by name. */
  readonly metadata: Readonly<Record<string, string>>
}

export function refuse(reason: ErrorReason, message: string, metadata: Readonly<Record<string, string>> = {}): Refusal {
  return { kind: 'refused', reason, message, metadata }
}

/** A refusal of bad input that names the field. */
export function refuseField(field: string, problem: string, reason: ErrorReason = 'INVALID_FIELD'): Refusal {
  return refuse(reason, `${field}: ${problem}`, { field })
}
