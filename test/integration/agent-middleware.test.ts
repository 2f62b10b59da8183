import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { createServer, get } from 'node:http'
import { createSecureServer, connect as http2Connect, createServer as createHttp2Server } from 'node:http2'
import { Readable } from 'node:stream'
import { ServerCredentials } from '@grpc/grpc-js'
import { afterEach, describe, expect, test } from '@jest/globals'
import express from 'express'
import fastify from 'fastify'
import type { Agent } from '../../clients/agent/index.ts'
import { listenInPool } from '../../clients/agent/middleware/express.ts'
import { lookasideFastify } from '../../clients/agent/middleware/fastify.ts'
import { grpcBackend } from '../../clients/agent/middleware/grpc.ts'
import { joinPool } from '../../clients/agent/middleware/node-http.ts'
import type { FakeLookaside } from '../support/fake-lookaside.ts'
import { startFakeLookaside } from '../support/fake-lookaside.ts'
import type { EchoHandlers } from '../support/grpc-backends.ts'
import { createEchoClient, createEchoServer } from '../support/grpc-backends.ts'
import { addressOf, freeAddress, startHttpBackend } from '../support/http-backends.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function startService(): Promise<FakeLookaside> {
  const service = await startFakeLookaside()
  cleanUps.push(() => service.stop())
  return service
}

interface Report {
  readonly inFlight: number
  readonly completed: number
  readonly errors: number
  readonly draining: boolean
}

/** What the last heartbeat said. */
function lastReport(service: FakeLookaside): Report {
  const beat = [...service.log.streamBeats, ...service.log.unaryBeats].flat().at(-1)
  const { inFlight = 0, completed = 0, errors = 0 } = beat?.load ?? {}
  return {
    inFlight: Number(inFlight),
    completed: Number(completed),
    errors: Number(errors),
    draining: beat?.draining ?? false,
  }
}

const reports = (service: FakeLookaside, expected: Partial<Report>): Promise<void> =>
  eventually(() => expect(lastReport(service)).toMatchObject(expected))

/** Sends a request and answers its status and text; undefined when the connection broke. */
async function ask(address: string, path: string): Promise<string | undefined> {
  const response = await fetch(`http://${address}${path}`).catch(() => undefined)
  const text = await response?.text().catch(() => 'broken')
  return response && `${response.status} ${text}`
}

/** One application for every framework: the ways in which requests end. */
function application(held: (() => void)[]): RequestListener {
  return (request, response) => {
    switch (request.url) {
      case '/ok':
        return void response.end('fine')
      case '/error':
        return void response.writeHead(500).end('no')
      case '/busy':
        return void response.writeHead(429).end('busy')
      case '/held':
        response.write('begun')
        return void held.push(() => void response.end(' ended'))
      case '/breaks':
        response.write('begun')
        return void setImmediate(() => response.destroy(new Error('the disk is gone')))
      default:
        return void response.writeHead(404).end()
    }
  }
}

interface Running {
  readonly address: string
  close(): Promise<unknown>
  readonly server: Server
}

type Start = (service: FakeLookaside, held: (() => void)[]) => Promise<Running>

const FRAMEWORKS: readonly (readonly [name: string, start: Start])[] = [
  [
    'node:http',
    async (service, held) => {
      const server = createServer(application(held)).listen(0, '127.0.0.1')
      const member = await joinPool(server, { lookaside: service.address, pool: 'checkout' })
      return { ...member, server }
    },
  ],
  [
    'Express',
    async (service, held) => {
      const app = express()
      app.get('/error', () => {
        throw Object.assign(new Error('no'), { expose: true })
      })
      app.use((_error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
        response.status(500).send('no')
      })
      app.use(application(held))
      return listenInPool(app, { port: 0, host: '127.0.0.1', lookaside: service.address, pool: 'checkout' })
    },
  ],
  [
    'Fastify',
    async (service, held) => {
      const app = fastify()
      let joined = (_address: string): void => undefined
      const address = new Promise<string>((resolve) => (joined = resolve))
      const onJoined = (_agent: Agent, at: string): void => joined(at)
      await app.register(lookasideFastify, { lookaside: service.address, pool: 'checkout', onJoined })
      app.get('/ok', () => 'fine')
      app.get('/error', () => Promise.reject(new Error('no')))
      app.get('/busy', (_request, reply) => reply.code(429).send('busy'))
      app.get('/held', (_request, reply) => {
        const stream = new Readable({ read: () => undefined })
        stream.push('begun')
        held.push(() => {
          stream.push(' ended')
          stream.push(null)
        })
        return reply.send(stream)
      })
      app.get('/breaks', (_request, reply) => {
        const stream = new Readable({ read: () => undefined })
        stream.push('begun')
        setTimeout(() => stream.destroy(new Error('the disk is gone')), 20)
        return reply.send(stream)
      })
      await app.listen({ port: 0, host: '127.0.0.1' })
      return { address: await address, server: app.server, close: () => app.close() }
    },
  ],
]

