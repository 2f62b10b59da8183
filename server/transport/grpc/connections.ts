import type { Socket } from 'node:net'
import type { Clock } from '../../../policies/policy.ts'
import type { TransportLimits } from '../limits.ts'

export interface Connections {
  readonly size: number
  /** Takes a connection in and undefined, or answers why it is over a limit. */
  readonly admit: (socket: Socket) => string | undefined
  /** When the connection of a peer ("address:port") was made, by the clock. */
  readonly connectedAt: (peer: string) => number | undefined
  readonly destroyAll: () => void
}

/** Counts connections as a whole and by address. */
export function createConnections(limits: TransportLimits, clock: Clock): Connections {
  const sockets = new Set<Socket>()
  const connectedAt = new Map<string, number>()
  const perAddress = new Map<string, number>()

  const forget = (socket: Socket, address: string, peer: string): void => {
    sockets.delete(socket)
    connectedAt.delete(peer)
    const left = (perAddress.get(address) ?? 1) - 1
    if (left > 0) perAddress.set(address, left)
    else perAddress.delete(address)
  }

  return {
    get size() {
      return sockets.size
    },
    admit(socket) {
      const address = socket.remoteAddress ?? ''
      const sameAddress = perAddress.get(address) ?? 0
      if (sockets.size >= limits.connections) return `${limits.connections} connections are open`
      if (sameAddress >= limits.connectionsPerIp) return `${sameAddress} connections from ${address} are open`
      const peer = `${address}:${socket.remotePort}`
      sockets.add(socket)
      perAddress.set(address, sameAddress + 1)
      connectedAt.set(peer, clock.now())
      socket.once('close', () => forget(socket, address, peer))
      return undefined
    },
    connectedAt: (peer) => connectedAt.get(peer),
    destroyAll() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
