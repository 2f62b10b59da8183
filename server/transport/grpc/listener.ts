import { createServer, type Socket } from 'node:net'
import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { TransportLimits } from '../limits.ts'

/** A listening socket whose connections are counted; the library itself accepts without limit. */
export interface Listener {
  /** Binds "host:port" and answers the port. */
  listen(address: string): Promise<number>
  /** Open connections. */
  readonly size: number
  /** Connections that were over a limit. */
  readonly refused: number
  /** When the connection of a peer ("address:port") was made, by the clock. */
  connectedAt(peer: string): number | undefined
  /** Accepts no more. */
  close(): void
  /** Cuts every connection. */
  destroyAll(): void
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
  const sockets = new Set<Socket>()
  const connectedAt = new Map<string, number>()
  const perAddress = new Map<string, number>()
  let refused = 0
  let loggedAt = -Infinity

  const refuse = (socket: Socket, why: string): void => {
    socket.destroy()
    refused += 1
    if (clock.now() - loggedAt < LOG_EVERY_MS) return
    loggedAt = clock.now()
    log.warn('connections are refused', { why, refused })
  }
  const server = createServer({ noDelay: true }, (socket) => {
    const address = socket.remoteAddress ?? ''
    const sameAddress = perAddress.get(address) ?? 0
    if (sockets.size >= limits.connections) return refuse(socket, `${limits.connections} connections are open`)
    if (sameAddress >= limits.connectionsPerIp) {
      return refuse(socket, `${limits.connectionsPerIp} connections from ${address} are open`)
    }
    const peer = `${address}:${socket.remotePort}`
    sockets.add(socket)
    perAddress.set(address, sameAddress + 1)
    connectedAt.set(peer, clock.now())
    socket.once('close', () => {
      sockets.delete(socket)
      connectedAt.delete(peer)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left > 0) perAddress.set(address, left)
      else perAddress.delete(address)
    })
    accept(socket)
  })

  return {
    get size() {
      return sockets.size
    },
    get refused() {
      return refused
    },
    connectedAt: (peer) => connectedAt.get(peer),
    listen(address) {
      const { host, port } = parseAddress(address)
      return new Promise((resolve, reject) => {
        server.once('error', (error) => reject(new Error(`cannot listen on ${address}: ${error.message}`)))
        server.listen({ host, port }, () => {
          const bound = server.address()
          resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
        })
      })
    },
    close() {
      server.close()
    },
    destroyAll() {
      for (const socket of sockets) socket.destroy()
    },
  }
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