async function run(start: Start, held: (() => void)[] = []): Promise<Running & { service: FakeLookaside }> {
  const service = await startService()
  const running = await start(service, held)
  cleanUps.push(async () => {
    held.forEach((finish) => finish())
    await running.close()
  })
  return { ...running, service }
}

describe.each(FRAMEWORKS)('%s', (_name, start) => {
  test('joins the pool with the address that it listens on, and leaves it', async () => {
    const { service, ...running } = await run(start)
    const { address, server } = running
    expect(address).toBe(addressOf(server.address()))
    expect(service.log.registrations).toMatchObject([{ pool: 'checkout', backend: { id: address, address } }])
    expect(await ask(address, '/ok')).toBe('200 fine')
    await running.close()
    expect(service.log.deregistrations).toMatchObject([{ pool: 'checkout', backendId: address }])
    expect(server.listening).toBe(false)
    expect(await ask(address, '/ok')).toBeUndefined()
  })

  test('each request counts once: errors, refusals, aborts and answers that break', async () => {
    const held: (() => void)[] = []
    const { service, address } = await run(start, held)
    expect(await ask(address, '/ok')).toBe('200 fine')
    await reports(service, { inFlight: 0, completed: 1, errors: 0 })
    expect(await ask(address, '/error')).toMatch(/^500/)
    await reports(service, { completed: 2, errors: 1 })
    expect(await ask(address, '/busy')).toBe('429 busy')
    expect(await ask(address, '/nowhere')).toMatch(/^404/)
    await reports(service, { completed: 4, errors: 1 })
    expect(await ask(address, '/breaks')).toBe('200 broken')
    await reports(service, { completed: 5, errors: 2 })
    const response = await fetch(`http://${address}/held`)
    await reports(service, { inFlight: 1, completed: 5 })
    await response.body?.cancel()
    await reports(service, { inFlight: 0, completed: 6, errors: 2 })
  })

  test('an answer that streams is in flight until its end', async () => {
    const held: (() => void)[] = []
    const { service, address } = await run(start, held)
    const response = await fetch(`http://${address}/held`)
    await reports(service, { inFlight: 1, completed: 0 })
    held.forEach((finish) => finish())
    expect(await response.text()).toBe('begun ended')
    await reports(service, { inFlight: 0, completed: 1, errors: 0 })
  })

  test('a drain serves what is in flight and what still comes, then closes', async () => {
    const held: (() => void)[] = []
    const { service, ...running } = await run(start, held)
    const { address, server } = running
    const response = await fetch(`http://${address}/held`)
    const closing = running.close()
    await reports(service, { draining: true, inFlight: 1 })
    const late = await new Promise<IncomingMessage>((resolve) => get(`http://${address}/ok`, resolve))
    expect([late.statusCode, late.headers.connection]).toEqual([200, 'close'])
    late.resume()
    expect([service.log.deregistrations, server.listening]).toEqual([[], true])
    held.forEach((finish) => finish())
    expect(await response.text()).toBe('begun ended')
    await closing
    await running.close()
    expect(service.log.deregistrations).toHaveLength(1)
  })
})

