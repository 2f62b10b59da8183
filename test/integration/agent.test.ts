import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Agent, AgentConfig, AgentOptions, RunningAgent } from '../../clients/agent/index.ts'
import { runAgent, startAgent } from '../../clients/agent/index.ts'
import type { FakeLookaside, FakeScript } from '../support/fake-lookaside.ts'
import { failure, refusal, startFakeLookaside } from '../support/fake-lookaside.ts'
import { createRecordingLog } from '../unit/clients/agent/recording-log.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function startService(changes: Partial<FakeScript> = {}, port = 0): Promise<FakeLookaside> {
  const service = await startFakeLookaside(port, changes)
  cleanUps.push(() => service.stop())
  return service
}

async function join(service: { address: string }, options: Partial<AgentOptions> = {}): Promise<Agent> {
  const agent = await startAgent({
    ...{ lookaside: service.address, pool: 'checkout', backend: { id: 'a', address: '127.0.0.1:1' }, drainWaitMs: 300 },
    ...options,
  })
  cleanUps.push(() => agent.close())
  return agent
}

function run(config: AgentConfig, log = createRecordingLog()): RunningAgent {
  const agent = runAgent({ drainWait: 50, ...config }, { log })
  cleanUps.push(() => agent.stop())
  return agent
}

async function startBackend(status: () => number): Promise<{ address: string; server: Server }> {
  const server = createServer((_request, response) => response.writeHead(status()).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return { address: addressOf(server.address()), server }
}

function addressOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return `127.0.0.1:${address.port}`
}

/** Something on a port that is no Lookaside. */
async function startImpostor(onConnection: (socket: Socket) => void): Promise<{ address: string }> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { address: addressOf(server.address()) }
}

const beats = ({ log }: FakeLookaside) => [...log.streamBeats, ...log.unaryBeats].flat()

