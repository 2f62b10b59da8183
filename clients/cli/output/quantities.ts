import type { Duration__Output } from '../../../proto/gen/google/protobuf/Duration.ts'

/** Milliseconds. Null: unset, as JSON writes it. */
export function millisecondsOf(duration: Duration__Output | null): number | null {
  return duration === null ? null : duration.seconds * 1_000 + duration.nanos / 1e6
}

/** An age or a length for people, in two or three digits: `0.8 ms`, `42 ms`, `1.5 s`, `12 min`, `3 h`, `5 d`. */
export function formatSpan(milliseconds: number | null): string {
  if (milliseconds === null) return '-'
  if (milliseconds < 10) return `${trim(milliseconds)} ms`
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1_000
  if (seconds < 10) return `${trim(seconds)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  const minutes = seconds / 60
  if (minutes < 120) return `${Math.round(minutes)} min`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} d`
}

const trim = (value: number): string => String(Math.round(value * 10) / 10)

/** A share of 0 to 1 in percent: `3.2 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** A count with a comma every three digits. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** A weight: whole where it is whole. */
export function formatWeight(weight: number): string {
  return Number.isInteger(weight) ? formatCount(weight) : weight.toFixed(2)
}

/** `1 problem`, `2 problems`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
