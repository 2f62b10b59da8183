import { METHODS } from '../../../proto/gen/messages.ts'
import { ERRORS, type ErrorReason } from '../../errors.ts'
import type { Route } from '../route.ts'
import { errorBody } from '../wire/error-answer.ts'
import { componentSchemas } from './components.ts'
import { fieldSchema, refTo } from './schemas.ts'

const ABOUT = `Which backend should I call? The same answers, checks, limits and errors as over gRPC, for every language without a client.

Bodies are proto3 JSON: names of fields in lowerCamelCase (the original snake_case is taken too), durations as "1.5s", enums by name, 64-bit numbers as numbers. Unknown fields and parameters are refused. Bodies have at most 64 KiB.

The name of a pool may hold slashes, which may stand as they are or as \`%2F\`. A pool whose name ends in \`/backends\` is always spelt with \`%2Fbackends\`. The slashes of a backend's id are always spelt as \`%2F\`.`

const TAGS = {
  picks: 'For applications: which backend should I call, and here is how the call went.',
  agents: 'For agents: keep the state of the backends true.',
  pools: 'For operators: the pools and their configurations.',
  backends: 'For operators: the backends of a pool, and what is decided about them.',
  decisions: 'Why a backend was picked, or would be.',
  replica: 'The replica itself: its state, its health and its metrics.',
} as const

const PATH_PARAMETERS: Readonly<Record<string, { about: string; example: string }>> = {
  pool: { about: "Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'.", example: 'checkout' },
  backendId: { about: 'Id of the backend; its slashes are spelt %2F.', example: 'checkout-1' },
  id: { about: 'The pick token, or `latest`.', example: 'latest' },
}

/** Any route may be refused so, before it is asked. */
const ALWAYS: readonly ErrorReason[] = ['INVALID_FIELD', 'ORIGIN_REFUSED', 'SERVER_DEADLINE', 'INTERNAL']
const WITH_BODY: readonly ErrorReason[] = ['MESSAGE_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']

/** The description of the API in OpenAPI 3.1, made of the routes themselves and the comments of the .proto files. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const operations = (paths[route.path] ??= {})
    operations[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lookaside',
      version,
      summary: 'A lookaside load balancer over HTTP and JSON.',
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The replica that serves this document.' }],
    security: [],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: componentSchemas(routes) },
  }
}

function operationOf(route: Route): object {
  const parameters = [...pathParameters(route.path), ...queryParameters(route)]
  const { request } = route
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: 'rpc' in route.about ? commentOf(route.about.rpc) : route.about.text,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request === undefined
      ? {}
      : { requestBody: { required: true, content: jsonOf(request.schema, request.example) } }),
    responses: { ...successOf(route), ...errorsOf(route) },
  }
}

function commentOf(rpc: string): string {
  const method = METHODS[rpc]
  if (method === undefined) throw new Error(`the protos have no RPC ${rpc}`)
  return method.about
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name]?.about ?? '',
    schema: { type: 'string' },
    example: PATH_PARAMETERS[name]?.example ?? '',
  }))
}

function queryParameters({ query }: Route): object[] {
  return query.map((field) => {
    const { description, ...schema } = fieldSchema(field)
    return { name: field.json, in: 'query', required: false, description, schema }
  })
}

function successOf({ response }: Route): object {
  const { type = 'application/json', about, schema, example } = response
  // JSON Schema cannot say what the events of a stream hold: the schema is that of the data of one.
  const said = type === 'text/event-stream' ? { schema: { type: 'string', contentSchema: refTo(schema) } } : undefined
  const content =
    type === 'application/json' ? jsonOf(schema, example) : { [type]: { schema: refTo(schema), example, ...said } }
  return { 200: { description: about, content } }
}

function jsonOf(schema: string, example: unknown): object {
  return { 'application/json': { schema: refTo(schema), example } }
}

/** One response a status, with an example a reason. */
function errorsOf({ errors, request, path }: Route): object {
  const byStatus = new Map<number, ErrorReason[]>()
  for (const reason of new Set([...ALWAYS, ...(request === undefined ? [] : WITH_BODY), ...errors])) {
    const { http } = ERRORS[reason]
    byStatus.set(http, [...(byStatus.get(http) ?? []), reason])
  }
  const responses = [...byStatus].map(([status, reasons]) => [status, errorOf(status, reasons)] as const)
  if (path !== '/healthz') return Object.fromEntries(responses)
  const text = { 'text/plain': { schema: { type: 'string' }, example: 'draining\n' } }
  return Object.fromEntries([
    ...responses,
    [503, { description: 'It should get no traffic; the text says why.', content: text }],
  ])
}

function errorOf(status: number, reasons: readonly ErrorReason[]): object {
  const examples = reasons.map((reason) => {
    const message = ERRORS[reason].summary
    return [reason, { value: errorBody({ kind: 'refused', reason, message, metadata: {} }, status) }] as const
  })
  const description = reasons.map((reason) => `\`${reason}\`: ${ERRORS[reason].summary}`).join(' ')
  const content = { 'application/json': { schema: refTo('Error'), examples: Object.fromEntries(examples) } }
  return { description, content }
}
