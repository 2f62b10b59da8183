import { status as grpcStatus } from '@grpc/grpc-js'
import type { Metadata } from '@grpc/grpc-js'
import type { ItemError__Output } from '../../proto/gen/lookaside/v1/ItemError.ts'
import type { ErrorDetailsReader } from './error-details.ts'
import { describeError } from './describe-error.ts'
import { readProperty } from './property.ts'

/** A canonical code's name: `UNAVAILABLE`, `NOT_FOUND`, ... */
export type StatusName = keyof typeof grpcStatus

export interface LookasideErrorFields {
  readonly code: StatusName
  readonly reason: string
  readonly message: string
  readonly metadata?: ReadonlyMap<string, string>
  readonly cause?: unknown
}

/** Why the service did not do what was asked, or could not be asked. */
export class LookasideError extends Error {
  override readonly name = 'LookasideError'
  readonly code: StatusName
  /**
   * The reason in the service's error catalogue (`NO_BACKENDS`, `POOL_NOT_FOUND`, ...), or one of this side: `UNREACHABLE`
   * (no connection), `TIMEOUT` (no answer in time), `CLIENT_CLOSED`, `CANCELLED`, `UNKNOWN` (an error without a reason).
   */
  readonly reason: string
  /** Every variable of the message, by name; for bad input the field is under `field`. */
  readonly metadata: ReadonlyMap<string, string>

  constructor(fields: LookasideErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause })
    this.code = fields.code
    this.reason = fields.reason
    this.metadata = fields.metadata ?? new Map()
  }
}

/** What to do about it, where the reason alone tells. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['UNREACHABLE', 'Check that the service runs there (`lookaside serve`) and that the address is right.'],
  ['TIMEOUT', 'Raise timeoutMs if this is usual, or look at the load of the service and the network between.'],
  ['POOL_NOT_FOUND', 'Check the name of the pool (`lookaside pools` lists them), or register a backend in it.'],
  ['NO_BACKENDS', 'See which backends there are and why none may be picked: `lookaside backends <pool>`.'],
  ['POOL_SATURATED', 'Every backend is full: slow down, add backends, or raise max_in_flight_per_backend.'],
  ['RETRY_BUDGET_EXHAUSTED', 'Too many of the calls are retries: let this one fail, and look why the first tries do.'],
  ['CLIENT_CLOSED', 'Make a new client, or close this one later.'],
])

export interface FailedCall {
  /** The call as the API names it, `PickBackend`. */
  readonly call: string
  readonly address: string
  readonly timeoutMs: number
}

/** Turns whatever a call failed with into a {@link LookasideError}. */
export function toLookasideError(error: unknown, failed: FailedCall, readDetails: ErrorDetailsReader): LookasideError {
  if (error instanceof LookasideError) return error
  const code = statusName(readProperty(error, 'code'))
  const details = readProperty(error, 'details')
  const text = typeof details === 'string' && details !== '' ? details : describeError(error)
  const info = readDetails(metadataOf(error))
  const reason = info?.reason ?? localReason(code, text)
  const what = reason === 'TIMEOUT' ? `no answer within ${failed.timeoutMs} ms` : text
  const sentence = `${failed.call} at ${failed.address}: ${what} (${code}/${reason}).`
  return new LookasideError({
    code,
    reason,
    message: withAdvice(sentence, reason),
    metadata: info?.metadata ?? new Map(),
    cause: error,
  })
}

/** What an item of a batch was refused with, as the same call by itself would say it. */
export function toItemRefusal(item: ItemError__Output, failed: FailedCall): LookasideError {
  const code = STATUS_NAMES.find((name) => name === item.code) ?? 'UNKNOWN'
  const reason = item.reason === '' ? 'UNKNOWN' : item.reason
  const sentence = `${failed.call} at ${failed.address}: ${item.message} (${code}/${reason}).`
  return new LookasideError({
    ...{ code, reason, metadata: new Map(Object.entries(item.metadata)) },
    message: withAdvice(sentence, reason),
  })
}

function withAdvice(sentence: string, reason: string): string {
  const advice = ADVICE.get(reason)
  return advice === undefined ? sentence : `${sentence} ${advice}`
}

/** The name of a gRPC status number. UNKNOWN: it is none. */
export function statusName(code: unknown): StatusName {
  for (const name of STATUS_NAMES) if (grpcStatus[name] === code) return name
  return 'UNKNOWN'
}

const STATUS_NAMES = [
  ...(['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'] as const),
  ...(['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'] as const),
  ...(['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'] as const),
] as const satisfies readonly StatusName[]

function localReason(code: StatusName, text: string): string {
  if (/channel has been (shut down|closed)|Channel closed/i.test(text)) return 'CLIENT_CLOSED'
  if (code === 'UNAVAILABLE') return 'UNREACHABLE'
  if (code === 'DEADLINE_EXCEEDED') return 'TIMEOUT'
  return code === 'CANCELLED' ? 'CANCELLED' : 'UNKNOWN'
}

function metadataOf(error: unknown): Metadata | undefined {
  const metadata = readProperty(error, 'metadata')
  return isMetadata(metadata) ? metadata : undefined
}

function isMetadata(value: unknown): value is Metadata {
  return typeof readProperty(value, 'get') === 'function' && typeof readProperty(value, 'getMap') === 'function'
}
