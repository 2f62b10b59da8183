import type {
  sendUnaryData,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceError,
} from '@grpc/grpc-js'
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js'
import { fromJSON } from '@grpc/proto-loader'
import { loadServices } from '../../clients/typescript/protos.ts'
import type { StatusName } from '../../clients/typescript/errors.ts'
import type { DeregisterBackendRequest__Output } from '../../proto/gen/lookaside/v1/DeregisterBackendRequest.ts'
import type { Heartbeat__Output } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { Outcome__Output } from '../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendRequest__Output } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickResult } from '../../proto/gen/lookaside/v1/PickResult.ts'
import type { PickBackendResponse } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { RegisterBackendRequest__Output } from '../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import type { RegisterBackendResponse } from '../../proto/gen/lookaside/v1/RegisterBackendResponse.ts'
import type { ReportOutcomesResponse } from '../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { StreamHeartbeatsResponse } from '../../proto/gen/lookaside/v1/StreamHeartbeatsResponse.ts'
import type { StreamPicksRequest__Output } from '../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { StreamPicksResponse } from '../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import type { WatchBackendsRequest__Output } from '../../proto/gen/lookaside/v1/WatchBackendsRequest.ts'
import type { WatchBackendsResponse } from '../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'

/** What a scripted call does instead of answering. `hang`: nothing, for ever. */
export type Instead =
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'fail'
      readonly error: ServiceError
      /** Of the ErrorInfo, where there is one. */
      readonly reason?: string
      readonly metadata?: Readonly<Record<string, string>>
    }

/** What a message on a heartbeats stream is answered with. `end`: after the answer the service ends the stream. */
export interface StreamScript {
  readonly answer?: StreamHeartbeatsResponse | Instead
  readonly end?: boolean
}

export interface FakeScript {
  pick: (request: PickBackendRequest__Output) => PickBackendResponse | Instead
  report: (outcomes: readonly Outcome__Output[]) => ReportOutcomesResponse | Instead
  /** A message on a picks stream. Default: each pick as `pick` answers it. */
  picks: (message: StreamPicksRequest__Output) => StreamPicksResponse | Instead
  /** The first list of a watch; further ones are pushed. */
  watch: (request: WatchBackendsRequest__Output) => WatchBackendsResponse | Instead
  register: (request: RegisterBackendRequest__Output) => RegisterBackendResponse | Instead
  deregister: (request: DeregisterBackendRequest__Output) => Record<string, never> | Instead
  /** Unary heartbeats. */
  heartbeat: (heartbeats: readonly Heartbeat__Output[]) => StreamHeartbeatsResponse | Instead
  stream: (heartbeats: readonly Heartbeat__Output[]) => StreamScript
}

/** What arrived, in order. */
export interface FakeLog {
  readonly picks: PickBackendRequest__Output[]
  readonly reports: (readonly Outcome__Output[])[]
  readonly registrations: RegisterBackendRequest__Output[]
  readonly deregistrations: DeregisterBackendRequest__Output[]
  readonly unaryBeats: (readonly Heartbeat__Output[])[]
  readonly streamBeats: (readonly Heartbeat__Output[])[]
  streamsOpened: number
  readonly pickMessages: StreamPicksRequest__Output[]
  readonly watches: WatchBackendsRequest__Output[]
  pickStreamsOpened: number
}

/** A stream that is open at the service: a watch or a picks stream. */
export interface OpenStream<Message> {
  push(message: Message): void
  /** Ends it without an error. */
  end(): void
  fail(code: StatusName, message: string): void
}

export interface FakeLookaside {
  readonly address: string
  readonly port: number
  readonly script: FakeScript
  readonly log: FakeLog
  readonly watchers: ReadonlySet<OpenStream<WatchBackendsResponse>>
  readonly pickStreams: ReadonlySet<OpenStream<StreamPicksResponse>>
  /** Cuts every connection and stops to listen. */
  stop(): void
}

