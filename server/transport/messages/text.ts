import { refuseField, type Refusal } from '../../errors.ts'

/** Opaque strings such as tokens and keys: at most so many bytes of UTF-8. */
export function checkBytes(field: string, value: string, maxBytes: number): Refusal | undefined {
  // A UTF-16 unit is one to three bytes of UTF-8, so most values need no count.
  if (value.length * 3 <= maxBytes) return undefined
  if (value.length <= maxBytes && Buffer.byteLength(value) <= maxBytes) return undefined
  return refuseField(field, `must be at most ${maxBytes} bytes of UTF-8`)
}

/** Text for people: at most so many characters. */
export function checkText(field: string, value: string, maxCharacters: number): Refusal | undefined {
  if (!isLonger(value, maxCharacters)) return undefined
  return refuseField(field, `must be at most ${maxCharacters} characters`)
}

/** Counts characters, not UTF-16 units, and no further than needed. */
export function isLonger(value: string, maxCharacters: number): boolean {
  if (value.length <= maxCharacters) return false
  return value.length > maxCharacters * 2 || [...value].length > maxCharacters
}

/** A value of the caller for a message: short, and with everything unprintable escaped. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value)
}
