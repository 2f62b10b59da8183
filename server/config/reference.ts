import * as z from 'zod'

import { defaultPoolConfig } from '../pools/pool-config.ts'
import { agentSchema } from './agent-schema.ts'
import { formatDuration } from './duration.ts'
import { serverSchema } from './server-schema.ts'
import { bare, itemOf, type SettingKind, settingOf, shapeOf } from './setting.ts'

/** One key of a configuration file, as the reference lists it. */
export interface ReferenceEntry {
  /** For example `pools[].heartbeat.interval`. */
  readonly path: string
  readonly kind: SettingKind
  /** The values that it takes, for people. */
  readonly allowed: string
  /** As it would be written in the file. Undefined: the key is required; empty: it is optional and has no default. */
  readonly defaultValue: string | undefined
  readonly about: string
}

/** Every key of a schema, sections left out, in the order of the schema. */
export function referenceOf(schema: z.core.$ZodType, path = ''): readonly ReferenceEntry[] {
  const setting = settingOf(bare(schema))
  const item = itemOf(schema)
  const shape = shapeOf(schema)
  const entry =
    setting === undefined || path === ''
      ? []
      : [{ path, kind: setting.kind, allowed: setting.allowed, defaultValue: defaultOf(schema), about: setting.about }]
  if (item !== undefined) {
    const inside =
      shapeOf(item) === undefined ? [] : referenceOf(item, `${path}[]`).filter(({ path: p }) => p !== `${path}[]`)
    return [...entry, ...inside]
  }
  if (shape === undefined) return entry
  const inside = Object.entries(shape).flatMap(([key, value]) =>
    referenceOf(value, path === '' ? key : `${path}.${key}`),
  )
  // The short form of a policy is a key of its own; a section is only the sum of its keys.
  return setting?.kind === 'text' ? [...entry, ...inside] : inside
}

function defaultOf(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return ''
  if (!(schema instanceof z.ZodDefault)) return undefined
  const value: unknown = schema.def.defaultValue
  const setting = settingOf(bare(schema))
  if (setting?.kind === 'duration' && typeof value === 'number') return formatDuration(value)
  if (typeof value === 'string') return value === '' ? '""' : value
  if (typeof value === 'object' && value !== null && 'type' in value) return String(value.type)
  return JSON.stringify(value)
}

const base = defaultPoolConfig('')

/** Every key of the file of `lookaside serve`. `docs/reference/configuration.md` lists the same. */
export const CONFIG_REFERENCE: readonly ReferenceEntry[] = referenceOf(serverSchema(base, base))

/** Every key of the file of `lookaside agent`. */
export const AGENT_REFERENCE: readonly ReferenceEntry[] = referenceOf(agentSchema())
