import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

type Json = Readonly<Record<string, unknown>>

/** A backend that somebody calls so many times a second. */
export interface FakeBackend {
  id: string
  state?: string
  reason?: string
  weight?: number
  perSecond?: number
  latencyMs?: (seconds: number) => number | undefined
  inFlight?: (seconds: number) => number
  successRate?: number
  drained?: boolean
}

export interface FakePool {
  name: string
  backends: FakeBackend[]
  policy?: string
  activePolicy?: string
  degraded?: readonly string[]
  lastPolicyError?: string
}

/** What the fake server says. Tests change it while it runs. */
export interface FakeWorld {
  status: Json
  pools: FakePool[]
  /** Newest first. */
  decisions: Json[]
  replay: Json
  /** Answers every call with this instead. */
  failing?: { status: number; body: Json } | undefined
}

export interface FakeHttp {
  readonly url: string
  readonly port: number
  readonly world: FakeWorld
  /** Calls that change something, as `POST path body`. */
  readonly changes: readonly string[]
  close(): Promise<void>
}

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }

export const healthyStatus = (more: Json = {}): Json => ({
  ...{ replica: 'replica-1', version: '0.1.0', startedAt: new Date(Date.now() - 7_260_000).toISOString() },
  ...{ uptime: '7260s', ready: true, notReadyReason: '', degraded: [], eventLoopDelayP99: '0.012s' },
  store: { kind: 'memory', up: true, silentFor: '0s', pending: 0, error: '' },
  config: { source: '', loadedAt: new Date(Date.now() - 7_260_000).toISOString(), lastReload: null },
  ...more,
})

