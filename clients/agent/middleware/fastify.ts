import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SYSTEM_CLOCK } from '../../typescript/clock.ts'
import { measureExchange } from '../observe.ts'
import type { Agent } from '../start-agent.ts'
import { within } from '../waiting.ts'
import { advertisedAddress } from './advertised-address.ts'
import { CLOSE_MS } from './node-http.ts'
import type { HttpMemberOptions } from './node-http.ts'
import { createMembership } from './pool-member.ts'

/** The part of a Fastify application that is used, so that its types are needed by its users only. */
export interface FastifyLike {
  readonly server: { address(): AddressInfo | string | null; closeAllConnections?(): void }
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; header(name: string, value: string): unknown },
      done: () => void,
    ) => void,
  ): unknown
  addHook(name: 'onListen', hook: () => Promise<void>): unknown
  close(): unknown
}

export interface FastifyMemberOptions extends HttpMemberOptions {
  /** Called with the agent once there is one. */
  readonly onJoined?: (agent: Agent, address: string) => void
}

/**
 * A plug-in for Fastify 4.23 and later, and 5: `await app.register(lookasideFastify, { lookaside: '127.0.0.1:50051', pool:
 * 'checkout' })`. The application joins the pool when it listens, and `app.close()` leaves it first: no new picks, then the
 * requests in flight, then the server.
 */
export const lookasideFastify = asPlugin((app: FastifyLike, options: FastifyMemberOptions): Promise<void> => {
  const { measures = () => true, onJoined, prefix: _prefix, ...member } = { prefix: undefined, ...options }
  const membership = createMembership(member)
  let joining: ReturnType<typeof membership.join> | undefined
  let leaving = false
  app.addHook('onRequest', (request, reply, done) => {
    if (measures(request.raw)) measureExchange(request.raw, reply.raw, membership.meter)
    if (leaving && request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
    done()
  })
  app.addHook('onListen', async () => {
    joining = membership.join(() => advertisedAddress(app.server.address()))
    const { agent, address } = await joining
    onJoined?.(agent, address)
  })
  // Hooks of `close` run when Fastify answers 503 already; whoever was picked before must still be served.
  const close = app.close.bind(app)
  app.close = async () => {
    leaving = true
    // `listen` does not wait for the hook, so that the application may close while it joins.
    const joined = await joining?.catch(() => undefined)
    await joined?.agent.close()
    const closed = Promise.resolve(close()).then(() => undefined)
    // Nobody is served any more; a connection that has never carried a request would hold Fastify up for ever.
    await within(SYSTEM_CLOCK, CLOSE_MS, closed)
    app.server.closeAllConnections?.()
    await closed
  }
  return Promise.resolve()
})

/** What fastify-plugin does: hooks belong to the application, not to a scope of their own. */
function asPlugin<Plugin extends object>(plugin: Plugin): Plugin {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@lookaside/client',
    [Symbol.for('plugin-meta')]: { name: '@lookaside/client', fastify: '>=4.23' },
  })
}
