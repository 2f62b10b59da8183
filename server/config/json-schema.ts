import * as z from 'zod'

import { defaultPoolConfig } from '../pools/pool-config.ts'
import { agentSchema } from './agent-schema.ts'
import { fileForm } from './file-form.ts'
import { isMapping } from './path.ts'
import { serverSchema } from './server-schema.ts'
import { bare, settingOf, shapeOf } from './setting.ts'

/** Durations as files write them; their bounds are in the description. */
const DURATION_PATTERN = '^\\d{1,15}(\\.\\d{1,9})?(ms|s|m|h|d)$'

/**
 * JSON Schema (draft 2020-12) of a configuration file, for editors: keys, types, bounds, defaults and descriptions. What only
 * the program can know, such as rules between keys, is left to `lookaside config check`.
 */
export function configJsonSchema(file: 'serve' | 'agent'): Record<string, unknown> {
  const base = defaultPoolConfig('')
  const schema = file === 'serve' ? serverSchema(base, base) : agentSchema()
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    ...{ io: 'input', target: 'draft-2020-12', unrepresentable: 'any' },
    override: ({ zodSchema, jsonSchema }) => describeForEditors(zodSchema, jsonSchema),
  })
  return { $schema, title: `Configuration of lookaside ${file}`, ...rest }
}

/** Kinds whose values the schema itself says. */
const SAID_BY_TYPE: readonly string[] = ['choice', 'boolean', 'list', 'mapping']

function describeForEditors(schema: z.core.$ZodType, json: z.core.JSONSchema.BaseSchema): void {
  const setting = settingOf(bare(schema))
  if (setting === undefined) return
  const values = setting.allowed === '' || SAID_BY_TYPE.includes(setting.kind) ? '' : ` Values: ${setting.allowed}.`
  json.description = `${setting.about}${values}`
  if (setting.kind === 'duration') Object.assign(json, { type: 'string', pattern: DURATION_PATTERN })
  if (setting.kind === 'mapping') json.type = 'object'
  if (setting.kind === 'text' && shapeOf(schema) !== undefined) shortForm(bare(schema), json)
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) writtenDefault(schema, json)
}

/** Zod's defaults are those after the check; an editor shows what one would write. That of a section is the sum of its keys. */
function writtenDefault(schema: z.ZodDefault | z.ZodPrefault, json: z.core.JSONSchema.BaseSchema): void {
  const written = fileForm(schema, schema.def.defaultValue)
  const isSection = isMapping(written) && Object.keys(written).length === 0 && json.properties !== undefined
  if (isSection) delete json.default
  else json.default = isPolicyByName(written) ? written.type : written
}

const isPolicyByName = (written: unknown): written is { type: string } =>
  isMapping(written) && typeof written['type'] === 'string'

/** A policy may be given by its name alone. */
function shortForm(schema: z.core.$ZodType, json: z.core.JSONSchema.BaseSchema): void {
  if (!(schema instanceof z.ZodPipe)) return
  const { $schema: _, ...full } = z.toJSONSchema(schema.def.out, {
    ...{ io: 'input', unrepresentable: 'any' },
    override: ({ zodSchema, jsonSchema }) => describeForEditors(zodSchema, jsonSchema),
  })
  for (const key of ['type', 'properties', 'required', 'additionalProperties'] as const) delete json[key]
  json.anyOf = [{ type: 'string', description: 'Name of the policy, with its default parameters.' }, full]
}