describe('the agent as a library', () => {
  test('registers, measures a node:http server, reports its load, drains and deregisters', async () => {
    const service = await startService()
    let status = 200
    const { address, server } = await startBackend(() => status)
    const agent = await join(service, {
      backend: { id: 'a', address, labels: { v: '2' }, weight: 3, locality: { region: 'eu', zone: 'eu-1' } },
      capacity: 16,
      load: () => ({ cpuUtilization: 0.25 }),
    })
    agent.observe(server)
    expect(agent.status()).toBe('registered')
    expect(service.log.registrations).toMatchObject([
      {
        ...{ pool: 'checkout', capacity: 16, health: 'BACKEND_HEALTH_HEALTHY' },
        backend: { id: 'a', address, labels: { v: '2' }, weight: 3, locality: { region: 'eu', zone: 'eu-1' } },
      },
    ])
    await (await fetch(`http://${address}/`)).text()
    status = 500
    await (await fetch(`http://${address}/`)).text()
    await eventually(() =>
      expect(beats(service).at(-1)?.load).toMatchObject({
        ...{ completed: 2, errors: 1, inFlight: 0, capacity: 16, cpuUtilization: 0.25 },
      }),
    )
    expect(beats(service).some(({ load }) => load?.latency != null)).toBe(true)
    const sequences = beats(service).map(({ sequence }) => sequence)
    expect(sequences).toEqual(sequences.map((_, index) => index + 1))
    await agent.drain()
    expect(beats(service).at(-1)).toMatchObject({ draining: true })
    expect(agent.status()).toBe('draining')
    await agent.close()
    expect(service.log.deregistrations).toMatchObject([{ pool: 'checkout', backendId: 'a' }])
    expect(service.log.deregistrations[0]?.epoch).toBe(service.log.registrations[0]?.epoch)
  })

  test('close waits for the requests in flight', async () => {
    const service = await startService()
    const agent = await join(service, { drainWaitMs: 60_000 })
    const end = agent.begin()
    let closed = false
    const closing = agent.close().then(() => (closed = true))
    await eventually(() => expect(beats(service).at(-1)).toMatchObject({ draining: true, load: { inFlight: 1 } }))
    expect(closed).toBe(false)
    end()
    await closing
    expect(service.log.deregistrations).toHaveLength(1)
  })

  test('the service is away at the start: no throw, and registered once it is there', async () => {
    const gone = await startService()
    gone.stop()
    const agent = await join(gone)
    expect(agent.status()).toBe('registering')
    await expect(agent.track(() => 42)).resolves.toBe(42)
    const service = await startService({}, gone.port)
    await eventually(() => expect(agent.status()).toBe('registered'))
    await eventually(() => expect(beats(service).at(-1)?.load).toMatchObject({ completed: 1 }))
  })

  test('a restarted service that has forgotten everything hears of the backend again, with the same epoch', async () => {
    const first = await startService()
    const agent = await join(first)
    await eventually(() => expect(beats(first).length).toBeGreaterThan(0))
    first.stop()
    const known = new Set<string>()
    const notFound = { index: 0, code: 'NOT_FOUND', reason: 'BACKEND_NOT_FOUND', message: 'register first' }
    const next = { seconds: 0, nanos: 50_000_000 }
    const second = await startService(
      {
        register: ({ backend }) => {
          known.add(backend?.id ?? '')
          return { nextHeartbeatAfter: next }
        },
        stream: () => ({ answer: { nextHeartbeatAfter: next, rejected: known.has('a') ? [] : [notFound] } }),
      },
      first.port,
    )
    await eventually(() => expect(second.log.registrations).toHaveLength(1))
    expect(second.log.registrations[0]?.epoch).toBe(first.log.registrations[0]?.epoch)
    await eventually(() => expect(beats(second).length).toBeGreaterThan(3))
    expect(agent.status()).toBe('registered')
  })

  test('superseded: silent and loud in the log, and close still ends', async () => {
    const log = createRecordingLog()
    const service = await startService({
      register: () => refusal('FAILED_PRECONDITION', 'EPOCH_SUPERSEDED', 'a newer incarnation lives'),
    })
    const agent = await join(service, { log })
    expect(agent.status()).toBe('superseded')
    expect(log.lines).toEqual([expect.stringMatching(/^error another agent with a later start/)])
    await agent.close()
    expect(service.log.deregistrations).toHaveLength(0)
  })
})

