import { createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { TransportLimits } from '../limits.ts'
import { createConnections } from './connections.ts'

/** A listening socket whose connections are counted; the library itself accepts without limit. */
export interface Listener {
  /** Binds "host:port" and answers the port. */
  readonly listen: (address: string) => Promise<number>
  /** Open connections. */
  readonly size: number
  /** Connections that were over a limit. */
  readonly refused: number
  /** When the connection of a peer ("address:port") was made, by the clock. */
  readonly connectedAt: (peer: string) => number | undefined
  /** Accepts no more. */
  readonly close: () => void
  /** Cuts every connection. */
  readonly destroyAll: () => void
}

/** Refused connections are logged once in this time. */
const LOG_EVERY_MS = 10_000

export function createListener(options: {
  limits: TransportLimits
  log: Log
  clock: Clock
  accept: (socket: Socket) => void
}): Listener {
  const { limits, log, clock, accept } = options
  const connections = createConnections(limits, clock)
  let refused = 0
  let loggedAt = -Infinity

  const server = createServer({ noDelay: true }, (socket) => {
    const why = connections.admit(socket)
    if (why === undefined) {
      accept(socket)
      return
    }
    socket.destroy()
    refused += 1
    if (clock.now() - loggedAt < LOG_EVERY_MS) return
    loggedAt = clock.now()
    log.warn('connections are refused', { why, refused })
  })

  return {
    get size() {
      return connections.size
    },
    get refused() {
      return refused
    },
    connectedAt: connections.connectedAt,
    listen: (address) => listen(server, address, log),
    close: () => {
      server.close()
    },
    destroyAll: connections.destroyAll,
  }
}

async function listen(server: Server, address: string, log: Log): Promise<number> {
  const { host, port } = parseAddress(address)
  return new Promise((resolve, reject) => {
    // It stays: when the process runs out of descriptors, later connections fail by the same event.
    server.on('error', (error) => {
      reject(new Error(`cannot listen on ${address}: ${error.message}`))
      if (server.listening) log.error('a connection could not be accepted', { error: error.message })
    })
    server.listen({ host, port }, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
    })
  })
}

function parseAddress(address: string): { host: string; port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address)
  const host = parts?.[1] ?? parts?.[2]
  const port = Number(parts?.[3])
  if (host === undefined || port > 65_535) {
    throw new Error(`cannot listen on "${address}": expected "host:port", IPv6 as "[::1]:50051"`)
  }
  return { host, port }
}
