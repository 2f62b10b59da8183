import type { Duration, Duration__Output } from '../../proto/gen/google/protobuf/Duration.ts'

/** Milliseconds, finite and not negative, as google.protobuf.Duration. */
export function toDuration(ms: number): Duration {
  const nanosTotal = Math.round(ms * 1e6)
  const seconds = Math.floor(nanosTotal / 1e9)
  return { seconds, nanos: nanosTotal - seconds * 1e9 }
}

/** As milliseconds. Undefined: unset. */
export function fromDuration(duration: Duration__Output | null): number | undefined {
  return duration === null ? undefined : duration.seconds * 1000 + duration.nanos / 1e6
}