/** Serves the built dashboard from `folder`, and an API that says what `world` says. */
export async function startFakeHttp(folder: string, world: Partial<FakeWorld> = {}, port = 0): Promise<FakeHttp> {
  const all: FakeWorld = { status: healthyStatus(), pools: [], decisions: [], replay: { same: true }, ...world }
  const changes: string[] = []
  const begin = performance.now()
  const server = createServer((request, response) => {
    void answer(request, response, { folder, world: all, changes, seconds: () => (performance.now() - begin) / 1_000 })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  const url = `http://127.0.0.1:${bound}/`
  return { url, port: bound, world: all, changes, close: () => closeServer(server) }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

interface Serving {
  readonly folder: string
  readonly world: FakeWorld
  readonly changes: string[]
  readonly seconds: () => number
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (!url.pathname.startsWith('/v1/')) return serveFile(response, serving.folder, url.pathname)
  const body = text === '' ? {} : (JSON.parse(text) as Json)
  if (request.method === 'POST') serving.changes.push(`POST ${decodeURIComponent(url.pathname)} ${text}`)
  const { status, json } = serving.world.failing
    ? { status: serving.world.failing.status, json: serving.world.failing.body }
    : route(url, body, serving)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}

function serveFile(response: ServerResponse, folder: string, path: string): void {
  try {
    const name = path === '/' ? 'index.html' : path.slice(1)
    const bytes = readFileSync(join(folder, name))
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain'
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': CSP }).end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}

interface Reply {
  readonly status: number
  readonly json: Json
}

const ok = (json: Json): Reply => ({ status: 200, json })

export function refusal(status: number, reason: string, message: string): Reply {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'lookaside', metadata: {} }]
  return { status, json: { error: { code: status, status: 'REFUSED', message, details } } }
}

function route(url: URL, body: Json, { world, seconds }: Serving): Reply {
  const path = decodeURIComponent(url.pathname)
  const now = seconds()
  if (path === '/v1/status') return ok(world.status)
  if (path === '/v1/pools') return ok({ pools: world.pools.map((pool) => poolJson(pool, now)), nextPageToken: '' })
  if (path === '/v1/decisions') return ok({ decisions: world.decisions.filter((each) => matches(each, url)) })
  const decision = /^\/v1\/decisions\/(.+?)(:replay)?$/.exec(path)
  if (decision !== null) return decisionReply(world, decision[1] ?? '', decision[2] !== undefined)
  const pool = world.pools.find(({ name }) => path.startsWith(`/v1/pools/${name}`))
  if (pool === undefined) return refusal(404, 'POOL_NOT_FOUND', `pool ${path.split('/')[3] ?? ''} does not exist`)
  const rest = path.slice(`/v1/pools/${pool.name}`.length)
  if (rest === '') return ok({ pool: poolJson(pool, now) })
  if (rest === '/backends') return ok(pageOf(pool, url, now))
  if (rest === ':explain') return ok({ decision: { ...world.decisions[0], id: 'dry', pool: pool.name, dryRun: true } })
  const [, id = '', verb = ''] = /^\/backends\/(.+):(drain|undrain|weight)$/.exec(rest) ?? []
  const backend = pool.backends.find((each) => each.id === id)
  if (backend === undefined) return refusal(404, 'BACKEND_NOT_FOUND', `pool ${pool.name} has no backend ${id}`)
  return steer(pool, backend, verb, body, now)
}

function matches(decision: Json, url: URL): boolean {
  return ['pool', 'policy', 'reason', 'backendId', 'errorReason'].every((key) => {
    const wanted = url.searchParams.get(key)
    return wanted === null || decision[key] === wanted
  })
}

function decisionReply(world: FakeWorld, id: string, replay: boolean): Reply {
  const decision = world.decisions.find((each) => each['id'] === id)
  if (decision === undefined) return refusal(404, 'DECISION_NOT_FOUND', `no decision ${id} is recorded`)
  return ok(replay ? { decision, replay: world.replay } : { decision })
}

function steer(pool: FakePool, backend: FakeBackend, verb: string, body: Json, now: number): Reply {
  const { dryRun, force, weight } = body
  const others = pool.backends.filter((each) => each !== backend && (each.state ?? 'ELIGIBLE') === 'ELIGIBLE').length
  if (verb === 'drain' && force !== true && others < pool.backends.length / 2) {
    const message = `draining ${backend.id} would leave ${others} eligible of ${pool.backends.length} backends in pool ${pool.name}: use force`
    return refusal(409, 'DRAIN_REFUSED', message)
  }
  if (verb === 'weight' && typeof weight === 'number' && (weight < 1 || weight > 1e6)) {
    return refusal(400, 'INVALID_FIELD', 'weight: must be a whole number from 1 to 1000000')
  }
  if (dryRun !== true && verb === 'drain') Object.assign(backend, { drained: true, state: 'DRAINING', perSecond: 0 })
  if (dryRun !== true && verb === 'undrain') Object.assign(backend, { drained: false, state: 'ELIGIBLE', reason: '' })
  if (dryRun !== true && verb === 'weight') backend.weight = typeof weight === 'number' ? weight : 1
  return ok({ backend: backendJson(backend, now) })
}

function poolJson(pool: FakePool, now: number): Json {
  const { name, backends, policy = 'peak_ewma', activePolicy = policy, degraded = [], lastPolicyError = '' } = pool
  const eligible = backends.filter(({ state = 'ELIGIBLE' }) => ['ELIGIBLE', 'WARMING', 'SATURATED'].includes(state))
  return {
    config: { name, policy: { type: policy, config: {} }, panicThresholdPercent: 50, pickLease: '30s' },
    ...{ configVersion: 3, revision: 12, backends: backends.length, eligible: eligible.length, activePolicy },
    ...{ policyFailures: lastPolicyError === '' ? 0 : 7, lastPolicyError },
    picks: Math.round(backends.reduce((sum, { perSecond = 10 }) => sum + perSecond, 0) * (now + 100)),
    ...(degraded.length === 0 ? {} : { degraded: { reasons: degraded, age: '42s' } }),
  }
}

function pageOf(pool: FakePool, url: URL, now: number): Json {
  const size = Number(url.searchParams.get('pageSize') ?? '1000')
  const from = Number(url.searchParams.get('pageToken') ?? '0')
  const nextPageToken = from + size < pool.backends.length ? String(from + size) : ''
  return { backends: pool.backends.slice(from, from + size).map((each) => backendJson(each, now)), nextPageToken }
}

function backendJson(backend: FakeBackend, now: number): Json {
  const { id, state = 'ELIGIBLE', reason = '', weight = 1, perSecond = 10, successRate = 1, drained = false } = backend
  const latencyMs = backend.latencyMs?.(now)
  const picks = Math.round(perSecond * (now + 100))
  return {
    backend: { id, address: `10.0.0.1:${8_000 + (id.length % 100)}`, labels: { version: '2' }, weight },
    ...{ state: `BACKEND_STATE_${state}`, stateReason: reason, stateAge: '312.5s', epoch: 1_795_379_310_611 },
    ...{ heartbeatAge: `${(0.2 + (now % 1)).toFixed(3)}s`, drainedByOperator: drained, effectiveWeight: weight },
    ...{ inFlight: Math.round(backend.inFlight?.(now) ?? 2), successRate, picks, outcomes: picks, failures: 0 },
    ...(latencyMs === undefined ? {} : { latency: `${(latencyMs / 1_000).toFixed(6)}s` }),
  }
}
