import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ClientEvent, ClientMode, ClientOptions, LookasideClient } from '../../clients/typescript/index.ts'
import { createClient, LookasideError } from '../../clients/typescript/index.ts'
import type { PickBackendResponse } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { WatchBackendsResponse } from '../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import { startApplication } from '../support/application.ts'
import type { FakeLookaside, FakeScript } from '../support/fake-lookaside.ts'
import { failure, refusal, startFakeLookaside } from '../support/fake-lookaside.ts'
import { addressOf, closedAddress, startHttpBackend } from '../support/http-backends.ts'
import { startBlackHole, startWrongPort } from '../support/wrong-port.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

async function startBackends(count: number): Promise<string[]> {
  const backends = await Promise.all(
    Array.from({ length: count }, () => startHttpBackend((_request, response) => response.end('ok'))),
  )
  cleanUps.push(...backends.map((backend) => () => backend.stop()))
  return backends.map(({ address }) => address)
}

/** A service that picks in turn and sends the whole list. */
function knowing(addresses: readonly string[], ages: PickBackendResponse['cache'] = AGES): Partial<FakeScript> {
  let turn = 0
  const backend = (at: number) => {
    const address = addresses[at % addresses.length] ?? ''
    return { id: address, address }
  }
  return {
    pick: ({ alternates }) => {
      turn++
      const others = Array.from({ length: Math.min(alternates, addresses.length - 1) }, (_, at) =>
        backend(turn + at + 1),
      )
      return { backend: backend(turn), alternates: others, pickToken: `t${turn}`, cache: ages ?? null }
    },
    watch: () => listOf(addresses, ages),
  }
}

const AGES = { maxAge: { nanos: 200_000_000 }, staleAge: { seconds: 60 } }

function listOf(addresses: readonly string[], cache: PickBackendResponse['cache'] = AGES): WatchBackendsResponse {
  const backends = addresses.map((address) => ({ backend: { id: address, address }, share: 1 / addresses.length }))
  return { revision: 1, backends, cache: cache ?? null }
}

async function startService(changes: Partial<FakeScript>, port = 0): Promise<FakeLookaside> {
  const service = await startFakeLookaside(port, changes)
  cleanUps.push(() => service.stop())
  return service
}

function connect(options: ClientOptions): LookasideClient {
  const client = createClient(options)
  cleanUps.push(() => client.close())
  return client
}

/** A client whose pool is known, as one that has been running for a while. */
async function warm(options: ClientOptions): Promise<LookasideClient> {
  const client = connect(options)
  await eventually(async () => {
    const { source } = await client.pick('p', { alternates: 2, timeoutMs: 2_000 })
    expect(['service', 'stream', 'watch']).toContain(source)
    expect(client.stats().watches).toBe(1)
  })
  await eventually(() => expect(client.watchPool('p').current()).toBeDefined())
  return client
}

async function timed<Value>(run: () => Promise<Value>): Promise<{ ms: number; value: Value }> {
  const startedAt = performance.now()
  const value = await run()
  return { ms: performance.now() - startedAt, value }
}

/** Calls for a while; everything must succeed. Answers the 90th percentile of what the client added, in milliseconds. */
async function callFor(client: LookasideClient, ms: number, callsPerSecond = 200): Promise<number> {
  const application = startApplication({ client, pool: 'p', callsPerSecond })
  await new Promise((resolve) => setTimeout(resolve, ms))
  await application.stop()
  expect(application.errors).toEqual([])
  expect(application.calls).toBeGreaterThan((callsPerSecond * ms) / 2_000)
  const sorted = [...application.waits].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.9)] ?? 0
}

function picksAsked({ log }: FakeLookaside): number {
  return log.pickMessages.reduce((sum, { picks }) => sum + picks.length, log.picks.length)
}

const MODES = ['auto', 'unary', 'stream', 'watch'] as const satisfies readonly ClientMode[]
/** A pause of this machine, which tests of time on it have to allow for. */
const SLACK_MS = 150