describe('a service that misbehaves never breaks the backend', () => {
  test.each([
    ['hangs', () => undefined],
    ['talks garbage', (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\nhello')],
    ['closes at once', (socket: Socket) => void socket.destroy()],
  ])('one that %s', async (_name, onConnection) => {
    const agent = await join(await startImpostor(onConnection), { startWaitMs: 100 })
    expect(agent.status()).toBe('registering')
    await agent.drain()
    await agent.close()
    expect(agent.status()).toBe('closed')
  })

  test.each<[string, Partial<FakeScript>]>([
    ['fails every stream', { stream: () => ({ answer: failure('INTERNAL', 'broken') }) }],
    ['never answers on streams', { stream: () => ({ answer: { kind: 'hang' } }) }],
    ['ends streams without an answer', { stream: () => ({ answer: { kind: 'hang' }, end: true }) }],
  ])('one that %s gets unary calls', async (_name, script) => {
    const service = await startService(script)
    await join(service)
    await eventually(() => expect(service.log.unaryBeats.length).toBeGreaterThan(2))
    expect(service.log.registrations).toHaveLength(1)
  })

  test('one that ends the stream after each answer gets a new one each time', async () => {
    const service = await startService({
      stream: () => ({ answer: { nextHeartbeatAfter: { seconds: 0, nanos: 50_000_000 } }, end: true }),
    })
    await join(service)
    await eventually(() => expect(service.log.streamsOpened).toBeGreaterThan(3))
    expect(service.log.unaryBeats.length).toBeLessThanOrEqual(1)
  })

  test('one that says go-away is left for the next replica, and keeps none of its streams', async () => {
    const second = await startService()
    const first = await startService({
      stream: () => ({ answer: { nextHeartbeatAfter: { seconds: 5 }, goAway: { reason: 'SHUTTING_DOWN' } } }),
    })
    await join(first, { lookaside: [first.address, second.address] })
    await eventually(() => expect(second.log.streamBeats.length).toBeGreaterThan(2))
    expect(first.log.streamBeats).toHaveLength(1)
  })
})

describe('the agent as a process', () => {
  test('checks, registers with what the check found, tells changes at once, drains and deregisters', async () => {
    let status = 200
    const { address } = await startBackend(() => status)
    // Heartbeats are due every minute, so that whatever comes sooner comes because of a change.
    const next = { nextHeartbeatAfter: { seconds: 60 } }
    const service = await startService({ register: () => next, stream: () => ({ answer: next }) })
    const check = { type: 'http', path: '/healthz', interval: 20, timeout: 1_000, rise: 2, fall: 2 } as const
    const agent = run({ lookaside: [service.address], backends: [{ pool: 'p', id: 'a', address, check }] })
    await eventually(() => expect(service.log.registrations).toMatchObject([{ health: 'BACKEND_HEALTH_HEALTHY' }]))
    status = 503
    await eventually(() =>
      expect(beats(service)).toMatchObject([{ health: 'BACKEND_HEALTH_UNHEALTHY', healthDetail: 'GET /healthz: 503' }]),
    )
    status = 200
    await eventually(() => expect(beats(service).at(-1)).toMatchObject({ health: 'BACKEND_HEALTH_HEALTHY' }))
    await Promise.all([agent.stop(), agent.stop()])
    expect(beats(service).at(-1)).toMatchObject({ draining: true })
    expect(service.log.deregistrations).toMatchObject([{ pool: 'p', backendId: 'a' }])
  })

  test('load comes from the backend’s own URL, with its age', async () => {
    const service = await startService()
    const server = createServer((_request, response) => response.end('{"inFlight":7,"cpuUtilization":0.5}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUps.push(
      () => server.close(),
      () => server.closeAllConnections(),
    )
    const address = addressOf(server.address())
    const backend = {
      pool: 'p',
      address,
      loadUrl: `http://${address}/load`,
      check: { type: 'none', interval: 50 } as const,
    }
    run({ lookaside: [service.address], backends: [backend] })
    await eventually(() =>
      expect(beats(service).find(({ load }) => load !== null)?.load).toMatchObject({
        inFlight: 7,
        cpuUtilization: 0.5,
      }),
    )
  })

  test('500 backends register and beat, in messages of at most 500 heartbeats', async () => {
    const service = await startService()
    const backends = Array.from({ length: 500 }, (_, index) => ({
      pool: `pool-${index % 10}`,
      id: `b${index}`,
      address: 'a:1',
    }))
    const agent = run({ lookaside: [service.address], backends })
    await eventually(() => expect(new Set(beats(service).map(({ backendId }) => backendId)).size).toBe(500))
    expect(service.log.streamBeats.every((batch) => batch.length <= 500)).toBe(true)
    expect(agent.status().every(({ status }) => status === 'registered')).toBe(true)
    await agent.stop()
    expect(service.log.deregistrations).toHaveLength(500)
  })

  test('stop while the service is away ends without waiting for the drain', async () => {
    const gone = await startService()
    gone.stop()
    const log = createRecordingLog()
    const config = { lookaside: [gone.address], drainWait: 3_600_000, backends: [{ pool: 'p', address: 'a:1' }] }
    const agent = run(config, log)
    await eventually(() => expect(log.lines.join()).toContain('the service is away'))
    await agent.stop()
    expect(log.lines.at(-1)).toBe('info stopped')
  })

  test('stop while the service has gone meanwhile ends too', async () => {
    const service = await startService()
    const config = { lookaside: [service.address], drainWait: 3_600_000, backends: [{ pool: 'p', address: 'a:1' }] }
    const agent = run(config)
    await eventually(() => expect(beats(service).length).toBeGreaterThan(0))
    service.stop()
    await agent.stop()
  })
})