/** A refusal as the service words it: a canonical code and one ErrorInfo. */
export function refusal(
  code: StatusName,
  reason: string,
  message: string,
  metadata: Readonly<Record<string, string>> = {},
): Instead {
  const trailers = new Metadata()
  trailers.set('grpc-status-details-bin', errorInfoBytes(status[code], reason, message, metadata))
  return { ...failure(code, message, trailers), reason, metadata }
}

export function failure(
  code: StatusName,
  message: string,
  trailers = new Metadata(),
): Extract<Instead, { kind: 'fail' }> {
  const fields = { code: status[code], details: message, metadata: trailers }
  return { kind: 'fail', error: Object.assign(new Error(message), fields) }
}

const RPC_TYPES = {
  nested: {
    Any: { fields: { typeUrl: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } } },
    Info: {
      fields: {
        reason: { type: 'string', id: 1 },
        domain: { type: 'string', id: 2 },
        metadata: { keyType: 'string', type: 'string', id: 3 },
      },
    },
    Status: {
      fields: {
        code: { type: 'int32', id: 1 },
        message: { type: 'string', id: 2 },
        details: { rule: 'repeated', type: 'Any', id: 3 },
      },
    },
  },
}

function errorInfoBytes(code: number, reason: string, message: string, metadata: Record<string, string>): Buffer {
  const types = fromJSON(RPC_TYPES)
  const encode = (name: string, value: object): Buffer => {
    const type = types[name]
    if (type === undefined || !('serialize' in type) || typeof type.serialize !== 'function') throw new Error(name)
    return type.serialize(value)
  }
  const info = encode('Info', { reason, domain: 'lookaside', metadata })
  const detail = { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: info }
  return encode('Status', { code, message, details: [detail] })
}

const NEXT = { nextHeartbeatAfter: { seconds: 0, nanos: 100_000_000 } }

function defaultScript(): FakeScript {
  const script: FakeScript = {
    pick: () => ({ backend: { id: 'a', address: '127.0.0.1:1' }, pickToken: 'token-a' }),
    report: (outcomes) => ({ accepted: outcomes.length }),
    picks: ({ sequence, picks }) => ({ sequence, results: picks.map((request) => toResult(script.pick(request))) }),
    watch: () => failure('UNIMPLEMENTED', 'this fake has no list to watch'),
    register: () => ({ ...NEXT, lease: { seconds: 0, nanos: 300_000_000 }, revision: 1 }),
    deregister: () => ({}),
    heartbeat: () => NEXT,
    stream: () => ({ answer: NEXT }),
  }
  return script
}

/** A scripted service on loopback: `script` may be changed at any time, `log` holds what arrived. */
export async function startFakeLookaside(port = 0, changes: Partial<FakeScript> = {}): Promise<FakeLookaside> {
  const script: FakeScript = Object.assign(defaultScript(), changes)
  const log: FakeLog = {
    ...{ picks: [], reports: [], registrations: [], deregistrations: [], unaryBeats: [], streamBeats: [] },
    streamsOpened: 0,
    ...{ pickMessages: [], watches: [], pickStreamsOpened: 0 },
  }
  const watchers = new Set<OpenStream<WatchBackendsResponse>>()
  const pickStreams = new Set<OpenStream<StreamPicksResponse>>()
  const services = loadServices()
  const server = new Server()
  server.addService(services.LookasideService.service, {
    PickBackend: unary(
      log.picks,
      (request: PickBackendRequest__Output) => request,
      (seen) => script.pick(seen),
    ),
    ReportOutcomes: unary(
      log.reports,
      (request: { outcomes: Outcome__Output[] }) => request.outcomes,
      (seen) => script.report(seen),
    ),
    StreamPicks: (call: PicksCall) => servePicks(call, script, log, pickStreams),
    WatchBackends: (call: WatchCall) => serveWatch(call, script, log, watchers),
  })
  server.addService(services.AgentService.service, {
    RegisterBackend: unary(
      log.registrations,
      (request: RegisterBackendRequest__Output) => request,
      (seen) => script.register(seen),
    ),
    DeregisterBackend: unary(
      log.deregistrations,
      (request: DeregisterBackendRequest__Output) => request,
      (seen) => script.deregister(seen),
    ),
    ReportHeartbeat: unary(
      log.unaryBeats,
      (request: { heartbeats: Heartbeat__Output[] }) => request.heartbeats,
      (seen) => script.heartbeat(seen),
    ),
    StreamHeartbeats: (call: HeartbeatsCall) => serveStream(call, script, log),
  })
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error === null ? resolve(actual) : reject(error),
    )
  })
  const stop = (): void => server.forceShutdown()
  return { address: `127.0.0.1:${bound}`, port: bound, script, log, watchers, pickStreams, stop }
}

