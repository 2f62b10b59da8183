import {
  Metadata,
  Server,
  ServerCredentials,
  status as codes,
  type handleUnaryCall,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js'
import protobuf from 'protobufjs'
import { admin, agents, lookaside } from '../../contracts/transport/client.ts'
import { call, errorOf, type HttpAsk } from './call.ts'

type Message = Readonly<Record<string, unknown>>

const rpc = protobuf.parse(
  `syntax = "proto3";
   message Any { string type_url = 1; bytes value = 2; }
   message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
   message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }`,
).root

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const poolPath = (pool: unknown): string => `/v1/pools/${encodeURIComponent(textOf(pool))}`
const ofBackend =
  (verb: string) =>
  ({ pool, backendId, ...body }: Message): HttpAsk => {
    const path = `${poolPath(pool)}/backends/${encodeURIComponent(textOf(backendId))}:${verb}`
    return { method: 'POST', path, body: JSON.stringify(body) }
  }
const ofPool =
  (verb: string) =>
  ({ pool, ...body }: Message): HttpAsk => ({
    method: 'POST',
    path: `${poolPath(pool)}:${verb}`,
    body: JSON.stringify(body),
  })
const query = (values: Message): string =>
  Object.entries(values)
    .filter(([, value]) => value !== '' && value !== 0)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&')

/** How each RPC is asked over HTTP. */
const ASKS: Readonly<Record<string, (message: Message) => HttpAsk>> = {
  PickBackend: ofPool('pick'),
  ReportOutcomes: ({ outcomes }) => ofPool('report')({ pool: 'checkout', outcomes }),
  RegisterBackend: ofPool('register'),
  DeregisterBackend: ofPool('deregister'),
  ListPools: (message) => ({ path: `/v1/pools?${query(message)}` }),
  GetPool: ({ name }) => ({ path: poolPath(name) }),
  PutPool: (message) => {
    const { name } = (message['config'] ?? {}) as { name?: string }
    return { method: 'PUT', path: poolPath(name), body: JSON.stringify(message) }
  },
  DeletePool: ({ name, ...rest }) => ({
    method: 'DELETE',
    // A version of 0 means something else than none.
    path: `${poolPath(name)}?${Object.entries(rest)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join('&')}`,
  }),
  ListBackends: ({ pool, ...rest }) => ({ path: `${poolPath(pool)}/backends?${query(rest)}` }),
  DrainBackend: ofBackend('drain'),
  UndrainBackend: ofBackend('undrain'),
  SetBackendWeight: ofBackend('weight'),
  ListPolicies: () => ({ path: '/v1/policies' }),
  AdvisePolicy: ({ pool }) => ({ path: `${poolPath(pool)}:advise` }),
  ExplainPick: ({ pickToken, dryRun, latestInPool, replay }) => {
    if (dryRun !== undefined) return ofPool('explain')(dryRun as Message)
    const path = pickToken === undefined ? 'latest' : encodeURIComponent(textOf(pickToken))
    const search = textOf(latestInPool) === '' ? '' : `?pool=${encodeURIComponent(textOf(latestInPool))}`
    if (replay !== true) return { path: `/v1/decisions/${path}${search}` }
    return { method: 'POST', path: `/v1/decisions/${path}:replay${search}`, body: '{}' }
  },
}

export interface Bridge {
  readonly address: string
  close(): void
}

/** A gRPC server that asks the HTTP side for everything, so that the suite of transports can drive it by its client. */
export async function bridgeToHttp(
  port: number,
  observe: (call: { method: string; code: string }) => void,
): Promise<Bridge> {
  const server = new Server()
  for (const service of [lookaside, agents, admin]) {
    for (const [name, definition] of Object.entries(service)) {
      const ask = ASKS[name]
      if (ask === undefined) continue
      const handler: handleUnaryCall<Message, unknown> = (unary, callback) =>
        void answer(port, ask, { unary, callback, observe, path: definition.path.slice(1) })
      server.register(
        definition.path,
        handler,
        definition.responseSerialize as (value: unknown) => Buffer,
        definition.requestDeserialize as (bytes: Buffer) => Message,
        'unary',
      )
    }
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, at) =>
      error === null ? resolve(at) : reject(error),
    )
  })
  return { address: `127.0.0.1:${bound}`, close: () => server.forceShutdown() }
}

