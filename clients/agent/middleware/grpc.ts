import type { Server, ServerCredentials, ServerInterceptor } from '@grpc/grpc-js'
import { experimental, ServerInterceptingCall, status } from '@grpc/grpc-js'
import { SYSTEM_CLOCK } from '../../typescript/clock.ts'
import { classifyEnding } from '../../typescript/verdict.ts'
import type { RequestEnd } from '../load-meter.ts'
import { within } from '../waiting.ts'
import { advertisedAddress } from './advertised-address.ts'
import type { PoolMember, PoolMemberOptions } from './pool-member.ts'
import { createMembership } from './pool-member.ts'

export interface GrpcMemberOptions extends PoolMemberOptions {
  /** Which calls count as load, by path, `/package.Service/Method`. Default: all but health checks and reflection. */
  readonly measures?: (path: string) => boolean
}

/** A gRPC server on its way into a pool. */
export interface GrpcBackend {
  /** For the options of the server: `new Server({ interceptors: [backend.interceptor] })`. */
  readonly interceptor: ServerInterceptor
  /**
   * Binds the server and joins the pool: instead of `bindAsync`.
   * @throws what binding failed with; {TypeError} naming the option that is wrong.
   */
  listen(server: Server, address: string, credentials: ServerCredentials): Promise<PoolMember>
}

/** They are asked by machines, and some of them last as long as the connection. */
const NOT_LOAD = /^\/grpc\.(health|reflection)\./
/** After the drain nobody is served any more; what is left are streams that do not end by themselves. */
const CLOSE_MS = 1_000

/**
 * Makes a grpc-js server a backend of a pool. Calls are measured from their headers to their status, streams included.
 *
 *     const backend = grpcBackend({ lookaside: '127.0.0.1:50051', pool: 'checkout' })
 *     const server = new Server({ interceptors: [backend.interceptor] })
 *     const member = await backend.listen(server, '0.0.0.0:8080', ServerCredentials.createInsecure())
 */
export function grpcBackend(options: GrpcMemberOptions): GrpcBackend {
  const { measures = (path: string) => !NOT_LOAD.test(path), ...rest } = options
  const membership = createMembership(rest)
  const interceptor: ServerInterceptor = (method, call) => {
    if (!measures(method.path)) return new ServerInterceptingCall(call)
    const end = membership.meter.begin()
    return new ServerInterceptingCall(call, {
      start: (next) => next({ onCancel: () => end('cancelled') }),
      sendStatus(sent, next) {
        end(endOf(sent.code ?? status.UNKNOWN, sent.details ?? ''))
        next(sent)
      },
    })
  }
  return {
    interceptor,
    async listen(server, address, credentials) {
      const port = await bind(server, address, credentials)
      try {
        const host = experimental.splitHostPort(address)?.host ?? ''
        const joined = await membership.join(() => advertisedAddress({ address: host, port }))
        let closing: Promise<void> | undefined
        const close = async (): Promise<void> => {
          await joined.agent.close()
          await shutDown(server)
        }
        return { ...joined, close: () => (closing ??= close()) }
      } catch (error) {
        server.forceShutdown()
        throw error
      }
    },
  }
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync(address, credentials, (error, port) => (error === null ? resolve(port) : reject(error))),
  )
}

async function shutDown(server: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
  await within(SYSTEM_CLOCK, CLOSE_MS, ended)
  server.forceShutdown()
}

/** By the same rules as callers judge a call. */
function endOf(code: number, details: string): RequestEnd {
  if (code === Number(status.OK)) return 'success'
  const { result } = classifyEnding({ kind: 'threw', error: { code, details } })
  if (result === 'success' || result === 'rejected' || result === 'cancelled') return result
  return 'error'
}
