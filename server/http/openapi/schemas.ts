import { ENUMS, type FieldShape } from '../../../proto/gen/messages.ts'
import { ERRORS } from '../../errors.ts'
import { shapeOf } from '../json/decode-message.ts'

/** JSON Schema 2020-12, as OpenAPI 3.1 embeds it. */
export type Schema = Readonly<Record<string, unknown>>

const DURATION: Schema = { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]{1,9})?s$', examples: ['1.5s'] }
const TIMESTAMP: Schema = { type: 'string', format: 'date-time' }
const TEXT: Schema = { type: 'string' }
const COUNT: Schema = { type: 'integer', minimum: 0 }
/** Proto3 JSON spells what JSON has no number for. */
const DOUBLE: Schema = { type: ['number', 'string'], format: 'double' }

const SCALARS: Readonly<Record<Exclude<FieldShape['kind'], 'enum' | 'message'>, Schema>> = {
  string: TEXT,
  bool: { type: 'boolean' },
  uint32: { type: 'integer', minimum: 0, maximum: 0xffff_ffff },
  uint64: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  double: DOUBLE,
  duration: DURATION,
  timestamp: TIMESTAMP,
  struct: { type: 'object', additionalProperties: true },
}

export const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** How a message is used: what is asked refuses unknown fields, what is answered has all of its plain fields. */
export type Use = 'asked' | 'answered' | 'both'

/** The schema of a message, with the comments of the .proto files. What the path says need not be said again. */
export function messageSchema(name: string, use: Use, inPath: ReadonlySet<string>): Schema {
  const { about, fields } = shapeOf(name)
  const properties = Object.fromEntries(fields.map((field) => [field.json, fieldSchema(field)]))
  const required = fields.filter((field) => isRequired(field, use) && !inPath.has(field.json)).map(({ json }) => json)
  return {
    type: 'object',
    description: about,
    properties,
    ...(required.length === 0 ? {} : { required }),
    ...(use === 'asked' ? { additionalProperties: false } : {}),
  }
}

function isRequired({ kind, many, optional, oneof, about }: FieldShape, use: Use): boolean {
  if (use !== 'answered') return / Required\.$/.test(about)
  const mayBeUnset = ['message', 'duration', 'timestamp', 'struct'].includes(kind) && many === undefined
  return !mayBeUnset && optional !== true && oneof === undefined
}

export function enumSchema(name: string): Schema {
  const { about = '', values = [] } = ENUMS[name] ?? {}
  const meanings = values.map((value) => `- \`${value.name}\`: ${value.about}`).join('\n')
  return { type: 'string', description: `${about}\n\n${meanings}`, enum: values.map((value) => value.name) }
}

export function fieldSchema(field: Pick<FieldShape, 'kind' | 'of' | 'many' | 'about'>): Schema {
  const one = singleSchema(field)
  const whole =
    field.many === 'list'
      ? { type: 'array', items: one }
      : field.many === 'map'
        ? { type: 'object', additionalProperties: one }
        : one
  return { ...whole, description: field.about }
}

function singleSchema({ kind, of = '' }: Pick<FieldShape, 'kind' | 'of'>): Schema {
  return kind === 'enum' || kind === 'message' ? refTo(of) : SCALARS[kind]
}

const object = (description: string, properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  description,
  properties,
  required: Object.keys(properties),
})

const said = (schema: Schema, description: string): Schema => ({ ...schema, description })

const DEGRADED = object('What is degraded, why, and how it ends.', {
  reason: refTo('DegradedReason'),
  pool: said(TEXT, 'The pool that it concerns. Empty: all of them.'),
  since: said(TIMESTAMP, 'Since when.'),
  cause: said(TEXT, 'For people: what caused it.'),
  ends: said(TEXT, 'For people: how it ends, and what can be done.'),
})

const RELOAD: Schema = {
  ...object('The last reload of the configuration, good or bad. Null: none since the start.', {
    at: said(TIMESTAMP, 'When.'),
    ok: said({ type: 'boolean' }, 'Whether it is in force; if not, the configuration before it is.'),
    problems: said({ type: 'array', items: TEXT }, 'What was wrong, each with file, line and column.'),
  }),
  type: ['object', 'null'],
}

const STATUS = object('The state of the replica.', {
  replica: said(TEXT, 'Short name of this replica, part of every pick token.'),
  version: said(TEXT, 'Version of the program.'),
  startedAt: said(TIMESTAMP, 'When the replica started.'),
  uptime: said(DURATION, 'Since how long it runs.'),
  ready: said({ type: 'boolean' }, 'Whether it should get traffic.'),
  notReadyReason: said(TEXT, 'Why not. Empty: it should.'),
  store: object('What outlives the replica, or is shared with others.', {
    kind: said({ type: 'string', enum: ['memory', 'redis'] }, 'Which store it is.'),
    up: said({ type: 'boolean' }, 'Whether it answers.'),
    silentFor: said(DURATION, 'Since how long it has not answered.'),
    pending: said(COUNT, 'Changes that wait to be written.'),
    error: said(TEXT, 'Why it is down. Empty: it is up.'),
  }),
  degraded: said({ type: 'array', items: DEGRADED }, 'Whatever is degraded: at most 100.'),
  degradedOmitted: said(COUNT, 'Degradations that are not listed, since the list is bounded.'),
  pools: said(COUNT, 'Pools.'),
  backends: said(COUNT, 'Backends in all pools.'),
  eligible: said(COUNT, 'Of those, how many may be picked.'),
  picks: said(COUNT, 'Picks made by this replica since it started.'),
  config: object('The configuration file.', {
    source: said(TEXT, 'Its path as it was given. Empty: there is none.'),
    loadedAt: said(TIMESTAMP, 'When the configuration in force was read.'),
    lastReload: RELOAD,
  }),
  eventLoopDelayP99: said(DURATION, '99th percentile of the event loop delay.'),
})

const ERROR = object('Why a request was refused: google.rpc.Status in JSON, with one google.rpc.ErrorInfo.', {
  error: object('The status.', {
    code: said({ type: 'integer' }, 'The HTTP status.'),
    status: said(
      { type: 'string', enum: [...new Set(Object.values(ERRORS).map(({ code }) => code))] },
      'The canonical code.',
    ),
    message: said(TEXT, 'For people: what is wrong and how to mend it. It may change.'),
    details: {
      type: 'array',
      description: 'Exactly one.',
      minItems: 1,
      maxItems: 1,
      items: object('What programs go by.', {
        '@type': { type: 'string', enum: ['type.googleapis.com/google.rpc.ErrorInfo'], description: 'Its type.' },
        reason: said(
          { type: 'string', enum: Object.keys(ERRORS) },
          'The reason in the error catalogue. It never changes.',
        ),
        domain: said({ type: 'string', enum: ['lookaside'] }, 'Whose catalogue it is.'),
        metadata: {
          type: 'object',
          description: 'Every variable of the message, by name; for bad input the field is under "field".',
          additionalProperties: TEXT,
        },
      }),
    },
  }),
})

/** Schemas that are no messages of the protos. */
export const OWN_SCHEMAS: Readonly<Record<string, Schema>> = {
  Error: ERROR,
  Status: STATUS,
  Text: said(TEXT, 'Text.'),
  OpenApi: { type: 'object', description: 'An OpenAPI 3.1 document.', additionalProperties: true },
  Empty: { type: 'object', description: 'Nothing to say.', additionalProperties: false },
  ListDecisionsResponse: object('The recorded decisions.', {
    decisions: said({ type: 'array', items: refTo('Decision') }, 'Newest first.'),
  }),
}
