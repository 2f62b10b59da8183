/** Messages of the API as proto3 JSON: durations as "1.5s", numbers that JSON cannot hold as text. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  if (isDuration(value)) return durationText(value)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([name, field]) => [name, toJson(field)]),
  )
}

function isDuration(value: object): value is { seconds: number; nanos: number } {
  const keys = Object.keys(value)
  return keys.length === 2 && 'seconds' in value && 'nanos' in value && typeof value.nanos === 'number'
}

/** Nine digits at most, and none that say nothing. */
function durationText({ seconds, nanos }: { seconds: number; nanos: number }): string {
  if (nanos === 0) return `${seconds}s`
  const negative = seconds < 0 || nanos < 0
  const fraction = String(Math.abs(nanos)).padStart(9, '0').replace(/0+$/, '')
  return `${negative ? '-' : ''}${Math.abs(seconds)}.${fraction}s`
}
