import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { HttpMemberOptions } from './node-http.ts'
import { joinPool } from './node-http.ts'
import type { PoolMember } from './pool-member.ts'

export interface ListenOptions extends HttpMemberOptions {
  /** 0: a free one. */
  readonly port: number
  /** Default: every address of this machine. */
  readonly host?: string
}

export interface ListeningMember extends PoolMember {
  readonly server: Server
}

/**
 * Serves an Express application (4 or 5), or any other listener of node:http, as a backend of a pool:
 * `await listenInPool(app, { port: 8080, lookaside: '127.0.0.1:50051', pool: 'checkout' })` instead of `app.listen(8080)`.
 * An application that listens by itself joins with `joinPool(app.listen(8080), ...)`.
 * @throws {TypeError} naming the option that is wrong; what `listen` failed with, for example EADDRINUSE.
 */
export async function listenInPool(app: RequestListener, options: ListenOptions): Promise<ListeningMember> {
  const { port, host, ...member } = options
  const server = createServer(app)
  server.listen(port, host)
  try {
    return { server, ...(await joinPool(server, member)) }
  } catch (error) {
    server.close()
    throw error
  }
}
