import type { IncomingMessage, ServerResponse } from 'node:http'
import { didYouMean } from '../config/did-you-mean.ts'
import { refuse, type Refusal } from '../errors.ts'
import type { CallTracing, Log } from '../telemetry/ports.ts'
import type { TransportLimits } from '../transport/limits.ts'
import { isRefusal } from '../transport/messages/refusals.ts'
import { quoted } from '../transport/messages/text.ts'
import type { Timers } from '../transport/timers.ts'
import { callHeaders, traceIdOf } from './caller.ts'
import type { EventStreams } from './event-streams.ts'
import { parseBody, type Json } from './json/parse-body.ts'
import type { Pages } from './pages.ts'
import type { HttpMethod, Route, RouteAnswer, RouteCall } from './route.ts'
import { refuseForeign, refuseMediaType } from './wire/guard.ts'
import { locateNamed, rawPathOf, rawQueryOf, type Located } from './wire/locate.ts'
import { parseQuery } from './wire/query.ts'
import { readBody } from './wire/read-body.ts'
import { respond, respondJson, respondRefusal } from './wire/respond.ts'

export interface DispatchDeps {
  readonly routes: readonly Route[]
  readonly pages: Pages
  readonly streams: EventStreams
  readonly limits: Pick<TransportLimits, 'unaryMessageBytes' | 'unaryDeadlineMs'>
  readonly timers: Timers
  readonly log: Log
  readonly tracing?: CallTracing | undefined
}

export type Dispatch = (request: IncomingMessage, response: ServerResponse, onlyLocal: boolean) => Promise<void>

type Methods = ReadonlyMap<string, Route>

const INTERNAL = refuse('INTERNAL', 'a fault of our own; the log has the details')

/** From a request to its answer: who asks, what is named, what is sent, and the route that serves it. */
export function createDispatch(deps: DispatchDeps): Dispatch {
  const table = tableOf(deps.routes)
  return async (request, response, onlyLocal) => {
    const cancelDeadline = deps.timers.after(deps.limits.unaryDeadlineMs, () => giveUp(request, response, deps.limits))
    const settle = (): void => {
      if (!isBodyDue(request)) cancelDeadline()
    }
    response.on('close', settle)
    try {
      const answer = refuseForeign(request, onlyLocal) ?? (await answerTo(request, response, table, deps))
      if (answer !== undefined) write(request, response, answer, deps)
    } catch (error) {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
      deps.log.error('an HTTP request failed', { method: nameOf(request, table), error: told })
      respondRefusal(response, INTERNAL)
    } finally {
      if (response.headersSent) settle()
    }
  }
}

function tableOf(routes: readonly Route[]): ReadonlyMap<string, Methods> {
  const table = new Map<string, Map<string, Route>>()
  for (const route of routes) {
    const methods = table.get(route.path) ?? new Map<string, Route>()
    table.set(route.path, methods.set(route.method, route))
  }
  return table
}

const placeOf = (path: string, table: ReadonlyMap<string, Methods>): Located | Refusal | undefined =>
  table.has(path) ? { kind: 'located', template: path, parameters: {} } : locateNamed(path)

/** "POST /v1/pools/{pool}:pick": a route, and no name of anything. */
function nameOf({ method = '', url = '' }: IncomingMessage, table: ReadonlyMap<string, Methods>): string {
  const place = placeOf(rawPathOf(url), table)
  return `${method} ${place?.kind === 'located' ? place.template : 'another path'}`
}

/** Undefined: it is answered already. */
async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  table: ReadonlyMap<string, Methods>,
  deps: DispatchDeps,
): Promise<RouteAnswer | undefined> {
  const { url = '', method = '' } = request
  const path = rawPathOf(url)
  const place = placeOf(path, table)
  if (isRefusal(place)) return place
  const methods = place === undefined ? undefined : table.get(place.template)
  if (place === undefined || methods === undefined) return toPage(request, response, path, table, deps)
  const route = methods.get(method === 'HEAD' ? 'GET' : method)
  if (route === undefined) return refuseMethod(response, method, path, [...methods.keys()])
  const call = await callOf(request, route, place, deps)
  if (isRefusal(call)) return call
  return route.traced === true ? handleTraced(request, route, call, deps.tracing) : route.handle(call)
}