describe.each(MODES)('in %s mode no call fails while', (mode) => {
  test('the service is absent at the start, and there is a static list', async () => {
    const backends = await startBackends(3)
    const client = connect({ address: await closedAddress(), mode, fallback: { p: backends } })
    const first = await timed(() => client.pick('p'))
    expect(first.value).toMatchObject({ source: 'static', reason: 'local' })
    expect(first.value.degraded?.reasons).toEqual(['service_unavailable', 'static_list'])
    expect(first.ms).toBeLessThan(50 + SLACK_MS)
    await callFor(client, 500)
  })

  test('packets to it vanish from the start on', async () => {
    const backends = await startBackends(3)
    const hole = await startBlackHole()
    cleanUps.push(() => hole.stop())
    const client = connect({ address: hole.address, mode, fallback: { p: backends } })
    const first = await timed(() => client.pick('p'))
    expect(first.value.source).toBe('static')
    expect(first.ms).toBeLessThan(300 + SLACK_MS)
    for (let pick = 0; pick < 50; pick++) {
      const later = await timed(() => client.pick('p'))
      expect(later.ms).toBeLessThan(SLACK_MS)
    }
    await callFor(client, 500)
    expect(client.stats()).toMatchObject({ failedPicks: 0, replicas: [{ breaker: 'open', opened: 1 }] })
  })

  test('it falls silent, and comes back', async () => {
    const backends = await startBackends(3)
    const service = await startService(knowing(backends))
    const client = await warm({ address: service.address, mode })
    const events: ClientEvent[] = []
    client.events.on((event) => events.push(event))
    const { pick } = service.script
    Object.assign(service.script, { pick: silence, report: silence, picks: silence })
    const silentFrom = picksAsked(service)
    const first = await timed(() => client.pick('p'))
    expect(first.ms).toBeLessThan(50 + SLACK_MS)
    expect(first.value.source).toBe(mode === 'watch' ? 'watch' : 'cache')
    const usual = await callFor(client, 1_000)
    expect(usual).toBeLessThan(SLACK_MS)
    const asked = picksAsked(service) - silentFrom
    // Of 200 calls that would have been asked.
    expect(asked).toBeLessThanOrEqual(20)
    Object.assign(service.script, { pick, ...usualAnswers(service) })
    if (mode !== 'watch') {
      await eventually(async () => expect((await client.pick('p')).source).toMatch(/service|stream/))
      expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['fallback', 'breaker']))
      // It is over when nothing was answered from the list for a second.
      await eventually(async () => {
        await client.pick('p')
        expect(events.at(-1)).toMatchObject({ kind: 'recovered', pool: 'p' })
      })
    }
  })

  test('it takes 2 s for everything', async () => {
    const backends = await startBackends(3)
    const service = await startService(knowing(backends))
    const client = await warm({ address: service.address, mode })
    for (const name of ['pick', 'report', 'picks'] as const)
      Object.assign(service.script, { [name]: () => ({ kind: 'hang' }) })
    const usual = await callFor(client, 1_500)
    expect(usual).toBeLessThan(SLACK_MS)
    expect(client.stats().failedPicks).toBe(0)
  })

  test('it is restarted', async () => {
    const backends = await startBackends(3)
    const first = await startService(knowing(backends))
    const client = await warm({ address: first.address, mode })
    const application = startApplication({ client, pool: 'p', callsPerSecond: 200 })
    first.stop()
    for (let round = 0; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      const next = await startService(knowing(backends), first.port)
      await new Promise((resolve) => setTimeout(resolve, 500))
      next.stop()
    }
    await startService(knowing(backends), first.port)
    await eventually(async () => expect((await client.pick('p')).source).toMatch(/service|stream|watch/))
    await application.stop()
    expect(application.errors).toEqual([])
    const { outcomes } = client.stats()
    expect(outcomes.dropped).toBe(0)
    await client.flush()
    await eventually(() => expect(client.stats().outcomes.buffered).toBe(0))
  })

  test.each([
    ['INTERNAL', failure('INTERNAL', 'a fault')],
    ['UNKNOWN', failure('UNKNOWN', 'what')],
    ['UNIMPLEMENTED', failure('UNIMPLEMENTED', 'no such method')],
    ['RESOURCE_EXHAUSTED of the library', failure('RESOURCE_EXHAUSTED', 'message too large')],
    ['its own fault', refusal('INTERNAL', 'INTERNAL', 'a fault of our own')],
    ['about to stop', refusal('UNAVAILABLE', 'SHUTTING_DOWN', 'about to stop')],
    ['an answer without a backend', { pickToken: 't' }],
  ])('it answers %s', async (_name, answer) => {
    const backends = await startBackends(3)
    const service = await startService(knowing(backends))
    const client = await warm({ address: service.address, mode })
    const before = picksAsked(service)
    service.script.pick = () => answer
    await callFor(client, 1_000)
    const asked = picksAsked(service) - before
    // The first ones before the rate of failures is known, and trials after them.
    expect(asked).toBeLessThanOrEqual(40)
    expect(client.stats().failedPicks).toBe(0)
  })

  test.each([
    ['nobody', refusal('UNAVAILABLE', 'NO_BACKENDS', 'pool p has no backends')],
    ['no such pool', refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'there is no pool p')],
  ])('it says that there is %s, though there was', async (_name, answer) => {
    const backends = await startBackends(3)
    const service = await startService(knowing(backends))
    const client = await warm({ address: service.address, mode })
    service.script.pick = () => answer
    for (const watcher of service.watchers) watcher.push({ revision: 2, cache: AGES })
    await eventually(async () => {
      expect((await client.pick('p')).degraded?.reasons).toEqual(['empty_list'])
    })
    await callFor(client, 300)
  })

  test('its list flaps between empty and full', async () => {
    const backends = await startBackends(3)
    const service = await startService(knowing(backends))
    const client = await warm({ address: service.address, mode })
    const { pick } = service.script
    let flap = 0
    const timer = setInterval(() => {
      flap++
      service.script.pick = flap % 2 === 0 ? pick : () => refusal('UNAVAILABLE', 'NO_BACKENDS', 'none')
      for (const watcher of service.watchers)
        watcher.push(flap % 2 === 0 ? listOf(backends) : { revision: flap, cache: AGES })
    }, 20)
    await callFor(client, 1_000)
    clearInterval(timer)
  })

  test('its streams end at random, with and without an error', async () => {
    const backends = await startBackends(3)
    const service = await startService(knowing(backends))
    const client = await warm({ address: service.address, mode })
    let round = 0
    const timer = setInterval(() => {
      round++
      for (const stream of [...service.watchers, ...service.pickStreams]) {
        if (round % 3 === 0) stream.end()
        else stream.fail(round % 3 === 1 ? 'INTERNAL' : 'UNAVAILABLE', 'cut')
      }
    }, 15)
    await callFor(client, 1_000)
    clearInterval(timer)
    expect(client.stats().failedPicks).toBe(0)
  })
})