interface Bridged {
  readonly unary: ServerUnaryCall<Message, unknown>
  readonly callback: sendUnaryData<unknown>
  readonly observe: (call: { method: string; code: string }) => void
  readonly path: string
}

async function answer(port: number, ask: (message: Message) => HttpAsk, bridged: Bridged): Promise<void> {
  const { unary, callback, observe, path } = bridged
  let isOver = false
  const end = (code: string): void => {
    if (!isOver) observe({ method: path, code })
    isOver = true
  }
  unary.on('cancelled', () => end('CANCELLED'))
  const reply = await call(port, ask(toJson(unary.request) as Message)).catch(() => undefined)
  if (unary.cancelled || reply === undefined) return
  if (reply.status === 200) {
    end('OK')
    callback(null, fromJson('', reply.json))
    return
  }
  const { status, message, reason, metadata } = errorOf(reply)
  const code = codes[status as keyof typeof codes]
  end(status)
  const trailers = new Metadata()
  trailers.set('grpc-status-details-bin', detailsOf(code, message, { reason, domain: 'lookaside', metadata }))
  callback(Object.assign(new Error(message), { code, details: message, metadata: trailers }))
}

function detailsOf(code: number, message: string, info: object): Buffer {
  const value = rpc.lookupType('ErrorInfo').encode(info).finish()
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }]
  return Buffer.from(rpc.lookupType('Status').encode({ code, message, details }).finish())
}

/** A message of the loader in proto3 JSON, written apart from the code under test. */
function toJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  const { seconds, nanos, fields } = value as { seconds?: number; nanos?: number; fields?: Record<string, unknown> }
  if (seconds !== undefined && nanos !== undefined) {
    // Signs that differ have no text of their own: what comes out is as wrong.
    if (seconds * nanos < 0) return `${seconds}.${nanos}s`
    const sign = seconds < 0 || nanos < 0 ? '-' : ''
    return `${sign}${Math.abs(seconds)}.${String(Math.abs(nanos)).padStart(9, '0')}s`
  }
  if (fields !== undefined) return Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, plain(each)]))
  const members = Object.entries(value).filter(([key, each]) => each !== null && !/^_|^pick$/.test(key))
  return Object.fromEntries(members.map(([key, each]) => [key, toJson(each)]))
}

/** What a google.protobuf.Value stands for. */
function plain(value: unknown): unknown {
  const { kind = '', ...kinds } = value as Record<string, unknown>
  const set = kinds[String(kind)]
  if (kind === 'nullValue') return null
  if (kind === 'structValue') return toJson(set)
  if (kind === 'listValue') return (set as { values: unknown[] }).values.map(plain)
  return set
}

function fromJson(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fromJson('', item))
  if (typeof value === 'string' && name === 'time') {
    const [, fraction = '0'] = /\.(\d+)Z$/.exec(value) ?? []
    return { seconds: Math.floor(Date.parse(value) / 1_000), nanos: Number(fraction.padEnd(9, '0')) }
  }
  const [, whole, fraction = ''] = (typeof value === 'string' ? /^(\d+)(?:\.(\d{1,9}))?s$/.exec(value) : null) ?? []
  if (whole !== undefined) return { seconds: Number(whole), nanos: Number(fraction.padEnd(9, '0')) }
  if (typeof value !== 'object' || value === null) return value
  if (name === 'policy' || name === 'fallbackPolicy') {
    const { type, config } = value as { type: string; config: Record<string, unknown> }
    return { type, config: wrapped(config)['structValue'] }
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromJson(key, each)]))
}

function wrapped(value: unknown): Record<string, unknown> {
  if (value === null) return { nullValue: 'NULL_VALUE' }
  if (Array.isArray(value)) return { listValue: { values: value.map(wrapped) } }
  if (typeof value !== 'object') return { [`${typeof value === 'boolean' ? 'bool' : typeof value}Value`]: value }
  return {
    structValue: { fields: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wrapped(each)])) },
  }
}
