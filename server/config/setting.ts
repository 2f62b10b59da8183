import * as z from 'zod'

import { formatDuration, parseDuration, wholeMilliseconds } from './duration.ts'

/**
 * How durations are written: in files as text with a unit ('1500ms'); in documents of the API and of the store also as
 * a number of milliseconds.
 */
export type DurationForm = 'text' | 'milliseconds'

export type SettingKind = 'duration' | 'integer' | 'number' | 'boolean' | 'choice' | 'text' | 'mapping' | 'list'

/** What is known of a setting besides its schema: feeds messages, the reference, and environment variables. */
export interface Setting {
  readonly kind: SettingKind
  /** For people: the values that it takes. */
  readonly allowed: string
  /** One or two sentences. */
  readonly about: string
  readonly choices?: readonly string[]
  /** Durations: numbers are taken too, as milliseconds. */
  readonly takesNumbers?: boolean
  /** The text may hold a password. */
  readonly secret?: boolean
}

/** Keyed by schema, as Zod's own registries are; schemas are made by functions and let go with their entries. */
const settings = z.registry<Setting>()

export function settingOf(schema: z.core.$ZodType): Setting | undefined {
  return settings.get(schema)
}

export function describe<Schema extends z.ZodType>(schema: Schema, setting: Setting): Schema {
  settings.add(schema, setting)
  return schema
}

interface Range {
  readonly min: number
  readonly max: number
}

const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 })

/** A duration; the result is in milliseconds. */
export function duration(form: DurationForm, { min, max }: Range, about: string) {
  const allowed = `${formatDuration(min)} to ${formatDuration(max)}`
  const error = `a duration from ${formatDuration(min)} to ${formatDuration(max)}, such as "${formatDuration(example(min, max))}"`
  const check = (milliseconds: number | undefined, context: z.core.$RefinementCtx): number => {
    if (milliseconds !== undefined && milliseconds >= min && milliseconds <= max) return milliseconds
    context.addIssue({ code: 'custom', message: error, input: milliseconds })
    return z.NEVER
  }
  const schema =
    form === 'text'
      ? z.string({ error }).transform((value, context) => check(parseDuration(value), context))
      : z
          .union([z.string(), z.number()], { error })
          .transform((value, context) =>
            check(typeof value === 'number' ? wholeMilliseconds(value) : parseDuration(value), context),
          )
  return describe(schema, { kind: 'duration', allowed, about, takesNumbers: form === 'milliseconds' })
}

const example = (min: number, max: number): number =>
  [1_000, 10_000, 60_000].find((ms) => ms >= min && ms <= max) ?? min

export function integer({ min, max }: Range, about: string) {
  const error = `a whole number from ${grouped(min)} to ${grouped(max)}`
  const allowed = `${grouped(min)} to ${grouped(max)}`
  return describe(z.int({ error }).min(min).max(max), { kind: 'integer', allowed, about })
}

/** A number above 0. */
export function fraction({ max }: { readonly max: number }, about: string) {
  const error = `a number above 0, at most ${grouped(max)}`
  return describe(z.number({ error }).gt(0).max(max), {
    kind: 'number',
    allowed: `above 0, at most ${grouped(max)}`,
    about,
  })
}

/** A number from a lower to an upper bound. */
export function decimal({ min, max }: Range, about: string) {
  const error = `a number from ${grouped(min)} to ${grouped(max)}`
  const allowed = `${grouped(min)} to ${grouped(max)}`
  return describe(z.number({ error }).min(min).max(max), { kind: 'number', allowed, about })
}

export function toggle(about: string) {
  return describe(z.boolean({ error: 'true or false' }), { kind: 'boolean', allowed: 'true, false', about })
}

export function choice<const Choices extends readonly [string, ...string[]]>(choices: Choices, about: string) {
  const error = `one of ${choices.join(', ')}`
  return describe(z.enum(choices, { error }), { kind: 'choice', allowed: choices.join(', '), about, choices })
}

interface TextRules {
  /** Completes "expected ...". */
  readonly expected: string
  /** Short form for the reference. */
  readonly allowed: string
  readonly secret?: boolean
  readonly fits: (text: string) => boolean
}

export function text({ expected, allowed, secret = false, fits }: TextRules, about: string) {
  const schema = z.string({ error: expected }).refine(fits, { error: expected })
  return describe(schema, { kind: 'text', allowed, about, secret })
}

/** A mapping with fixed keys: any other key is an error. */
export function section<Shape extends z.core.$ZodLooseShape>(about: string, shape: Shape) {
  return describe(z.strictObject(shape, { error: 'a mapping' }), { kind: 'mapping', allowed: '', about })
}

/** A section with a rule between its keys: `broken` answers the key that breaks it, and what was expected of it. */
export function ruled<Schema extends z.ZodType>(
  schema: Schema,
  broken: (value: z.output<Schema>) => { readonly key: string; readonly expected: string } | undefined,
): Schema {
  const setting = settingOf(schema)
  const checked = schema.superRefine((value, context) => {
    const fault = broken(value)
    if (fault !== undefined) {
      context.addIssue({ code: 'custom', path: [fault.key], message: fault.expected, input: value })
    }
  })
  return setting === undefined ? checked : describe(checked, setting)
}

export function list<Item extends z.ZodType>(item: Item, max: number, allowed: string, about: string) {
  const error = `a list of at most ${grouped(max)} entries`
  return describe(z.array(item, { error }).max(max), { kind: 'list', allowed, about })
}

/** A mapping with keys of one's own. */
export function plainMapping<Schema extends z.ZodType>(schema: Schema, allowed: string, about: string) {
  return describe(schema, { kind: 'mapping', allowed, about })
}

/** The schema itself, without the defaults and transforms around it. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (settings.has(schema)) return schema
  const isWrapper =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional
  if (isWrapper) return bare(schema.def.innerType)
  if (schema instanceof z.ZodPipe) {
    return bare(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in)
  }
  return schema
}

/** The keys of a section with their schemas. Undefined: not a section. */
export function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined {
  const inner = bare(schema)
  const object = inner instanceof z.ZodPipe ? bareInput(inner) : inner
  if (!(object instanceof z.ZodObject)) return undefined
  const { shape }: { shape: z.core.$ZodShape } = object
  return shape
}

const bareInput = (pipe: z.ZodPipe): z.core.$ZodType =>
  pipe.def.in instanceof z.ZodTransform ? pipe.def.out : pipe.def.in

/** What a list holds. Undefined: not a list. */
export function itemOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = bare(schema)
  return inner instanceof z.ZodArray ? inner.element : undefined
}
