import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js'
import { Metadata, Server, ServerCredentials } from '@grpc/grpc-js'

import { loadServices } from '../../clients/typescript/protos.ts'
import type { DrainBackendRequest__Output } from '../../proto/gen/lookaside/v1/DrainBackendRequest.ts'
import type { DrainBackendResponse } from '../../proto/gen/lookaside/v1/DrainBackendResponse.ts'
import type { ExplainPickRequest__Output } from '../../proto/gen/lookaside/v1/ExplainPickRequest.ts'
import type { ExplainPickResponse } from '../../proto/gen/lookaside/v1/ExplainPickResponse.ts'
import type { ListBackendsRequest__Output } from '../../proto/gen/lookaside/v1/ListBackendsRequest.ts'
import type { ListBackendsResponse } from '../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import type { ListPoolsRequest__Output } from '../../proto/gen/lookaside/v1/ListPoolsRequest.ts'
import type { ListPoolsResponse } from '../../proto/gen/lookaside/v1/ListPoolsResponse.ts'
import type { PickBackendRequest__Output } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickBackendResponse } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { StreamPicksRequest__Output } from '../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { StreamPicksResponse } from '../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import type { UndrainBackendRequest__Output } from '../../proto/gen/lookaside/v1/UndrainBackendRequest.ts'
import type { UndrainBackendResponse } from '../../proto/gen/lookaside/v1/UndrainBackendResponse.ts'
import type { WatchDecisionsRequest__Output } from '../../proto/gen/lookaside/v1/WatchDecisionsRequest.ts'
import type { WatchDecisionsResponse } from '../../proto/gen/lookaside/v1/WatchDecisionsResponse.ts'
import { failure, type Instead } from './fake-lookaside.ts'

/** What each call of an operator is answered with. */
export interface AdminScript {
  listPools: (request: ListPoolsRequest__Output) => ListPoolsResponse | Instead
  listBackends: (request: ListBackendsRequest__Output) => ListBackendsResponse | Instead
  drain: (request: DrainBackendRequest__Output) => DrainBackendResponse | Instead
  undrain: (request: UndrainBackendRequest__Output) => UndrainBackendResponse | Instead
  pick: (request: PickBackendRequest__Output) => PickBackendResponse | Instead
  streamPicks: (request: StreamPicksRequest__Output) => StreamPicksResponse | Instead
  explain: (request: ExplainPickRequest__Output) => ExplainPickResponse | Instead
  /** The messages of one stream, and how it ends. Without an end it stays open. */
  watchDecisions: (request: WatchDecisionsRequest__Output) => WatchScript | Instead
}

export interface WatchScript {
  readonly messages: readonly WatchDecisionsResponse[]
  readonly end?: 'ok' | Extract<Instead, { kind: 'fail' }>
}

export interface FakeAdmin {
  readonly address: string
  /** May be changed at any time. */
  readonly script: AdminScript
  /** Every request, in order. */
  readonly requests: unknown[]
  stop(): void
}

const unscripted = (): Instead => failure('UNIMPLEMENTED', 'the test has no script for this call')

/** A scripted service for the command line, on loopback. */
export async function startFakeAdmin(): Promise<FakeAdmin> {
  const script: AdminScript = {
    ...{ listPools: unscripted, listBackends: unscripted, drain: unscripted },
    ...{ undrain: unscripted, pick: unscripted, streamPicks: unscripted },
    ...{ explain: unscripted, watchDecisions: unscripted },
  }
  const requests: unknown[] = []
  const unary =
    <Request, Response extends object>(answer: (request: Request) => Response | Instead) =>
    ({ request }: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
      requests.push(request)
      const said = answer(request)
      if (!isInstead(said)) callback(null, said)
      else if (said.kind === 'fail') callback(said.error)
    }
  const server = new Server()
  const services = loadServices()
  server.addService(services.AdminService.service, {
    ListPools: unary((request: ListPoolsRequest__Output) => script.listPools(request)),
    ListBackends: unary((request: ListBackendsRequest__Output) => script.listBackends(request)),
    DrainBackend: unary((request: DrainBackendRequest__Output) => script.drain(request)),
    UndrainBackend: unary((request: UndrainBackendRequest__Output) => script.undrain(request)),
    ExplainPick: unary((request: ExplainPickRequest__Output) => script.explain(request)),
    WatchDecisions: (call: ServerWritableStream<WatchDecisionsRequest__Output, WatchDecisionsResponse>) => {
      requests.push(call.request)
      const said = script.watchDecisions(call.request)
      if (!isInstead(said)) playWatch(call, said)
      else if (said.kind === 'fail') call.emit('error', said.error)
    },
  })
  server.addService(services.LookasideService.service, {
    PickBackend: unary((request: PickBackendRequest__Output) => script.pick(request)),
    StreamPicks: (call: ServerDuplexStream<StreamPicksRequest__Output, StreamPicksResponse>) => {
      call.on('error', () => undefined)
      call.on('end', () => call.end())
      call.on('data', (request: StreamPicksRequest__Output) => {
        requests.push(request)
        const said = script.streamPicks(request)
        if (!isInstead(said)) call.write(said)
        else if (said.kind === 'fail') call.emit('error', said.error)
      })
    },
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return { address: `127.0.0.1:${port}`, script, requests, stop: () => server.forceShutdown() }
}

function playWatch(
  call: ServerWritableStream<WatchDecisionsRequest__Output, WatchDecisionsResponse>,
  { messages, end }: WatchScript,
): void {
  call.sendMetadata(new Metadata())
  for (const message of messages) call.write(message)
  if (end === 'ok') call.end()
  else if (end !== undefined) call.emit('error', end.error)
}

function isInstead(said: object): said is Instead {
  return 'kind' in said && (said.kind === 'hang' || said.kind === 'fail')
}
