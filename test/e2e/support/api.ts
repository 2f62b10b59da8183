import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js'
import { Client, credentials } from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import { createErrorDetailsReader } from '../../../clients/typescript/error-details.ts'
import { toLookasideError } from '../../../clients/typescript/errors.ts'
import { loadServices } from '../../../clients/typescript/protos.ts'

const services = loadServices()

export const lookaside = services.LookasideService.service
export const agents = services.AgentService.service
export const admin = services.AdminService.service

/** The raw API of one replica. */
export interface Api {
  readonly address: string
  /** A unary call. Rejects with a LookasideError. */
  ask<Request, Received, Sent, Response>(
    method: MethodDefinition<Request, Sent, Received, Response>,
    request: Request,
    timeoutMs?: number,
  ): Promise<Response>
  duplex<Request, Received, Sent, Response>(
    method: MethodDefinition<Request, Sent, Received, Response>,
  ): ClientDuplexStream<Request, Response>
  watch<Request, Received, Sent, Response>(
    method: MethodDefinition<Request, Sent, Received, Response>,
    request: Request,
  ): ClientReadableStream<Response>
  close(): void
}

/** Generous: what is tested is whether an answer comes. */
const TIMEOUT_MS = 10_000

const readDetails = createErrorDetailsReader()

export function connectApi(address: string): Api {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 200,
    // Each connection its own: clients of one process would share it.
    'grpc.use_local_subchannel_pool': 1,
  })
  return {
    address,
    ask: (method, request, timeoutMs = TIMEOUT_MS) =>
      new Promise((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = method
        const options = { deadline: Date.now() + timeoutMs }
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, (error, answer) => {
          if (error !== null) reject(toLookasideError(error, { call: path, address, timeoutMs }, readDetails))
          else if (answer === undefined) reject(new Error(`${path} answered nothing`))
          else resolve(answer)
        })
      }),
    duplex: ({ path, requestSerialize, responseDeserialize }) =>
      client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize),
    watch: ({ path, requestSerialize, responseDeserialize }, request) =>
      client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request),
    close: () => client.close(),
  }
}
