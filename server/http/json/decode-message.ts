import { ENUMS, MESSAGES, type FieldShape, type MessageShape, type MessageTypes } from '../../../proto/gen/messages.ts'
import { didYouMean } from '../../config/did-you-mean.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import { quoted } from '../../transport/messages/text.ts'
import { toBool, toDouble, toText, toUint32, toUint64, toWireDuration, wrongType } from './scalars.ts'
import { toStruct } from './struct.ts'

/**
 * A message from its proto3 JSON form, as generic decoders deliver it: an enum may hold any number. Both spellings of a
 * field's name are known, null is unset, and a field that the message does not have is refused, since what a caller
 * sends must never be dropped in silence. Ranges stay unchecked.
 */
export function decodeMessage<Name extends keyof MessageTypes>(
  name: Name,
  json: unknown,
): MessageTypes[Name] | Refusal {
  const message = decode(name, json, '')
  // The shapes and the types are generated from the same files, which the compiler cannot know.
  return message as MessageTypes[Name] | Refusal
}

function decode(name: string, json: unknown, path: string): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return wrongType(path === '' ? 'body' : path, `an object (${name})`, json)
  }
  const shape = shapeOf(name)
  const given = byField(shape, name, json, path)
  if (isRefusal(given)) return given
  const message: Record<string, unknown> = {}
  for (const field of shape.fields) {
    const value = given.get(field)
    const decoded = value === undefined ? unset(field) : toField(field, value, inside(path, field.name))
    if (isRefusal(decoded)) return decoded
    if (decoded !== undefined) message[field.json] = decoded
  }
  return message
}

export function shapeOf(name: string): MessageShape {
  const shape = MESSAGES[name]
  if (shape === undefined) throw new Error(`the protos have no message ${name}`)
  return shape
}

/** What is set, by field. */
function byField(
  shape: MessageShape,
  name: string,
  json: object,
  path: string,
): ReadonlyMap<FieldShape, unknown> | Refusal {
  const given = new Map<FieldShape, unknown>()
  for (const [key, value] of Object.entries(json)) {
    const field = shape.fields.find((known) => known.json === key || known.name === key)
    if (field === undefined) return unknownField(shape, name, key, path)
    if (value === null) continue
    if (given.has(field))
      return refuseField(inside(path, field.name), `is given twice, as ${field.name} and ${field.json}`)
    given.set(field, value)
  }
  return given
}

function unknownField(shape: MessageShape, name: string, key: string, path: string): Refusal {
  const known = shape.fields.map(({ json }) => json)
  const near = didYouMean(key, known)
  const shown = key.length > 64 ? `${key.slice(0, 64)}...` : key
  const all = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`
  return refuseField(
    inside(path, JSON.stringify(shown).slice(1, -1)),
    `is no field of ${name}: ${near === undefined ? all : `did you mean ${near}?`}`,
  )
}

function unset({ kind, of, many, optional, oneof }: FieldShape): unknown {
  if (many === 'list') return []
  if (many === 'map') return {}
  if (optional === true || oneof !== undefined) return undefined
  switch (kind) {
    case 'string':
      return ''
    case 'bool':
      return false
    case 'enum':
      return ENUMS[of ?? '']?.values[0]?.name
    case 'uint32':
    case 'uint64':
    case 'double':
      return 0
    default:
      return null
  }
}

function toField(field: FieldShape, value: unknown, path: string): unknown {
  if (field.many === 'list') return toList(field, value, path)
  if (field.many === 'map') return toMap(field, value, path)
  return toSingle(field, value, path)
}

function toList(field: FieldShape, value: unknown, path: string): unknown {
  if (!Array.isArray(value)) return wrongType(path, 'a list', value)
  const items: unknown[] = []
  for (const [index, item] of value.entries()) {
    const decoded = toSingle(field, item, `${path}[${index}]`)
    if (isRefusal(decoded)) return decoded
    items.push(decoded)
  }
  return items
}

function toMap(field: FieldShape, value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType(path, 'an object', value)
  const entries: [string, unknown][] = []
  for (const [key, member] of Object.entries(value)) {
    const decoded = toSingle(field, member, `${path}[${quoted(key)}]`)
    if (isRefusal(decoded)) return decoded
    entries.push([key, decoded])
  }
  // It defines the keys, so that "__proto__" is a key like any other until the rules refuse it.
  return Object.fromEntries(entries)
}

function toSingle({ kind, of = '' }: FieldShape, value: unknown, path: string): unknown {
  switch (kind) {
    case 'string':
      return toText(path, value)
    case 'bool':
      return toBool(path, value)
    case 'uint32':
      return toUint32(path, value)
    case 'uint64':
      return toUint64(path, value)
    case 'double':
      return toDouble(path, value)
    case 'duration':
      return toWireDuration(path, value)
    case 'struct':
      return toStruct(path, value)
    case 'enum':
      return toEnum(of, value, path)
    case 'message':
      return decode(of, value, path)
    case 'timestamp':
      return refuseField(path, 'is set by the service: leave it out')
  }
}

/** A known name, or any number: which numbers are meant is for the rules of the field. */
function toEnum(name: string, value: unknown, path: string): string | number | Refusal {
  const names = (ENUMS[name]?.values ?? []).map((known) => known.name)
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value !== 'string') return wrongType(path, `one of ${names.join(', ')}`, value)
  if (names.includes(value)) return value
  const near = didYouMean(value, names) ?? names.find((known) => known.endsWith(`_${value.toUpperCase()}`))
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return refuseField(path, `must be one of ${names.join(', ')}, got ${quoted(value)}${hint}`)
}

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
