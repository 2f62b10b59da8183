import { ERROR_DOMAIN, ERRORS, type ErrorReason, type Refusal } from '../../errors.ts'

const MAX_TEXT = 1_024
const MAX_VALUE = 256
const LONE_SURROGATE = /\p{Cs}/gu

/** What passes by itself and soon: whoever asks again after this many seconds may have better luck (RFC 9110, 10.2.3). */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorReason, number>> = {
  NO_BACKENDS: 1,
  POOL_SATURATED: 1,
  RETRY_BUDGET_EXHAUSTED: 1,
  STORE_UNAVAILABLE: 1,
  SHUTTING_DOWN: 1,
  TOO_MANY_WATCHERS: 5,
}

/** The JSON form of google.rpc.Status with one ErrorInfo, as Google's HTTP APIs answer it (AIP-193). */
export function errorBody({ reason, message, metadata }: Refusal, status: number): object {
  const bounded = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, mended(value, MAX_VALUE)]))
  const detail = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: ERROR_DOMAIN,
    metadata: bounded,
  }
  const error = { code: status, status: ERRORS[reason].code, message: mended(message, MAX_TEXT), details: [detail] }
  return { error }
}

export function retryAfter(reason: ErrorReason): string | undefined {
  return RETRY_AFTER_SECONDS[reason]?.toString()
}

/** As over gRPC: bounded, and without half a surrogate pair. */
function mended(text: string, length: number): string {
  const short = text.length > length ? `${text.slice(0, length - 3)}...` : text
  return short.replace(LONE_SURROGATE, '\u{fffd}')
}