describe('backends that die while the service is away', () => {
  test('cost no call, also calls that must not be done twice', async () => {
    const alive = await startBackends(2)
    const dead = await closedAddress()
    const client = connect({ address: await closedAddress(), fallback: { p: [dead, ...alive] } })
    const application = startApplication({ client, pool: 'p', callsPerSecond: 200, options: { idempotent: false } })
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await application.stop()
    expect(application.errors).toEqual([])
    // It is tried again once in a while, and no more.
    expect(client.stats().retries).toBeLessThan(30)
  })

  test('all of them are called at most a tenth more often than without retries', async () => {
    let hits = 0
    const broken = await startHttpBackend((_request, response) => {
      hits++
      response.writeHead(500).end()
    })
    cleanUps.push(() => broken.stop())
    const other = await startHttpBackend((_request, response) => {
      hits++
      response.writeHead(503).end()
    })
    cleanUps.push(() => other.stop())
    const service = await startService(knowing([broken.address, other.address]))
    for (const mode of ['auto', 'watch'] as const) {
      hits = 0
      const client = await warm({ address: service.address, mode })
      const application = startApplication({ client, pool: 'p', callsPerSecond: 300 })
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      await application.stop()
      expect(application.failed).toBe(application.calls)
      expect(hits).toBeLessThanOrEqual(application.calls * 1.1)
      expect(hits).toBeGreaterThan(application.calls)
    }
  })
})

const silence = (): { readonly kind: 'hang' } => ({ kind: 'hang' })

function usualAnswers(service: FakeLookaside): Partial<FakeScript> {
  return {
    report: (outcomes) => ({ accepted: outcomes.length }),
    picks: ({ sequence, picks }) => ({
      sequence,
      results: picks.map((request) => {
        const picked = service.script.pick(request)
        return 'kind' in picked ? { error: { code: 'INTERNAL' } } : { picked }
      }),
    }),
  }
}

describe('a port that is not Lookaside', () => {
  const garbage = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) & 255))
  const wrong: [string, () => Promise<string>][] = [
    ['sends garbage', () => wrongPort((socket) => socket.write(garbage))],
    ['answers garbage to whatever comes', () => wrongPort((socket) => socket.on('data', () => socket.write(garbage)))],
    ['greets like SSH', () => wrongPort((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))],
    ['hangs up', () => wrongPort((socket) => socket.destroy())],
    ['hangs up after the first bytes', () => wrongPort((socket) => socket.once('data', () => socket.destroy()))],
    ['speaks HTTP/1', httpPort],
    ['speaks HTTP/2 and no gRPC', http2Port],
  ]

  test.each(wrong)('that %s costs no call', async (_name, start) => {
    const backends = await startBackends(2)
    const client = connect({ address: await start(), fallback: { p: backends } })
    const first = await timed(() => client.pick('p'))
    expect(first.value.source).toBe('static')
    expect(first.ms).toBeLessThan(300 + SLACK_MS)
    await callFor(client, 700, 100)
    // A client that has nothing to go by says so.
    const bare = connect({ address: await start(), connectTimeoutMs: 300 })
    const error: unknown = await bare.pick('p').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(LookasideError)
    expect(String(error)).toContain('fallback: { "p": ["host:port"] }')
  })
})

async function wrongPort(greet: Parameters<typeof startWrongPort>[0]): Promise<string> {
  const port = await startWrongPort(greet)
  cleanUps.push(() => port.stop())
  return port.address
}

async function httpPort(): Promise<string> {
  const server = createHttpServer((_request, response) => response.writeHead(404).end('no'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return addressOf(server.address())
}

async function http2Port(): Promise<string> {
  const server = createHttp2Server((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/html' })
    response.end('no')
  })
  const sessions = new Set<{ destroy(): void }>()
  server.on('session', (session) => sessions.add(session))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(
    () => server.close(),
    () => sessions.forEach((session) => session.destroy()),
  )
  return addressOf(server.address())
}
