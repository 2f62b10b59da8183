import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { addressOf } from './http-backends.ts'

/** A port that speaks something else than Lookaside. */
export interface WrongPort {
  readonly address: string
  /** Connections that were made to it. */
  readonly connections: number
  stop(): Promise<void>
}

/** Takes connections and never says a word, as where packets vanish. */
export function startBlackHole(): Promise<WrongPort> {
  return startWrongPort((socket) => socket.resume())
}

/** `greet` does whatever the port does with a connection. */
export async function startWrongPort(greet: (socket: Socket) => void): Promise<WrongPort> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: addressOf(server.address()),
    get connections() {
      return connections
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