/** The trace covers what happens until `handle` returns, which is all of it: such a route waits for nothing. */
function handleTraced(
  { headers }: IncomingMessage,
  route: Route,
  call: RouteCall,
  tracing: CallTracing | undefined,
): RouteAnswer | Promise<RouteAnswer> {
  const traced = tracing?.begin({ kind: 'http', name: `${route.method} ${route.path}` }, callHeaders(headers))
  let refusal: Refusal | undefined = INTERNAL
  try {
    const answer = route.handle(call)
    refusal = isRefusal(answer) ? answer : undefined
    return answer
  } finally {
    traced?.end(refusal)
  }
}

async function callOf(
  request: IncomingMessage,
  route: Route,
  { parameters }: Located,
  { limits }: DispatchDeps,
): Promise<RouteCall | Refusal> {
  const query = parseQuery(rawQueryOf(request.url ?? ''), route.query)
  if (query.kind === 'refused') return query
  const body = await bodyOf(request, route.method, limits.unaryMessageBytes)
  if (body.kind === 'refused') return body
  const { headers } = request
  const { accept = '' } = headers
  return { path: parameters, query: query.values, body: body.value, accept, traceId: traceIdOf(headers) }
}

async function bodyOf(request: IncomingMessage, method: HttpMethod, limit: number): Promise<Json | Refusal> {
  if (method === 'GET' || method === 'DELETE') return { kind: 'json', value: {} }
  const foreign = refuseMediaType(request)
  if (foreign !== undefined) return foreign
  const bytes = await readBody(request, limit)
  return isRefusal(bytes) ? bytes : parseBody(bytes)
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  answer: RouteAnswer,
  { streams }: DispatchDeps,
): void {
  switch (answer.kind) {
    case 'json':
      return respondJson(response, answer.body)
    case 'text':
      return respond(response, { status: answer.status, type: answer.type, body: answer.text })
    case 'refused':
      return respondRefusal(response, answer)
    case 'events': {
      const refusal = request.method === 'HEAD' ? undefined : streams.open(response, answer.open)
      if (request.method === 'HEAD')
        respond(response, { status: 200, type: 'text/event-stream; charset=utf-8', body: '' })
      else if (refusal !== undefined) respondRefusal(response, refusal)
    }
  }
}

/** Whether bytes of a body are still to come. Those of a request that is refused already are thrown away until the deadline. */
function isBodyDue({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
}

function giveUp(request: IncomingMessage, response: ServerResponse, { unaryDeadlineMs }: DispatchDeps['limits']): void {
  if (response.headersSent) {
    if (isBodyDue(request)) request.destroy()
    return
  }
  const limit = `${unaryDeadlineMs} ms`
  const message = isBodyDue(request)
    ? `the body did not arrive within ${limit}: send it faster`
    : `the call took longer than ${limit}`
  respondRefusal(response, refuse('SERVER_DEADLINE', message, { limit }))
}

function toPage(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  table: ReadonlyMap<string, Methods>,
  { pages }: DispatchDeps,
): Refusal | undefined {
  const page = pages.find(path, request.headers)
  if (page === undefined) return refusePath(path, table)
  const { method = '' } = request
  if (method !== 'GET' && method !== 'HEAD') return refuseMethod(response, method, path, ['GET'])
  respond(response, page)
  return undefined
}

function refuseMethod(response: ServerResponse, method: string, path: string, known: readonly string[]): Refusal {
  const allowed = known.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])).sort()
  response.setHeader('allow', allowed.join(', '))
  const suffix = /^\/v1\/pools\/.+\/backends$/.test(path)
    ? ' (a pool whose name ends in /backends is spelt with %2Fbackends)'
    : ''
  const message = `${method} is not for ${quoted(path)}: use ${allowed.join(' or ')}${suffix}`
  return refuse('METHOD_NOT_ALLOWED', message, { method, path, allow: allowed.join(', ') })
}

function refusePath(path: string, table: ReadonlyMap<string, Methods>): Refusal {
  const near = didYouMean(path, [...table.keys()]) ?? verbNear(path, table)
  const hint = near === undefined ? 'GET /openapi.json lists the routes' : `did you mean ${near}?`
  return refuse('ROUTE_NOT_FOUND', `there is nothing at ${quoted(path)}: ${hint}`, { path })
}

/** The route whose verb was probably meant. */
function verbNear(path: string, table: ReadonlyMap<string, Methods>): string | undefined {
  const routes = new Map<string, string>()
  for (const template of table.keys()) {
    const verb = template.split(':')[1]
    if (verb !== undefined && template.startsWith('/v1/pools/') === path.startsWith('/v1/pools/'))
      routes.set(verb, template)
  }
  const near = didYouMean(path.split(':').at(-1) ?? '', routes.keys())
  return near === undefined ? undefined : routes.get(near)
}