type PicksCall = ServerDuplexStream<StreamPicksRequest__Output, StreamPicksResponse>
type WatchCall = ServerWritableStream<WatchBackendsRequest__Output, WatchBackendsResponse>

function servePicks(
  call: PicksCall,
  script: FakeScript,
  log: FakeLog,
  open: Set<OpenStream<StreamPicksResponse>>,
): void {
  log.pickStreamsOpened++
  const answer = holdOpen(call, open)
  call.on('data', (message: StreamPicksRequest__Output) => {
    log.pickMessages.push(message)
    answer(script.picks(message))
  })
  call.on('end', () => call.end())
}

function serveWatch(
  call: WatchCall,
  script: FakeScript,
  log: FakeLog,
  open: Set<OpenStream<WatchBackendsResponse>>,
): void {
  log.watches.push(call.request)
  const answer = holdOpen(call, open)
  answer(script.watch(call.request))
}

/** Lists the stream while it is open. Answers how to send what a script says. */
function holdOpen<Message extends object>(
  call: {
    write(message: Message): unknown
    end(): unknown
    emit(event: 'error', error: Error): unknown
    on(event: 'close' | 'cancelled', listener: () => void): unknown
    on(event: 'error', listener: (error: Error) => void): unknown
  },
  open: Set<OpenStream<Message>>,
): (said: Message | Instead) => void {
  const fail = (instead: Instead): void => void (instead.kind === 'fail' && call.emit('error', instead.error))
  const stream: OpenStream<Message> = {
    push: (message) => void call.write(message),
    end: () => void call.end(),
    fail: (code, message) => fail(failure(code, message)),
  }
  const close = (): void => void open.delete(stream)
  open.add(stream)
  call.on('close', close)
  call.on('cancelled', close)
  call.on('error', () => undefined)
  return (said) => (isInstead(said) ? fail(said) : stream.push(said))
}

function toResult(said: PickBackendResponse | Instead): PickResult {
  if (!isInstead(said)) return { picked: said }
  if (said.kind === 'hang')
    return { error: { code: 'INTERNAL', reason: 'INTERNAL', message: 'a pick on a stream cannot hang' } }
  const code = Object.entries(status).find(([, number]) => number === said.error.code)?.[0] ?? 'UNKNOWN'
  return { error: { code, reason: said.reason ?? '', message: said.error.message, metadata: { ...said.metadata } } }
}

function unary<Request, Seen, Response extends object>(
  seenBefore: Seen[],
  look: (request: Request) => Seen,
  answer: (seen: Seen) => Response | Instead,
) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const seen = look(call.request)
    seenBefore.push(seen)
    const said = answer(seen)
    if (!isInstead(said)) callback(null, said)
    else if (said.kind === 'fail') callback(said.error)
  }
}

type HeartbeatsCall = ServerDuplexStream<{ heartbeats: Heartbeat__Output[] }, StreamHeartbeatsResponse>

function serveStream(call: HeartbeatsCall, script: FakeScript, log: FakeLog): void {
  log.streamsOpened++
  call.on('error', () => undefined)
  call.on('end', () => call.end())
  call.on('data', ({ heartbeats }: { heartbeats: Heartbeat__Output[] }) => {
    log.streamBeats.push(heartbeats)
    const { answer = NEXT, end = false } = script.stream(heartbeats)
    if (!isInstead(answer)) call.write(answer)
    else if (answer.kind === 'fail') call.emit('error', answer.error)
    if (end) call.end()
  })
}

function isInstead(said: object): said is Instead {
  return 'kind' in said && (said.kind === 'hang' || said.kind === 'fail')
}
