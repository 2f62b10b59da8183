import { Metadata, status as codes, type ServiceError } from '@grpc/grpc-js'
import { ERRORS, refuse, refuseField, type Refusal } from '../../errors.ts'
import { encodeStatusDetails } from './error-info.ts'

const DETAILS = 'grpc-status-details-bin'
/** Clients refuse trailers over 8 KiB, and details travel in Base64. */
const MAX_TEXT = 1_024
const MAX_VALUE = 256
const LONE_SURROGATE = /\p{Cs}/gu

/** How a refusal travels: canonical code, text, and exactly one ErrorInfo. */
export interface GrpcStatus {
  readonly code: codes
  readonly details: string
  readonly metadata: Metadata
}

export function statusOf(refusal: Refusal): GrpcStatus {
  const code = codes[ERRORS[refusal.reason].code]
  const metadata: Record<string, string> = {}
  for (const [key, value] of Object.entries(refusal.metadata)) metadata[key] = bounded(value, MAX_VALUE)
  const message = bounded(refusal.message, MAX_TEXT)
  const trailers = new Metadata()
  const pushback = refusal.metadata['retry_after_ms']
  // gRFC A6: a client that retries by its service config waits this long.
  if (pushback !== undefined) trailers.set('grpc-retry-pushback-ms', pushback)
  trailers.set(DETAILS, encodeStatusDetails(code, { ...refusal, message, metadata }))
  return { code, details: message, metadata: trailers }
}

/** The same as an error, for streams, which end by one. */
export function errorOf(refusal: Refusal): ServiceError {
  return Object.assign(new Error(refusal.message), statusOf(refusal))
}

/** The library cannot send half a surrogate pair. */
function bounded(text: string, length: number): string {
  const short = text.length > length ? `${text.slice(0, length - 3)}...` : text
  return short.replace(LONE_SURROGATE, '\u{fffd}')
}

export const SHUTTING_DOWN = refuse('SHUTTING_DOWN', 'this replica is about to stop: use another one')
export const INTERNAL = refuse('INTERNAL', 'a fault of our own; the log has the details')

export function hasDetails(metadata: Metadata | null | undefined): boolean {
  return metadata !== null && metadata !== undefined && metadata.get(DETAILS).length > 0
}

/** What the library itself refused, before or beside any handler, in the words of the catalogue. */
export function refusalOfLibrary(code: codes, details: string): Refusal {
  switch (code) {
    case codes.RESOURCE_EXHAUSTED:
      return refuse('MESSAGE_TOO_LARGE', `message: ${details}: split it`, { field: 'message' })
    case codes.DEADLINE_EXCEEDED:
      return refuse('SERVER_DEADLINE', "the caller's deadline is over", { limit: 'caller' })
    case codes.UNIMPLEMENTED:
      return refuse('NOT_IMPLEMENTED', details)
    case codes.INTERNAL:
      return details.startsWith('Invalid grpc-timeout') || details.startsWith('Failed to decompress')
        ? refuseField('headers', `${details}: send what the gRPC protocol asks for`)
        : INTERNAL
    default:
      return INTERNAL
  }
}
