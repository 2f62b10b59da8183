import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SYSTEM_CLOCK } from '../../typescript/clock.ts'
import type { ObservableServer } from '../observe.ts'
import { observeServer } from '../observe.ts'
import { within } from '../waiting.ts'
import { advertisedAddress } from './advertised-address.ts'
import type { PoolMember, PoolMemberOptions } from './pool-member.ts'
import { createMembership } from './pool-member.ts'

/** What is needed of a server of node:http, node:https or node:http2; frameworks answer one from `listen`. */
export interface JoinableServer extends ObservableServer {
  readonly listening: boolean
  once(event: 'listening', listener: () => void): unknown
  once(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'listening', listener: () => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'request', listener: (request: IncomingMessage, response: ServerResponse) => void): unknown
  address(): AddressInfo | string | null
  close(done?: (error?: Error) => void): unknown
  closeIdleConnections?(): void
  closeAllConnections?(): void
}

export interface HttpMemberOptions extends PoolMemberOptions {
  /** Which requests count as load. Default: all. Health checks are short; streams that last for hours hold up a drain. */
  readonly measures?: (request: IncomingMessage) => boolean
}

/** After the drain nobody is served any more; what is left are connections that do not end by themselves. */
export const CLOSE_MS = 1_000

/**
 * Makes a server a backend of a pool, in one line of its start-up: `await joinPool(app.listen(8080), { lookaside, pool })`. It
 * waits until the server listens, measures every request, and sends heartbeats. A service that is away does not stop it.
 * @throws {TypeError} naming the option that is wrong; what `listen` failed with.
 */
export async function joinPool(server: JoinableServer, options: HttpMemberOptions): Promise<PoolMember> {
  const { measures, ...rest } = options
  const membership = createMembership(rest)
  const stopMeasuring = observeServer(server, membership.meter, measures)
  try {
    if (!server.listening) await listening(server)
    const { agent, address } = await membership.join(() => advertisedAddress(server.address()))
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      const stopPersuading = endKeptConnections(server)
      await agent.close()
      await closeServer(server)
      stopPersuading()
      stopMeasuring()
    }
    return { agent, address, close: () => (closing ??= close()) }
  } catch (error) {
    stopMeasuring()
    throw error
  }
}

function listening(server: JoinableServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      server.off('error', fail)
      resolve()
    }
    const fail = (error: Error): void => {
      server.off('listening', done)
      reject(error)
    }
    server.once('listening', done)
    server.once('error', fail)
  })
}

/** Answers tell their callers not to send more on the same connection, so that none is cut off with a request on its way. */
function endKeptConnections(server: ObservableServer): () => void {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.httpVersionMajor === 1) response.shouldKeepAlive = false
  }
  server.prependListener('request', listener)
  return () => void server.off('request', listener)
}

async function closeServer(server: JoinableServer): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
  server.closeIdleConnections?.()
  await within(SYSTEM_CLOCK, CLOSE_MS, closed)
  server.closeAllConnections?.()
}
