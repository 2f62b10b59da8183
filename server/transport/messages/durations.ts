import type { Duration__Output } from '../../../proto/gen/google/protobuf/Duration.ts'
import { refuseField, type ErrorReason, type Refusal } from '../../errors.ts'

/** About 10,000 years: the range of google.protobuf.Duration. */
const MAX_SECONDS = 315_576_000_000
const MAX_NANOS = 999_999_999
export const HOUR_MS = 3_600_000

type ReceivedDuration = Pick<Duration__Output, 'seconds' | 'nanos'>

/** Milliseconds of a well-formed Duration; undefined when unset. */
export function toMs(
  field: string,
  message: ReceivedDuration | null,
  reason: ErrorReason = 'INVALID_FIELD',
): number | undefined | Refusal {
  if (message === null) return undefined
  const { seconds, nanos } = message
  const wellFormed =
    Number.isInteger(seconds) &&
    Number.isInteger(nanos) &&
    Math.abs(seconds) <= MAX_SECONDS &&
    Math.abs(nanos) <= MAX_NANOS &&
    seconds * nanos >= 0
  if (wellFormed) return seconds * 1_000 + nanos / 1_000_000
  return refuseField(
    field,
    'is no valid Duration: seconds within 315,576,000,000, nanos within 999,999,999, both of one sign',
    reason,
  )
}

/** Milliseconds of a Duration from 0 to `maxMs`; undefined when unset. */
export function toBoundedMs(
  field: string,
  message: ReceivedDuration | null,
  maxMs: number,
  reason: ErrorReason = 'INVALID_FIELD',
): number | undefined | Refusal {
  const ms = toMs(field, message, reason)
  if (typeof ms !== 'number' || (ms >= 0 && ms <= maxMs)) return ms
  return refuseField(field, `must be from 0 s to ${maxMs / 1_000} s, got ${ms / 1_000} s`, reason)
}

/** The Duration of milliseconds that are not negative, rounded to nanoseconds. */
export function toDuration(ms: number): { seconds: number; nanos: number } {
  const bounded = ms > 0 ? Math.min(ms, MAX_SECONDS * 1_000) : 0
  const seconds = Math.floor(bounded / 1_000)
  const nanos = Math.round((bounded - seconds * 1_000) * 1_000_000)
  return nanos > MAX_NANOS ? { seconds: seconds + 1, nanos: 0 } : { seconds, nanos }
}

export function toOptionalDuration(ms: number | undefined): { seconds: number; nanos: number } | null {
  return ms === undefined ? null : toDuration(ms)
}
