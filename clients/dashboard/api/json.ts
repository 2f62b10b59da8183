/**
 * Readers of proto3 JSON. What is missing has its default and what has the wrong form is taken as missing, so that a newer or
 * older server never stops the page.
 */
export type JsonObject = Readonly<Record<string, unknown>>

const NOTHING: JsonObject = {}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(from: JsonObject, key: string): JsonObject {
  const value = from[key]
  return isObject(value) ? value : NOTHING
}

export function listAt(from: JsonObject, key: string): readonly unknown[] {
  const value = from[key]
  return Array.isArray(value) ? value : []
}

export function objectsAt(from: JsonObject, key: string): readonly JsonObject[] {
  return listAt(from, key).filter(isObject)
}

export function textAt(from: JsonObject, key: string): string {
  const value = from[key]
  return typeof value === 'string' ? value : ''
}

export function textsAt(from: JsonObject, key: string): readonly string[] {
  return listAt(from, key).filter((item) => typeof item === 'string')
}

/** Numbers that JSON cannot hold, and those of 64 bits in other implementations, come as text. */
export function numberAt(from: JsonObject, key: string): number | undefined {
  const value = from[key]
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^(-?\d+(\.\d+)?(e[+-]?\d+)?|-?Infinity|NaN)$/i.test(value)
    ? Number(value)
    : undefined
}

export function countAt(from: JsonObject, key: string): number {
  return numberAt(from, key) ?? 0
}

export function flagAt(from: JsonObject, key: string): boolean {
  return from[key] === true
}

/** Milliseconds of a duration like `"1.5s"`. Undefined: unset. */
export function spanAt(from: JsonObject, key: string): number | undefined {
  const [, seconds] = /^(-?\d+(?:\.\d+)?)s$/.exec(textAt(from, key)) ?? []
  return seconds === undefined ? undefined : Number(seconds) * 1_000
}

/** Milliseconds since 1970 of an RFC 3339 time. Undefined: unset. */
export function timeAt(from: JsonObject, key: string): number | undefined {
  const time = Date.parse(textAt(from, key))
  return Number.isNaN(time) ? undefined : time
}

/** Text by key, as labels are. */
export function textMapAt(from: JsonObject, key: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(objectAt(from, key)).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

/** `BACKEND_STATE_ELIGIBLE` becomes `eligible`. A value that is newer than this page stays as it came; unspecified is empty. */
export function enumAt(from: JsonObject, key: string, prefix: string): string {
  return enumWord(from[key], prefix)
}

export function enumWord(value: unknown, prefix: string): string {
  if (typeof value !== 'string') return ''
  if (!value.startsWith(prefix)) return value
  const word = value.slice(prefix.length).toLowerCase()
  return word === 'unspecified' ? '' : word
}
