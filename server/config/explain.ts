import type * as z from 'zod'

import { defaultPoolConfig } from '../pools/pool-config.ts'
import { agentSchema } from './agent-schema.ts'
import { isReloadable } from './config-changes.ts'
import { didYouMean } from './did-you-mean.ts'
import { ENVIRONMENT } from './environment.ts'
import { AGENT_REFERENCE, CONFIG_REFERENCE, type ReferenceEntry } from './reference.ts'
import { serverSchema } from './server-schema.ts'
import { bare, itemOf, settingOf, shapeOf } from './setting.ts'

/** What is known of one key of a configuration file, or of a section of it. */
export interface Explanation {
  /** As the reference spells it: `pools[].slowStart.window`. Empty: the whole file. */
  readonly path: string
  readonly readBy: 'serve' | 'agent'
  /** A kind of setting, or "section". */
  readonly type: string
  readonly about: string
  /** The values that it takes. Empty: any, or none of its own. */
  readonly values: string
  /** As a file would say it. Undefined: none. */
  readonly default: string | undefined
  readonly required: boolean
  /** Undefined: it is set in the file only. */
  readonly variable: string | undefined
  /** True: a running service takes a change over. False: it needs a restart. */
  readonly reloads: boolean
  /** What is inside, paths in full. */
  readonly keys: readonly ReferenceEntry[]
}

export type ExplainResult =
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | { readonly kind: 'unknown'; readonly path: string; readonly suggestion: string | undefined }

interface Place {
  readonly path: string
  readonly schema: z.core.$ZodType
}

const FILES = ['serve', 'agent'] as const

const schemaOf = (file: (typeof FILES)[number]): z.core.$ZodType => {
  const base = defaultPoolConfig('')
  return file === 'serve' ? serverSchema(base, base) : agentSchema()
}

/** Explains a key. `pools.slowStart.window`, `pools[].slowStart.window` and `pools[3].slowStart.window` are the same. */
export function explainKey(path: string): ExplainResult {
  const keys = path.split('.').flatMap((part) => part.replaceAll(/\[[^\]]*\]/g, ''))
  if (path === '')
    return { kind: 'explained', explanation: explanationOf('serve', { path: '', schema: schemaOf('serve') }) }
  const tries = FILES.map((file) => ({ file, found: walk(schemaOf(file), keys) }))
  for (const { file, found } of tries) {
    if ('schema' in found) return { kind: 'explained', explanation: explanationOf(file, found) }
  }
  const guesses = tries.flatMap(({ found }) =>
    'suggestion' in found && found.suggestion !== undefined ? [found.suggestion] : [],
  )
  return { kind: 'unknown', path, suggestion: guesses[0] ?? endingIn(keys) }
}

/** Every path that can be explained, for those who list or complete them. */
export function explainablePaths(): readonly string[] {
  const paths = [...CONFIG_REFERENCE, ...AGENT_REFERENCE].map(({ path }) => path)
  const sections = paths.flatMap((path) => {
    const parts = path.split('.')
    return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('.'))
  })
  return [...new Set([...sections, ...paths])].map((path) => path.replaceAll('[]', '')).sort()
}

function walk(root: z.core.$ZodType, keys: readonly string[]): Place | { readonly suggestion: string | undefined } {
  let place: Place = { path: '', schema: root }
  for (const [index, key] of keys.entries()) {
    const inner = inside(place)
    const shape = shapeOf(inner.schema) ?? {}
    const next = Object.hasOwn(shape, key) ? shape[key] : undefined
    if (next === undefined) return { suggestion: suggestion(root, inner.path, Object.keys(shape), keys.slice(index)) }
    place = { path: inner.path === '' ? key : `${inner.path}.${key}`, schema: next }
  }
  return place
}

/** The keys of a list are those of its entries. */
function inside(place: Place): Place {
  const item = itemOf(place.schema)
  return item === undefined ? place : { path: `${place.path}[]`, schema: item }
}

/** With one key put right the rest may be right as it is, or need help itself. */
function suggestion(
  root: z.core.$ZodType,
  at: string,
  known: readonly string[],
  [key = '', ...rest]: readonly string[],
): string | undefined {
  const near = didYouMean(key, known)
  if (near === undefined) return undefined
  const path = [at, near].filter((part) => part !== '').join('.')
  const corrected = walk(root, [...path.replaceAll('[]', '').split('.'), ...rest])
  if ('schema' in corrected) return corrected.path.replaceAll('[]', '')
  return corrected.suggestion ?? path.replaceAll('[]', '')
}

/** `slowStart.window` and `window` are the ends of paths: the shortest of those that end so is meant. */
function endingIn(keys: readonly string[]): string | undefined {
  const end = keys.join('.')
  const paths = explainablePaths()
  const same = paths.filter((path) => path.toLowerCase().endsWith(`.${end.toLowerCase()}`))
  const [shortest] = [...same].sort((a, b) => a.length - b.length)
  return shortest ?? didYouMean(end, paths)
}

function explanationOf(readBy: Explanation['readBy'], { path, schema }: Place): Explanation {
  const reference = readBy === 'serve' ? CONFIG_REFERENCE : AGENT_REFERENCE
  const entry = reference.find((each) => each.path === path)
  const setting = settingOf(bare(schema))
  const prefix = path === '' ? '' : entry?.kind === 'list' ? `${path}[].` : `${path}.`
  const keys = reference.filter((each) => each.path.startsWith(prefix) && each.path !== path)
  // A pool's settings have their variables under poolDefaults.
  const variable = ENVIRONMENT.find(
    (each) => each.path !== '' && each.path === path.replace(/^pools\[\]\./, 'poolDefaults.'),
  )
  return {
    ...{ path, readBy, about: entry?.about ?? setting?.about ?? '', values: entry?.allowed ?? '' },
    type: entry?.kind ?? 'section',
    default: entry?.defaultValue === '' ? undefined : entry?.defaultValue,
    required: entry !== undefined && entry.defaultValue === undefined,
    variable: readBy === 'serve' ? variable?.name : undefined,
    reloads: readBy === 'serve' && isReloadable(path),
    keys,
  }
}
