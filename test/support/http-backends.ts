import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, createServer as createTcpServer } from 'node:net'
import type { PickBackendRequest__Output } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickBackendResponse } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { Instead } from './fake-lookaside.ts'
import { refusal } from './fake-lookaside.ts'

export interface HttpBackend {
  readonly address: string
  readonly server: Server
  stop(): Promise<void>
}

/** A node:http server on loopback. */
export async function startHttpBackend(listener: RequestListener): Promise<HttpBackend> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: addressOf(server.address()),
    server,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

export function addressOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return `127.0.0.1:${address.port}`
}

/**
 * An address where nobody listens, and where nobody else will: the port is that of a connection's other end, which stays
 * open for as long as the process lives, so that no test beside this one is given it.
 */
export async function closedAddress(): Promise<string> {
  const server = createTcpServer((accepted) => void accepted.unref())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const held = connect(Number(addressOf(server.address()).split(':').at(-1)), '127.0.0.1')
  await new Promise<void>((resolve) => held.once('connect', resolve))
  server.unref()
  held.unref()
  return `127.0.0.1:${held.localPort}`
}

/** Below the range from which systems give out ports by themselves, so that nobody is given one of them by chance. */
const QUIET_PORTS = { from: 15_000, to: 31_000 }

/** An address where nobody listens yet, for a test that will. */
export async function freeAddress(): Promise<string> {
  for (;;) {
    const port = QUIET_PORTS.from + Math.floor(Math.random() * (QUIET_PORTS.to - QUIET_PORTS.from))
    const server = createTcpServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return `127.0.0.1:${port}`
  }
}

/** Answers picks with the first addresses that are not excluded; the others are alternates. Ids are addresses. */
export function pickFirstOf(
  addresses: () => readonly string[],
): (request: PickBackendRequest__Output) => PickBackendResponse | Instead {
  let picks = 0
  return ({ pool, excludeBackendIds, alternates }) => {
    const [first, ...others] = addresses().filter((address) => !excludeBackendIds.includes(address))
    if (first === undefined) return refusal('UNAVAILABLE', 'NO_BACKENDS', `pool "${pool}" has no backends`, { pool })
    return {
      backend: { id: first, address: first },
      alternates: others.slice(0, alternates).map((address) => ({ id: address, address })),
      pickToken: `token-${picks++}`,
      lease: { seconds: 30 },
    }
  }
}