describe('joinPool', () => {
  test('waits for the server to listen, and fails with what listening failed with', async () => {
    const service = await startService()
    const options = { lookaside: service.address, pool: 'checkout' }
    const taken = await startHttpBackend(() => undefined)
    cleanUps.push(() => taken.stop())
    const port = Number(taken.address.split(':')[1])
    await expect(joinPool(createServer().listen(port, '127.0.0.1'), options)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    await expect(listenInPool(() => undefined, { ...options, port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    expect(service.log.registrations).toEqual([])
  })

  test('what is wrong with the options is said, and the server is left alone', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    cleanUps.push(() => server.close())
    await expect(joinPool(server, { lookaside: 'nonsense', pool: 'checkout' })).rejects.toThrow(
      'lookaside: is "nonsense"',
    )
    await expect(joinPool(server, { lookaside: '127.0.0.1:1', pool: '' })).rejects.toThrow('backend.pool')
    expect(server.listening).toBe(true)
    expect(server.listenerCount('request')).toBe(0)
  })

  test('a service that is away stops no server, and options reach it when it comes', async () => {
    const address = await freeAddress()
    const server = createServer((_request, response) => response.end('fine')).listen(0, '127.0.0.1')
    const member = await joinPool(server, {
      ...{ lookaside: address, pool: 'checkout', capacity: 8, startWaitMs: 50 },
      backend: { id: 'a', address: 'a.example:80', labels: { version: '2' }, weight: 3 },
    })
    cleanUps.push(() => member.close())
    expect(await ask(addressOf(server.address()), '/')).toBe('200 fine')
    const service = await startFakeLookaside(Number(address.split(':')[1]))
    cleanUps.push(() => service.stop())
    await eventually(() =>
      expect(service.log.registrations).toMatchObject([
        { capacity: 8, backend: { id: 'a', address: 'a.example:80', labels: { version: '2' }, weight: 3 } },
      ]),
    )
  })

  test('requests that are not measured hold up nothing', async () => {
    const service = await startService()
    const server = createServer((_request, response) => void response.write('events')).listen(0, '127.0.0.1')
    const member = await joinPool(server, {
      ...{ lookaside: service.address, pool: 'checkout' },
      measures: ({ url }) => url !== '/events',
    })
    const response = await fetch(`http://${member.address}/events`)
    await member.close()
    await expect(response.text()).rejects.toThrow()
    expect(lastReport(service)).toMatchObject({ inFlight: 0, completed: 0 })
  })

  test('node:http2 is measured, too', async () => {
    const service = await startService()
    const server = createHttp2Server((_request, response) => void response.end('fine')).listen(0, '127.0.0.1')
    const member = await joinPool(server, { lookaside: service.address, pool: 'checkout' })
    const session = http2Connect(`http://${member.address}`)
    const stream = session.request({ ':path': '/' })
    stream.resume()
    await new Promise((resolve) => stream.once('end', resolve))
    await reports(service, { inFlight: 0, completed: 1, errors: 0 })
    session.close()
    await member.close()
    expect(typeof createSecureServer).toBe('function')
  })
})

describe('grpcBackend', () => {
  async function start(handlers: EchoHandlers) {
    const service = await startService()
    const backend = grpcBackend({ lookaside: service.address, pool: 'checkout' })
    const server = createEchoServer(handlers, { interceptors: [backend.interceptor] })
    const member = await backend.listen(server, '127.0.0.1:0', ServerCredentials.createInsecure())
    const echo = createEchoClient(member.address)
    cleanUps.push(async () => {
      echo.client.close()
      await member.close()
    })
    return { service, member, echo, server, backend }
  }

  test('joins the pool, measures calls and leaves it', async () => {
    const { service, member, echo } = await start({})
    expect(service.log.registrations).toMatchObject([{ pool: 'checkout', backend: { address: member.address } }])
    expect(await echo.unary('text')).toBe('text')
    await reports(service, { inFlight: 0, completed: 1, errors: 0 })
    await member.close()
    expect(service.log.deregistrations).toHaveLength(1)
    await expect(echo.unary('')).rejects.toMatchObject({ code: 14 })
  })

  test.each([
    [13, 1],
    [14, 1],
    [8, 0],
    [5, 0],
  ])('status %i counts %i errors', async (code, errors) => {
    const { service, echo } = await start({ unary: (_call, callback) => callback({ code, details: 'no' }) })
    await expect(echo.unary('')).rejects.toMatchObject({ code })
    await reports(service, { inFlight: 0, completed: 1, errors })
  })

  test('a handler that throws is an error, a caller that goes away is not', async () => {
    const { service, echo } = await start({
      unary: () => {
        throw new Error('no')
      },
      stream: (call) => void call.write(Buffer.from('x')),
    })
    await expect(echo.unary('')).rejects.toMatchObject({ code: 2 })
    await reports(service, { completed: 1, errors: 1 })
    const stream = echo.stream('')
    stream.on('error', () => undefined)
    await new Promise((resolve) => stream.once('data', resolve))
    await reports(service, { inFlight: 1, completed: 1 })
    stream.cancel()
    await reports(service, { inFlight: 0, completed: 2, errors: 1 })
  })

  test('a drain waits for streams that are under way', async () => {
    let finish = (): void => undefined
    const { service, member, echo } = await start({
      stream: (call) => void (call.write(Buffer.from('x')), (finish = () => call.end())),
    })
    const stream = echo.stream('')
    const ended = new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject))
    await new Promise((resolve) => stream.once('data', resolve))
    const closing = member.close()
    await reports(service, { draining: true, inFlight: 1 })
    expect(service.log.deregistrations).toEqual([])
    finish()
    await ended
    await closing
    expect(service.log.deregistrations).toHaveLength(1)
  })

  test('a port that is taken is said', async () => {
    const { member, backend } = await start({})
    const second = createEchoServer({})
    await expect(backend.listen(second, member.address, ServerCredentials.createInsecure())).rejects.toThrow(
      'EADDRINUSE',
    )
    second.forceShutdown()
  })
})
