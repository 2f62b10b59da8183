import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, ServiceError } from '@grpc/grpc-js'
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js'
import { fromJSON } from '@grpc/proto-loader'
import { loadServices } from '../../clients/typescript/protos.ts'
import type { StatusName } from '../../clients/typescript/errors.ts'
import type { DeregisterBackendRequest__Output } from '../../proto/gen/lookaside/v1/DeregisterBackendRequest.ts'
import type { Heartbeat__Output } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { Outcome__Output } from '../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendRequest__Output } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickBackendResponse } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { RegisterBackendRequest__Output } from '../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import type { RegisterBackendResponse } from '../../proto/gen/lookaside/v1/RegisterBackendResponse.ts'
import type { ReportOutcomesResponse } from '../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { StreamHeartbeatsResponse } from '../../proto/gen/lookaside/v1/StreamHeartbeatsResponse.ts'

/** What a scripted call does instead of answering. `hang`: nothing, for ever. */
export type Instead = { readonly kind: 'hang' } | { readonly kind: 'fail'; readonly error: ServiceError }

/** What a message on a heartbeats stream is answered with. `end`: after the answer the service ends the stream. */
export interface StreamScript {
  readonly answer?: StreamHeartbeatsResponse | Instead
  readonly end?: boolean
}

export interface FakeScript {
  pick: (request: PickBackendRequest__Output) => PickBackendResponse | Instead
  report: (outcomes: readonly Outcome__Output[]) => ReportOutcomesResponse | Instead
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
}

export interface FakeLookaside {
  readonly address: string
  readonly port: number
  readonly script: FakeScript
  readonly log: FakeLog
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
  return failure(code, message, trailers)
}

export function failure(code: StatusName, message: string, trailers = new Metadata()): Instead {
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
  return {
    pick: () => ({ backend: { id: 'a', address: '127.0.0.1:1' }, pickToken: 'token-a' }),
    report: (outcomes) => ({ accepted: outcomes.length }),
    register: () => ({ ...NEXT, lease: { seconds: 0, nanos: 300_000_000 }, revision: 1 }),
    deregister: () => ({}),
    heartbeat: () => NEXT,
    stream: () => ({ answer: NEXT }),
  }
}

/** A scripted service on loopback: `script` may be changed at any time, `log` holds what arrived. */
export async function startFakeLookaside(port = 0, changes: Partial<FakeScript> = {}): Promise<FakeLookaside> {
  const script: FakeScript = { ...defaultScript(), ...changes }
  const log: FakeLog = {
    ...{ picks: [], reports: [], registrations: [], deregistrations: [], unaryBeats: [], streamBeats: [] },
    streamsOpened: 0,
  }
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
  return { address: `127.0.0.1:${bound}`, port: bound, script, log, stop: () => server.forceShutdown() }
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
