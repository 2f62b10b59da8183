/**
 * Parameters that are made of parts: objects whose `type` says which further parameters they have. Each kind of part is
 * declared once; the parser and the JSON Schema come from that.
 */

import { PolicyConfigError } from '../policy.ts'
import { closest, describeValue } from './describe.ts'
import {
  declareParameters,
  isRecord,
  objectSchema,
  REQUIRED,
  type GivenParameters,
  type Parameter,
} from './parameters.ts'

/** One kind of part. */
export interface PartKind<Made> {
  readonly type: string
  /** One sentence. */
  readonly description: string
  readonly parameters: readonly Parameter<unknown>[]
  make(given: GivenParameters): Made
}

/** A part that was checked: plain data. */
export interface Part {
  readonly type: string
  /** All parameters of its kind, defaults included. */
  readonly values: Readonly<Record<string, unknown>>
}

export interface Parts<Made> {
  /** A list of parts. `fallback` is spelt as in a config. */
  list(name: string, detail: PartsDetail<readonly unknown[]> & { readonly most: number }): Parameter<readonly Part[]>
  one(name: string, detail: PartsDetail<unknown>): Parameter<Part>
  make(part: Part): Made
}

interface PartsDetail<Raw> {
  readonly description: string
  readonly fallback: Raw
}

function typeParameter(type: string): Parameter<unknown> {
  return { name: 'type', schema: { const: type }, expected: type, fallback: REQUIRED, accept: () => type }
}

export function declareParts<Made>(policy: string, kinds: readonly PartKind<Made>[]): Parts<Made> {
  const types = kinds.map(({ type }) => type)
  const refuse = (path: string, expected: string, got: string): PolicyConfigError =>
    new PolicyConfigError({ policy, path, expected, got })

  function kindOf(type: unknown, path: string): PartKind<Made> {
    const kind = kinds.find((one) => one.type === type)
    if (kind !== undefined) return kind
    const meant = typeof type === 'string' ? closest(type, types) : undefined
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`
    throw refuse(`${path}.type`, `one of ${types.join(', ')}`, `${describeValue(type)}${hint}`)
  }

  function parse(input: unknown, path: string): Part {
    if (!isRecord(input)) throw refuse(path, 'an object with a type', describeValue(input))
    const { type, ...rest } = input
    const kind = kindOf(type, path)
    const given = declareParameters(policy, kind.parameters).open(rest, path)
    return { type: kind.type, values: Object.fromEntries(kind.parameters.map((one) => [one.name, given.get(one)])) }
  }

  const schema = {
    oneOf: kinds.map(({ type, description, parameters }) => ({
      description,
      ...objectSchema([typeParameter(type), ...parameters]),
    })),
  }

  return {
    list(name, { description, fallback, most }) {
      const parseAll = (list: readonly unknown[]): readonly Part[] =>
        list.map((part, index) => parse(part, `${name}[${index}]`))
      return {
        name,
        fallback: parseAll(fallback),
        expected: `a list of at most ${most} objects, each with a type`,
        schema: { type: 'array', description, maxItems: most, items: schema, default: fallback },
        accept: (value) => (Array.isArray(value) && value.length <= most ? parseAll(value) : undefined),
      }
    },
    one: (name, { description, fallback }) => ({
      name,
      fallback: parse(fallback, name),
      expected: 'an object with a type',
      schema: { description, ...schema, default: fallback },
      accept: (value) => parse(value, name),
    }),
    make({ type, values }) {
      const kind = kindOf(type, 'part')
      return kind.make(declareParameters(policy, kind.parameters).open(values, type))
    },
  }
}
