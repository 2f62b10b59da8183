/**
 * Parameters of a policy, declared once: the parser and the JSON Schema come from the same declaration. Defaults come
 * first; an unknown key or a value out of bounds is a {@link PolicyConfigError} that names it.
 */

import { PolicyConfigError } from '../policy.ts'
import { closest, describeValue } from './describe.ts'

/** Instead of a default: the parameter must be given. */
export const REQUIRED: unique symbol = Symbol('required')

export interface Parameter<T> {
  readonly name: string
  readonly schema: Readonly<Record<string, unknown>>
  /** What a good value is, in words. */
  readonly expected: string
  readonly fallback: T | typeof REQUIRED
  /**
   * The value in the parameter's type; undefined: it is not good. One that holds others throws the {@link PolicyConfigError}
   * that names the place further in.
   */
  accept(value: unknown): T | undefined
}

export interface GivenParameters {
  /** The value of a declared parameter: what was given, else its default. Throws {@link PolicyConfigError}. */
  get<T>(parameter: Parameter<T>): T
  /** The error for a rule over several parameters. */
  refuse(path: string, expected: string, got: unknown): PolicyConfigError
}

export interface Parameters {
  readonly schema: Readonly<Record<string, unknown>>
  /**
   * Checks that `input` is an object of declared keys. Undefined: all defaults. Throws {@link PolicyConfigError}.
   *
   * @param within path of the object that these are the parameters of, such as `filters[0]`. Default: that of all.
   */
  open(input: unknown, within?: string): GivenParameters
}

/** Longest label that a backend may register, and more. */
const LONGEST_TEXT = 256

/** Config of a policy that has no parameters. */
export type NoParameters = Readonly<Record<string, never>>

interface Bounds {
  readonly description: string
  readonly minimum: number
  readonly maximum?: number | undefined
}

function boundsInWords({ minimum, maximum }: Bounds): string {
  return maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`
}

function within(value: unknown, { minimum, maximum }: Bounds): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= minimum && value <= (maximum ?? Infinity)
}

/** A number; `fallback` undefined means that leaving it out is itself a meaning. */
export function numeric<Fallback extends number | undefined>(
  name: string,
  detail: Bounds & { readonly fallback: Fallback },
): Parameter<number | Fallback> {
  const { fallback, ...bounds } = detail
  return {
    name,
    fallback,
    expected: `a number ${boundsInWords(bounds)}`,
    schema: { type: 'number', ...bounds, ...(fallback === undefined ? {} : { default: fallback }) },
    accept: (value) => (within(value, bounds) ? value : undefined),
  }
}

export function integer(name: string, detail: Bounds & { readonly fallback: number }): Parameter<number> {
  const { fallback, ...bounds } = detail
  return {
    name,
    fallback,
    expected: `an integer ${boundsInWords(bounds)}`,
    schema: { type: 'integer', ...bounds, default: fallback },
    accept: (value) => (within(value, bounds) && Number.isSafeInteger(value) ? value : undefined),
  }
}

export function flag(
  name: string,
  { description, fallback }: { readonly description: string; readonly fallback: boolean },
): Parameter<boolean> {
  return {
    name,
    fallback,
    expected: 'true or false',
    schema: { type: 'boolean', description, default: fallback },
    accept: (value) => (typeof value === 'boolean' ? value : undefined),
  }
}

export function choice<Value extends string>(
  name: string,
  detail: { readonly description: string; readonly values: readonly Value[]; readonly fallback: Value },
): Parameter<Value> {
  const { values, description, fallback } = detail
  return {
    name,
    fallback,
    expected: `one of ${values.join(', ')}`,
    schema: { type: 'string', enum: values, description, default: fallback },
    accept: (value) => values.find((one) => one === value),
  }
}

/** A list of different texts; the default is an empty one. */
export function texts(
  name: string,
  detail: {
    readonly description: string
    /** What each text has to be, in words and as a pattern. */
    readonly expected: string
    readonly pattern: RegExp
    readonly most: number
  },
): Parameter<readonly string[]> {
  const { description, expected, pattern, most } = detail
  return {
    name,
    fallback: [],
    expected: `a list of at most ${most} different texts, each ${expected}`,
    schema: {
      type: 'array',
      items: { type: 'string', pattern: pattern.source },
      maxItems: most,
      uniqueItems: true,
      description,
      default: [],
    },
    accept(value) {
      if (!Array.isArray(value) || value.length > most) return undefined
      const items: readonly unknown[] = value
      const good = items.filter((item): item is string => typeof item === 'string' && pattern.test(item))
      return good.length === items.length && new Set(good).size === good.length ? good : undefined
    },
  }
}

/** Text; `fallback` undefined means that leaving it out is itself a meaning. */
export function text<Fallback extends string | undefined>(
  name: string,
  { description, fallback }: { readonly description: string; readonly fallback: Fallback },
): Parameter<string | Fallback> {
  return {
    name,
    fallback,
    expected: `text of 1 to ${LONGEST_TEXT} characters`,
    schema: {
      ...{ type: 'string', description, minLength: 1, maxLength: LONGEST_TEXT },
      ...(fallback === undefined ? {} : { default: fallback }),
    },
    accept: (value) =>
      typeof value === 'string' && value.length > 0 && value.length <= LONGEST_TEXT ? value : undefined,
  }
}

/** The same parameter where it cannot be left out. */
export function required<T>(parameter: Parameter<T | undefined>): Parameter<T> {
  const { name, schema, expected } = parameter
  return { name, schema, expected, fallback: REQUIRED, accept: (value) => parameter.accept(value) }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownKey(policy: string, path: string, key: string, names: readonly string[]): PolicyConfigError {
  const meant = closest(key, names)
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`
  const known = names.length === 0 ? 'no parameters' : `only ${names.join(', ')}`
  return new PolicyConfigError({ policy, path, expected: known, got: `an unknown parameter${hint}` })
}

/** JSON Schema of an object of these parameters. */
export function objectSchema(declared: readonly Parameter<unknown>[]): Readonly<Record<string, unknown>> {
  const needed = declared.filter(({ fallback }) => fallback === REQUIRED).map(({ name }) => name)
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(declared.map((one) => [one.name, one.schema])),
    ...(needed.length === 0 ? {} : { required: needed }),
  }
}

export function declareParameters(policy: string, declared: readonly Parameter<unknown>[]): Parameters {
  const names = declared.map((one) => one.name)
  return {
    schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...objectSchema(declared) },
    open(input, within = '') {
      const given = input === undefined ? {} : input
      const pathOf = (name: string): string => (within === '' ? name : `${within}.${name}`)
      if (!isRecord(given)) {
        throw new PolicyConfigError({ policy, path: within || '$', expected: 'an object', got: describeValue(input) })
      }
      for (const key of Object.keys(given)) {
        if (!names.includes(key)) throw unknownKey(policy, pathOf(key), key, names)
      }
      const refuse = (path: string, expected: string, got: unknown): PolicyConfigError =>
        new PolicyConfigError({ policy, path, expected, got: describeValue(got) })
      return {
        refuse,
        get(parameter) {
          const { name, expected, fallback } = parameter
          const value = Object.hasOwn(given, name) ? given[name] : undefined
          if (value === undefined && fallback !== REQUIRED) return fallback
          const accepted = value === undefined ? undefined : parameter.accept(value)
          if (accepted === undefined) throw refuse(pathOf(name), expected, value)
          return accepted
        },
      }
    },
  }
}
