import type { Struct, Struct__Output } from '../../../proto/gen/google/protobuf/Struct.ts'
import type { Value, Value__Output } from '../../../proto/gen/google/protobuf/Value.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import { isReserved } from './names.ts'
import { isRefusal } from './refusals.ts'
import { quoted } from './text.ts'

/** Deeper nesting serves no policy. */
const MAX_DEPTH = 16

/** JSON that came in a Struct; wrapped, since JSON may look like a refusal. */
export interface Json<T = unknown> {
  readonly kind: 'json'
  readonly value: T
}

export function toJsonObject(
  field: string,
  struct: Struct__Output,
  depth = 0,
): Json<Record<string, unknown>> | Refusal {
  if (depth > MAX_DEPTH) return refuseField(field, `is nested more than ${MAX_DEPTH} levels deep`)
  const value: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(struct.fields)) {
    if (isReserved(key)) return refuseField(field, `the key ${quoted(key)} is a reserved word of JavaScript objects`)
    const json = toJson(`${field}.${key.slice(0, 63)}`, member, depth + 1)
    if (isRefusal(json)) return json
    value[key] = json.value
  }
  return { kind: 'json', value }
}

function toJson(field: string, value: Value__Output, depth: number): Json | Refusal {
  switch (value.kind) {
    case 'structValue':
      return toJsonObject(field, value.structValue ?? { fields: {} }, depth)
    case 'listValue':
      return toJsonArray(field, value.listValue?.values ?? [], depth)
    case 'numberValue':
      if (!Number.isFinite(value.numberValue)) return refuseField(field, 'must be a finite number')
      return { kind: 'json', value: value.numberValue }
    case 'stringValue':
      return { kind: 'json', value: value.stringValue }
    case 'boolValue':
      return { kind: 'json', value: value.boolValue }
    case 'nullValue':
      return { kind: 'json', value: null }
    default:
      return refuseField(field, 'has no value: set one of the kinds of google.protobuf.Value')
  }
}

function toJsonArray(field: string, values: readonly Value__Output[], depth: number): Json | Refusal {
  if (depth > MAX_DEPTH) return refuseField(field, `is nested more than ${MAX_DEPTH} levels deep`)
  const items: unknown[] = []
  for (const [index, value] of values.entries()) {
    const json = toJson(`${field}[${index}]`, value, depth + 1)
    if (isRefusal(json)) return json
    items.push(json.value)
  }
  return { kind: 'json', value: items }
}

export function structMessage(object: Readonly<Record<string, unknown>>): Struct {
  const fields = Object.entries(object).filter(([, value]) => value !== undefined)
  return { fields: Object.fromEntries(fields.map(([key, value]) => [key, valueMessage(value)])) }
}

function valueMessage(value: unknown): Value {
  if (typeof value === 'number') return { numberValue: value }
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (Array.isArray(value)) return { listValue: { values: value.map(valueMessage) } }
  if (typeof value === 'object' && value !== null) return { structValue: structMessage({ ...value }) }
  return { nullValue: 'NULL_VALUE' }
}
