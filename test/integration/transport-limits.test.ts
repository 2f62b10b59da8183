import { connect as connectHttp2, type Settings } from 'node:http2'
import { connect as connectSocket, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { TransportLimits } from '../../server/transport/limits.ts'
import { createGrpcServer, type GrpcServer } from '../../server/transport/grpc/server.ts'
import { connect, lookaside, succeed } from '../contracts/transport/client.ts'
import { createFakeUseCases } from '../contracts/transport/fake-use-cases.ts'
import { until } from '../support/until.ts'

const servers: GrpcServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.forceClose()
})

async function start(limits: Partial<TransportLimits>) {
  const warnings: string[] = []
  const server = createGrpcServer({
    useCases: createFakeUseCases(),
    limits,
    log: { debug() {}, info() {}, warn: (message) => warnings.push(message), error() {} },
    clock: { now: () => performance.now() },
  })
  servers.push(server)
  return { server, port: await server.start('127.0.0.1:0'), warnings }
}

/** A TCP connection, and whether the other side has closed it. */
function open(port: number): { socket: Socket; isClosed: () => boolean } {
  const socket = connectSocket(port, '127.0.0.1')
  let closed = false
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  socket.resume()
  return { socket, isClosed: () => closed }
}

describe('connections to the gRPC port', () => {
  test.each([{ connectionsPerIp: 5 }, { connections: 5 }])(
    'over %j are closed at once, and counted',
    async (limits) => {
      const { server, port, warnings } = await start(limits)
      const sockets = Array.from({ length: 12 }, () => open(port))
      await until('7 are closed', () => sockets.filter(({ isClosed }) => isClosed()).length === 7)
      expect([server.stats.connections(), server.stats.refusedConnections()]).toEqual([5, 7])
      // One line, however many are refused.
      expect(warnings).toEqual(['connections are refused'])
      for (const { socket } of sockets) socket.destroy()
      await until('they are forgotten', () => server.stats.connections() === 0)
      const client = connect(`127.0.0.1:${port}`)
      await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
      client.close()
    },
  )

  test('a client that answers no ping is cut', async () => {
    const { server, port } = await start({ keepaliveTimeMs: 50, keepaliveTimeoutMs: 50 })
    const { isClosed } = open(port)
    await until('it is cut', isClosed)
    expect(server.stats.connections()).toBe(0)
  })

  test('an idle connection is closed', async () => {
    const { server, port } = await start({ maxConnectionIdleMs: 100 })
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    await until('it is open', () => server.stats.connections() === 1)
    await until('it is closed', () => server.stats.connections() === 0)
    session.destroy()
  })

  test('an old connection is sent away without losing a call', async () => {
    const { server, port } = await start({ maxConnectionAgeMs: 200, maxConnectionAgeGraceMs: 5_000 })
    const client = connect(`127.0.0.1:${port}`)
    const begin = performance.now()
    let calls = 0
    while (performance.now() - begin < 800) {
      await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
      calls += 1
    }
    expect(calls).toBeGreaterThan(10)
    client.close()
    await until('all are closed', () => server.stats.connections() === 0)
  })

  test('a client is told how many streams it may open', async () => {
    const { port } = await start({ maxConcurrentStreams: 17 })
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    let streams: number | undefined
    session.on('remoteSettings', (settings: Settings) => (streams = settings.maxConcurrentStreams))
    await until('the settings came', () => streams !== undefined)
    expect(streams).toBe(17)
    session.destroy()
  })

  test('streams that are opened and reset without end do no harm to others', async () => {
    // Node stops to read from such a connection and leaves it open; the keepalive closes it.
    const { server, port } = await start({ keepaliveTimeMs: 200, keepaliveTimeoutMs: 200 })
    const attacker = connectHttp2(`http://127.0.0.1:${port}`)
    attacker.on('error', () => undefined)
    const headers = { ':method': 'POST', ':path': lookaside.PickBackend.path, 'content-type': 'application/grpc' }
    for (let round = 0; round < 3_000 && !attacker.destroyed; round += 1) {
      const request = attacker.request(headers)
      request.on('error', () => undefined)
      request.close()
      if (round % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const client = connect(`127.0.0.1:${port}`)
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
    attacker.destroy()
    client.close()
    await until('all are closed', () => server.stats.connections() === 0)
  })

  test.each(['nonsense', '127.0.0.1', '127.0.0.1:99999', ':1', 'http://127.0.0.1:1'])(
    '%j is no address to listen on',
    async (address) => {
      const { server } = await start({})
      await expect(server.start(address)).rejects.toThrow(address)
    },
  )

  test('a port that is taken is said so', async () => {
    const { port } = await start({})
    const { server } = await start({})
    server.forceClose()
    const other = createGrpcServer({
      useCases: createFakeUseCases(),
      log: { debug() {}, info() {}, warn() {}, error() {} },
      clock: { now: () => performance.now() },
    })
    servers.push(other)
    await expect(other.start(`127.0.0.1:${port}`)).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`)
  })
})
