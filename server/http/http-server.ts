import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { AddressInfo } from 'node:net'
import type { Refusal } from '../errors.ts'
import { ERROR_DOMAIN, ERRORS, refuse, refuseField } from '../errors.ts'
import type { Log } from '../telemetry/ports.ts'
import { backendStatusMessage, poolMessage } from '../transport/messages/views.ts'
import type { PoolView, UseCases } from '../use-cases.ts'
import { toJson } from './json.ts'

/** Whole requests that take longer than this are cut: nothing here waits for anybody. */
const REQUEST_TIMEOUT_MS = 10_000

const BACKENDS = '/backends'

export interface HttpOptions {
  readonly useCases: UseCases
  /** Why the replica should get no traffic. Undefined: it is ready. */
  readonly notReady: () => string | undefined
  /** The metrics in Prometheus' text format. */
  readonly metrics: () => Promise<string>
  readonly log: Log
}

export interface HttpServer {
  /** The port that was bound. */
  start(host: string, port: number): Promise<number>
  stop(): Promise<void>
}

/** The HTTP side for people and their tools: health, metrics and the state of the pools as JSON. It changes nothing. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const app = routes(options)
  let server: ReturnType<typeof serve> | undefined
  return {
    start: (host, port) =>
      new Promise((resolve, reject) => {
        const serverOptions = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS }
        server = serve({ fetch: app.fetch, hostname: host, port, serverOptions }, (address: AddressInfo) => {
          server?.off('error', reject)
          resolve(address.port)
        })
        server.once('error', reject)
      }),
    stop: () =>
      new Promise((resolve) => {
        if (server === undefined) return resolve()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

function routes({ useCases, notReady, metrics, log }: HttpOptions): Hono {
  const app = new Hono()
  app.get('/healthz', (context) => {
    const reason = notReady()
    return reason === undefined ? context.text('ok\n') : context.text(`${reason}\n`, 503)
  })
  app.get('/metrics', async (context) => {
    context.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return context.body(await metrics())
  })
  app.get('/v1/pools', (context) => {
    const page = pageQuery(context)
    if ('reason' in page) return refused(context, page)
    const { items, nextPageToken } = useCases.admin.listPools(page.size, page.token)
    return context.json({ pools: items.map(poolJson), nextPageToken })
  })
  // A pool's name may contain slashes, so what follows the prefix is told apart by its end.
  app.get('/v1/pools/*', (context) => {
    const rest = decoded(context.req.path.slice('/v1/pools/'.length))
    if (rest === undefined) return refused(context, refuseField('pool', 'must be UTF-8 in percent-encoding'))
    const name = rest.endsWith(BACKENDS) ? rest.slice(0, -BACKENDS.length) : rest
    if (name !== rest) return listBackends(context, useCases, name)
    const pool = useCases.admin.getPool(name)
    return 'kind' in pool ? refused(context, pool) : context.json({ pool: poolJson(pool) })
  })
  app.notFound((context) => {
    const message = `nothing at ${context.req.method} ${context.req.path}: try /v1/pools, /healthz or /metrics`
    return refused(context, refuse('NOT_IMPLEMENTED', message), 404)
  })
  app.onError((error, context) => {
    log.error('an HTTP request failed', { path: context.req.path, error: String(error) })
    return refused(context, refuse('INTERNAL', 'a fault of our own; the log has the details'))
  })
  return app
}

/** Undefined: it is no UTF-8 in percent-encoding. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function listBackends(context: Context, { admin }: UseCases, pool: string): Response {
  const page = pageQuery(context)
  if ('reason' in page) return refused(context, page)
  const listed = admin.listBackends(pool, page.size, page.token)
  if (listed.kind === 'refused') return refused(context, listed)
  const { items, nextPageToken } = listed
  return context.json({ backends: toJson(items.map(backendStatusMessage)), nextPageToken })
}

/** Policies' parameters are JSON already; in the message they are wrapped as a Struct. */
function poolJson(view: PoolView): unknown {
  const { config, ...message } = poolMessage(view)
  const { policy, fallbackPolicy } = view.config
  return toJson({ config: { ...config, policy, fallbackPolicy }, ...message })
}

function pageQuery(context: Context): { size: number; token: string } | Refusal {
  const size = context.req.query('pageSize') ?? '0'
  if (!/^\d{1,4}$/.test(size) || Number(size) > 1_000) {
    return refuseField('pageSize', 'must be a number from 0 to 1000')
  }
  return { size: Number(size), token: context.req.query('pageToken') ?? '' }
}

/** The JSON form of google.rpc.Status, as Google's HTTP APIs answer it (AIP-193). */
function refused(
  context: Context,
  { reason, message, metadata }: Refusal,
  http: number = ERRORS[reason].http,
): Response {
  const detail = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: ERROR_DOMAIN, metadata }
  const body = { error: { code: http, message, status: ERRORS[reason].code, details: [detail] } }
  return Response.json(body, { status: http, headers: Object.fromEntries(context.res.headers) })
}
