import { refuseField, type Refusal } from '../../errors.ts'
import { quoted } from '../../transport/messages/text.ts'

const MAX_UINT32 = 0xffff_ffff
/** Numbers as text, as proto3 JSON allows: what JSON itself calls a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const NOT_FINITE: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
/** google.protobuf.Duration in JSON: seconds with up to nine digits after the point, and an "s". */
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/
const LONE_SURROGATE = /\p{Cs}/u

export interface WireDuration {
  readonly seconds: number
  readonly nanos: number
}

export function toText(field: string, value: unknown): string | Refusal {
  if (typeof value !== 'string') return wrongType(field, 'a string', value)
  return LONE_SURROGATE.test(value) ? refuseField(field, 'holds half a surrogate pair: send valid Unicode') : value
}

export function toBool(field: string, value: unknown): boolean | Refusal {
  return typeof value === 'boolean' ? value : wrongType(field, 'true or false', value)
}

/** Any number of the type double; whether it is finite is for the rules of the field to say. */
export function toDouble(field: string, value: unknown): number | Refusal {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value)
  return NOT_FINITE.get(value) ?? wrongType(field, 'a number', value)
}

export function toUint32(field: string, value: unknown): number | Refusal {
  const number = toUint64(field, value)
  if (typeof number !== 'number' || number <= MAX_UINT32) return number
  return refuseField(field, `must be a whole number from 0 to ${MAX_UINT32}, got ${number}`)
}

/** Above 2^53 - 1 digits are lost; the rules of each field refuse such numbers. */
export function toUint64(field: string, value: unknown): number | Refusal {
  const number = toDouble(field, value)
  if (typeof number !== 'number' || (number >= 0 && Number.isInteger(number))) return number
  return refuseField(field, `must be a whole number of 0 or more, got ${number}`)
}

export function toWireDuration(field: string, value: unknown): WireDuration | Refusal {
  if (typeof value !== 'string') return wrongType(field, 'a duration in seconds such as "1.5s"', value)
  const parts = DURATION.exec(value)
  if (parts === null) return refuseField(field, `must be a duration in seconds such as "1.5s", got ${quoted(value)}`)
  const sign = parts[1] === '-' ? -1 : 1
  const nanos = Number((parts[3] ?? '').padEnd(9, '0'))
  // Adding 0 makes -0 an ordinary zero.
  return { seconds: sign * Number(parts[2]) + 0, nanos: sign * nanos + 0 }
}

export function wrongType(field: string, expected: string, value: unknown): Refusal {
  const got =
    value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : sample(value)
  return refuseField(field, `must be ${expected}, got ${got}`)
}

function sample(value: unknown): string {
  return typeof value === 'string' ? `the string ${quoted(value)}` : String(value)
}
