import type { Struct, Struct__Output } from '../../../proto/gen/google/protobuf/Struct.ts'
import type { Value, Value__Output } from '../../../proto/gen/google/protobuf/Value.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import { wrongType } from './scalars.ts'

/** The rules for what a struct may hold stop at less; this only keeps the recursion here short. */
const MAX_DEPTH = 32

/** A JSON object as google.protobuf.Struct. */
export function toStruct(field: string, value: unknown, depth = 0): Struct__Output | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType(field, 'an object', value)
  if (depth > MAX_DEPTH) return refuseField(field, `is nested more than ${MAX_DEPTH} levels deep`)
  const members: [string, Value__Output][] = []
  for (const [key, member] of Object.entries(value)) {
    const converted = toValue(field, member, depth + 1)
    if (isRefusal(converted)) return converted
    members.push([key, converted])
  }
  // It defines the keys, so that "__proto__" is a key like any other until the rules refuse it.
  return { fields: Object.fromEntries(members) }
}

function toValue(field: string, value: unknown, depth: number): Value__Output | Refusal {
  switch (typeof value) {
    case 'string':
      return { kind: 'stringValue', stringValue: value }
    case 'number':
      return { kind: 'numberValue', numberValue: value }
    case 'boolean':
      return { kind: 'boolValue', boolValue: value }
    default:
      break
  }
  if (value === null) return { kind: 'nullValue', nullValue: 'NULL_VALUE' }
  if (!Array.isArray(value)) {
    const struct = toStruct(field, value, depth)
    return isRefusal(struct) ? struct : { kind: 'structValue', structValue: struct }
  }
  if (depth > MAX_DEPTH) return refuseField(field, `is nested more than ${MAX_DEPTH} levels deep`)
  const values: Value__Output[] = []
  for (const item of value) {
    const converted = toValue(field, item, depth + 1)
    if (isRefusal(converted)) return converted
    values.push(converted)
  }
  return { kind: 'listValue', listValue: { values } }
}

/** A google.protobuf.Struct as the JSON object that it stands for. */
export function structJson({ fields = {} }: Struct): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, valueJson(value)]))
}

function valueJson(value: Value): unknown {
  if (value.structValue !== undefined && value.structValue !== null) return structJson(value.structValue)
  if (value.listValue !== undefined && value.listValue !== null) return (value.listValue.values ?? []).map(valueJson)
  return value.numberValue ?? value.stringValue ?? value.boolValue ?? null
}
