import {
  type CallOptions,
  type Client,
  type ClientDuplexStream,
  type ClientUnaryCall,
  credentials,
  type ServiceError,
} from '@grpc/grpc-js'

import type { AdminServiceClient } from '../../proto/gen/lookaside/v1/AdminService.ts'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import { callUnary } from '../typescript/call.ts'
import { CHANNEL_OPTIONS } from '../typescript/channel-options.ts'
import { loadServices } from '../typescript/protos.ts'
import type { CliFailure } from './failure.ts'
import { serviceFailure } from './service-failure.ts'

export type UnaryStart<Response> = (
  options: CallOptions,
  callback: (error: ServiceError | null, value?: Response) => void,
) => ClientUnaryCall

/** A connection to one replica, for the length of one command. */
export interface Connection {
  readonly address: string
  /** How long a call may take. */
  readonly timeoutMs: number
  readonly admin: AdminServiceClient
  readonly picks: LookasideServiceClient
  /** Runs one call; rejects with a CliFailure. */
  readonly ask: <Response>(rpc: string, start: UnaryStart<Response>) => Promise<Response>
  /** Runs one call with a deadline of its own. Undefined: it failed, for whatever reason. */
  readonly tryAsk: <Response>(timeoutMs: number, start: UnaryStart<Response>) => Promise<Response | undefined>
  /** Turns what a call or a stream failed with into the end of a command. */
  readonly failure: (rpc: string, error: unknown) => CliFailure
  /** Sends each message after the answer to the one before, and hands the answers on; rejects with a CliFailure. */
  readonly converse: <Request, Response>(
    rpc: string,
    start: (options: CallOptions) => ClientDuplexStream<Request, Response>,
    next: (answer: Response | undefined) => Request | undefined | Promise<Request | undefined>,
  ) => Promise<void>
  readonly close: () => void
}

export function connect(address: string, timeoutMs: number): Connection {
  const services = loadServices()
  const admin = new services.AdminService(address, credentials.createInsecure(), CHANNEL_OPTIONS)
  const picks = new services.LookasideService(address, credentials.createInsecure(), CHANNEL_OPTIONS)
  const clients: readonly Client[] = [admin, picks]
  // gRPC takes a deadline as a time of day.
  const options = (): CallOptions => ({ deadline: Date.now() + timeoutMs })
  const failure = (rpc: string, error: unknown) => serviceFailure(error, { rpc, address, timeoutMs })
  return {
    ...{ address, timeoutMs },
    admin,
    picks,
    failure,
    async tryAsk<Response>(withinMs: number, start: UnaryStart<Response>) {
      const result = await callUnary<Response>((callback) => start({ deadline: Date.now() + withinMs }, callback))
      return result.kind === 'answered' ? result.value : undefined
    },
    async ask<Response>(rpc: string, start: UnaryStart<Response>) {
      const result = await callUnary<Response>((callback) => start(options(), callback))
      if (result.kind === 'answered') return result.value
      throw failure(rpc, result.error)
    },
    converse(rpc, start, next) {
      return new Promise((resolve, reject) => {
        const stream = start(options())
        const send = async (answer: Parameters<typeof next>[0]): Promise<void> => {
          const request = await next(answer)
          if (request === undefined) stream.end()
          else stream.write(request)
        }
        stream.on('data', (answer: Parameters<typeof next>[0]) => void send(answer).catch(reject))
        stream.on('error', (error: Error) => reject(failure(rpc, error)))
        stream.on('end', resolve)
        send(undefined).catch(reject)
      })
    },
    close() {
      for (const client of clients) client.close()
    },
  }
}
