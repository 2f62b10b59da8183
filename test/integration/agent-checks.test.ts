import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createCheck } from '../../clients/agent/checks/check.ts'
import type { CheckResult } from '../../clients/agent/checks/result.ts'
import type { CheckConfig } from '../../clients/agent/config.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

function addressOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return `127.0.0.1:${address.port}`
}

async function listen(server: TcpServer): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return addressOf(server.address())
}

async function closedPort(): Promise<string> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = addressOf(server.address())
  await new Promise((resolve) => server.close(resolve))
  return address
}

const httpBackend = (): Promise<string> =>
  listen(
    createHttpServer((request, response) => {
      const status = Number(request.url?.slice(1))
      // The answer never ends: only its status matters.
      response.writeHead(status).flushHeaders()
    }),
  )

function run(config: CheckConfig, address: string, timeoutMs = 5_000): Promise<CheckResult> {
  const check = createCheck(config, address, 'check')
  if (check === undefined) throw new Error('no check')
  return check(AbortSignal.timeout(timeoutMs))
}

const failure = (detail: string | RegExp) => ({ kind: 'failed', detail: expect.stringMatching(detail) })

describe('http check', () => {
  test.each([200, 204, 302])('%d passes', async (status) => {
    expect(await run({ type: 'http', path: `/${status}` }, await httpBackend())).toEqual({ kind: 'passed' })
  })

  test.each([404, 500, 503])('%d fails and says so', async (status) => {
    const path = `/${status}`
    expect(await run({ type: 'http', path }, await httpBackend())).toEqual(failure(`GET ${path}: ${status}`))
  })

  test('expected statuses are the only ones that pass', async () => {
    const address = await httpBackend()
    const expectedStatus = [401, 503]
    expect(await run({ type: 'http', path: '/503', expectedStatus }, address)).toEqual({ kind: 'passed' })
    expect(await run({ type: 'http', path: '/200', expectedStatus }, address)).toEqual(failure('200'))
  })

  test('a closed port, a port that hangs, one that answers garbage, one that closes', async () => {
    const config = { type: 'http' } as const
    const hanging = await listen(createTcpServer(() => undefined))
    const garbage = await listen(createTcpServer((socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n\r\n')))
    const closing = await listen(createTcpServer((socket) => void socket.destroy()))
    expect(await run(config, await closedPort())).toEqual(failure('ECONNREFUSED'))
    expect(await run(config, hanging, 100)).toEqual(failure('timed out'))
    expect(await run(config, garbage)).toEqual(failure('GET /: '))
    expect(await run(config, closing)).toEqual(failure('ECONNRESET'))
  })

  test('another address than the backend’s own may be checked', async () => {
    const address = await httpBackend()
    expect(await run({ type: 'http', path: '/200', address }, await closedPort())).toEqual({ kind: 'passed' })
  })
})

describe('tcp check', () => {
  test('an open port passes, a closed one fails', async () => {
    expect(await run({ type: 'tcp' }, await listen(createTcpServer()))).toEqual({ kind: 'passed' })
    expect(await run({ type: 'tcp' }, await closedPort())).toEqual(failure('ECONNREFUSED'))
  })

  test('a check that is cut off before it connects fails', async () => {
    const check = createCheck({ type: 'tcp' }, '127.0.0.1:9', 'check')
    expect(await check?.(AbortSignal.abort())).toEqual(failure('timed out'))
  })
})

describe('grpc check', () => {
  async function grpcBackend(withHealth: boolean): Promise<string> {
    const server = new Server()
    if (withHealth) {
      const health = new HealthImplementation({ '': 'SERVING', shop: 'NOT_SERVING' })
      health.addToServer(server)
    }
    cleanUps.push(() => server.forceShutdown())
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    )
    return `127.0.0.1:${port}`
  }

  test('SERVING passes, everything else fails by its name', async () => {
    const address = await grpcBackend(true)
    expect(await run({ type: 'grpc' }, address)).toEqual({ kind: 'passed' })
    expect(await run({ type: 'grpc', service: 'shop' }, address)).toEqual(failure('NOT_SERVING'))
    expect(await run({ type: 'grpc', service: 'nobody' }, address)).toEqual(failure('NOT_FOUND'))
    expect(await run({ type: 'grpc' }, await grpcBackend(false))).toEqual(failure('UNIMPLEMENTED'))
  })

  test('a closed port, a port that hangs, one that answers HTTP/1', async () => {
    expect(await run({ type: 'grpc' }, await closedPort())).toEqual(failure('UNAVAILABLE'))
    expect(await run({ type: 'grpc' }, await listen(createTcpServer(() => undefined)), 200)).toEqual(
      failure('timed out'),
    )
    expect(await run({ type: 'grpc' }, await httpBackend(), 500)).toEqual(failure('UNAVAILABLE|timed out'))
  })
})
