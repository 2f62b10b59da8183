import type * as z from 'zod'

import { didYouMean } from './did-you-mean.ts'
import { redactUrl, show } from './display.ts'
import { type Path, valueAt } from './path.ts'
import type { ConfigProblem } from './problem.ts'
import { bare, itemOf, type Setting, settingOf, shapeOf } from './setting.ts'

/** A fault of a value, before it is known where the value came from. */
export type Fault = Pick<ConfigProblem, 'expected' | 'got' | 'hint'> & {
  readonly at: Path
  /** Whether the key or the value is wrong. */
  readonly part: 'key' | 'value'
}

/**
 * Turns what Zod found into faults. Every schema of `setting.ts` carries the sentence that completes "expected ..." as its
 * error, so an issue's message is that sentence.
 */
export function faultsOf(error: z.ZodError, schema: z.core.$ZodType, root: unknown): readonly Fault[] {
  return error.issues.flatMap((issue): readonly Fault[] => {
    if (issue.code !== 'unrecognized_keys') return [valueFault(issue, schema, root)]
    const known = Object.keys(shapeOf(schemaAt(schema, issue.path) ?? schema) ?? {})
    return issue.keys.map((key) => unknownKey([...issue.path, key], key, known))
  })
}

function unknownKey(at: Path, key: string, known: readonly string[]): Fault {
  const near = didYouMean(key, known)
  const hint = near === undefined ? '' : `did you mean "${near}"?`
  return { at, part: 'key', expected: `one of the keys ${known.join(', ')}`, got: `the unknown key ${show(key)}`, hint }
}

function valueFault(issue: z.core.$ZodIssue, schema: z.core.$ZodType, root: unknown): Fault {
  const at = written(root, issue.path)
  const value = valueAt(root, at)
  const inner = schemaAt(schema, at)
  const setting = inner === undefined ? undefined : settingOf(inner)
  const got = setting?.secret === true && typeof value === 'string' ? show(redactUrl(value)) : show(value)
  return { at, part: 'value', expected: issue.message, got, hint: at.length === 0 ? '' : hintFor(setting, value) }
}

/** In a short form, such as `policy: ring_hash`, the key that is to blame is not in the file: the one around it is. */
export function written(root: unknown, path: Path): Path {
  const around = path.slice(0, -1)
  return path.length > 0 && typeof valueAt(root, around) === 'string' ? around : path
}

/** The schema of the value at a path, without its wrappers. */
export function schemaAt(root: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((schema, part) => {
    if (schema === undefined) return undefined
    const next = typeof part === 'number' ? itemOf(schema) : shapeOf(schema)?.[String(part)]
    return next === undefined ? undefined : bare(next)
  }, bare(root))
}

const YES = new Set(['yes', 'on', 'y', '1', 'true'])
const NO = new Set(['no', 'off', 'n', '0', 'false'])

function hintFor(setting: Setting | undefined, value: unknown): string {
  if (value === undefined || setting === undefined) return ''
  if (value === null) return 'remove the key, or give it a value'
  const word = typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value)
  switch (setting.kind) {
    case 'boolean':
      return YES.has(word) ? 'write true' : NO.has(word) ? 'write false' : ''
    case 'duration':
      return setting.takesNumbers !== true && /^\d+(\.\d+)?$/.test(word)
        ? `durations have a unit: write "${word}ms" or "${word}s"`
        : ''
    case 'choice': {
      const near = didYouMean(word, setting.choices ?? [])
      return near === undefined ? '' : `did you mean "${near}"?`
    }
    case 'text':
      return typeof value === 'number' || typeof value === 'boolean' ? 'a text: put it in quotes' : ''
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^-?[\d_,]+(\.\d+)?$/.test(word)
        ? 'a number: no quotes and no separators'
        : ''
    default:
      return ''
  }
}
