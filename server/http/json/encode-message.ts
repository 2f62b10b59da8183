import { ENUMS, type FieldShape } from '../../../proto/gen/messages.ts'
import { shapeOf } from './decode-message.ts'
import { structJson } from './struct.ts'

/** The proto3 JSON form of a message. What is unset is left out; zero and empty values are there, so that readers need no defaults. */
export function encodeMessage(name: string, message: object): Readonly<Record<string, unknown>> {
  const json: Record<string, unknown> = {}
  for (const field of shapeOf(name).fields) {
    const value: unknown = Reflect.get(message, field.json)
    if (value === undefined || value === null) continue
    json[field.json] = encodeField(field, value)
  }
  return json
}

function encodeField(field: FieldShape, value: unknown): unknown {
  if (field.many === 'list') return Array.isArray(value) ? value.map((item) => encodeSingle(field, item)) : []
  if (field.many !== 'map' || typeof value !== 'object' || value === null) return encodeSingle(field, value)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, encodeSingle(field, member)]))
}

function encodeSingle({ kind, of = '' }: FieldShape, value: unknown): unknown {
  if (typeof value === 'number') {
    if (kind === 'enum') return ENUMS[of]?.values.find(({ number }) => number === value)?.name ?? value
    return Number.isFinite(value) ? value : String(value)
  }
  if (typeof value !== 'object' || value === null) return value
  switch (kind) {
    case 'message':
      return encodeMessage(of, value)
    case 'duration':
      return durationText(partsOf(value))
    case 'timestamp':
      return timestampText(partsOf(value))
    case 'struct':
      return structJson(value)
    default:
      return value
  }
}

interface Parts {
  readonly seconds: number
  readonly nanos: number
}

function partsOf(value: object): Parts {
  const part = (name: string): number => {
    const found: unknown = Reflect.get(value, name)
    return typeof found === 'number' ? found : 0
  }
  return { seconds: part('seconds'), nanos: part('nanos') }
}

/** "1.5s": nine digits at most, and none that say nothing. */
export function durationText({ seconds, nanos }: Parts): string {
  const negative = seconds < 0 || nanos < 0 ? '-' : ''
  return `${negative}${Math.abs(seconds)}${fractionText(Math.abs(nanos))}s`
}

/** RFC 3339 in UTC, with the digits of a second that are there. */
export function timestampText({ seconds, nanos }: Parts): string {
  const whole = new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length)
  return `${whole}${fractionText(nanos)}Z`
}

function fractionText(nanos: number): string {
  return nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`
}
