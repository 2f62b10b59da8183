import { createServer as createHttp2Server } from 'node:http2'
import { connectivityState } from '@grpc/grpc-js'
import type { ChannelOptions } from '@grpc/grpc-js'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { RegisterOptions } from '../../clients/typescript/integrations/grpc.ts'
import { registerLookaside } from '../../clients/typescript/integrations/grpc.ts'
import type { ClientOptions, LookasideClient } from '../../clients/typescript/index.ts'
import { createClient } from '../../clients/typescript/index.ts'
import { arrivedOutcomes } from '../support/arrived-outcomes.ts'
import type { FakeLookaside } from '../support/fake-lookaside.ts'
import { refusal, startFakeLookaside } from '../support/fake-lookaside.ts'
import type { EchoClient, EchoHandlers, GrpcBackend } from '../support/grpc-backends.ts'
import { createEchoClient, startGrpcBackend } from '../support/grpc-backends.ts'
import { addressOf, closedAddress, freeAddress } from '../support/http-backends.ts'
import { eventually } from '../unit/clients/eventually.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** A backend that answers with its name. */
async function backend(name: string, handlers: EchoHandlers = {}, port = 0): Promise<GrpcBackend> {
  const unary: EchoHandlers['unary'] = (_call, callback) => callback(null, Buffer.from(name))
  const started = await startGrpcBackend({ unary, ...handlers }, port)
  cleanUps.push(() => started.stop())
  return started
}

type Shares = Readonly<Record<string, number>>

/** A list as the service sends it: id is the address. */
function listOf(shares: Shares, revision = 1): { backends: object[]; revision: number; cache: object } {
  const backends = Object.entries(shares).map(([address, share]) => ({ backend: { id: address, address }, share }))
  return { backends, revision, cache: { maxAge: { seconds: 10 }, staleAge: { seconds: 60 } } }
}

interface Setup {
  readonly service: FakeLookaside
  readonly lookaside: LookasideClient
  connect(target?: string, options?: ChannelOptions): EchoClient
  /** The outcomes that have arrived, by backend. */
  outcomes(): { backendId: string; result: string; status: string; latency: unknown }[]
  push(shares: Shares, revision: number): void
}

async function setUp(
  shares: Shares,
  register: RegisterOptions = {},
  client: Partial<ClientOptions> = {},
): Promise<Setup> {
  const service = await startFakeLookaside(0, { watch: () => listOf(shares) })
  const lookaside = createClient({ address: service.address, ...client })
  registerLookaside(lookaside, register)
  cleanUps.push(async () => {
    await lookaside.close()
    service.stop()
  })
  return {
    ...{ service, lookaside },
    connect(target = 'lookaside:///checkout', options = {}) {
      const echo = createEchoClient(target, { 'grpc.use_local_subchannel_pool': 1, ...options })
      cleanUps.push(() => echo.client.close())
      return echo
    },
    outcomes: () =>
      arrivedOutcomes(service).map(({ pool, backendId, result, status, latency }) => {
        expect(pool).toBe('checkout')
        return { backendId, result: result.replace('OUTCOME_RESULT_', '').toLowerCase(), status, latency }
      }),
    push: (next, revision) => service.watchers.forEach((watcher) => watcher.push(listOf(next, revision))),
  }
}

async function callMany(echo: EchoClient, count: number): Promise<Record<string, number>> {
  const names = await Promise.all(Array.from({ length: count }, () => echo.unary('')))
  return names.reduce<Record<string, number>>((sums, name) => ({ ...sums, [name]: (sums[name] ?? 0) + 1 }), {})
}

/** Waits until every one of the names answers. */
const answering = (echo: EchoClient, names: readonly string[]): Promise<void> =>
  eventually(async () => expect(Object.keys(await callMany(echo, 20)).sort()).toEqual([...names].sort()))

describe('a channel to a pool', () => {
  test('calls go to its backends, and each is reported with its latency', async () => {
    const [a, b] = [await backend('a'), await backend('b')] as const
    const setup = await setUp({ [a.address]: 0.5, [b.address]: 0.5 })
    const echo = setup.connect()
    expect(['a', 'b']).toContain(await echo.unary('first'))
    await answering(echo, ['a', 'b'])
    await setup.lookaside.flush()
    expect(setup.outcomes().length).toBeGreaterThanOrEqual(21)
    for (const { result, status, latency } of setup.outcomes()) {
      expect({ result, status }).toEqual({ result: 'success', status: 'OK' })
      expect(latency).not.toBeNull()
    }
    expect(setup.service.log.watches).toMatchObject([{ pool: 'checkout' }])
    expect(setup.service.log.picks).toEqual([])
  })

  test('calls follow the shares', async () => {
    const [a, b] = [await backend('a'), await backend('b')] as const
    const setup = await setUp({ [a.address]: 0.8, [b.address]: 0.2 })
    const echo = setup.connect()
    await answering(echo, ['a', 'b'])
    // One after the other, so that nothing is in flight and the shares decide alone.
    let toA = 0
    for (let call = 0; call < 500; call++) if ((await echo.unary('')) === 'a') toA++
    // 400 are expected; six standard deviations are 54.
    expect(toA).toBeGreaterThan(345)
    expect(toA).toBeLessThan(455)
  })

  test('a backend that hangs gets few of the calls', async () => {
    const hanging: (() => void)[] = []
    const slow = await backend('slow', {
      unary: (_call, callback) => void hanging.push(() => callback(null, Buffer.from('slow'))),
    })
    const fast = await backend('fast')
    const setup = await setUp({ [slow.address]: 0.5, [fast.address]: 0.5 })
    const echo = setup.connect()
    const answers: Promise<string>[] = []
    const fastCalls = { done: 0 }
    await eventually(() => expect(echo.client.getChannel().getConnectivityState(true)).toBe(connectivityState.READY))
    for (let call = 0; call < 200; call++) {
      answers.push(echo.unary('').then((name) => (name === 'fast' && fastCalls.done++, name)))
      await eventually(() => expect(fastCalls.done + hanging.length).toBeGreaterThanOrEqual(call + 1))
    }
    // Both draws have to name the slow one: a quarter of the calls, and no more than that.
    expect(hanging.length).toBeLessThan(85)
    for (const release of hanging) release()
    await Promise.all(answers)
  })

  test.each([
    ['lookaside:///payments/checkout', 'payments.checkout'],
    ['lookaside:checkout', 'checkout'],
  ])('%s has the authority %s', async (target, authority) => {
    const { address } = await backend('a', { unary: (call, callback) => callback(null, Buffer.from(call.getHost())) })
    const setup = await setUp({ [address]: 1 })
    expect(await setup.connect(target).unary('')).toBe(authority)
    expect(setup.service.log.watches).toMatchObject([{ pool: authority.replace('.', '/') }])
  })

  test.each([
    ['lookaside://checkout', 'write three slashes and the name of a pool, "lookaside:///checkout"'],
    ['lookaside://server/checkout', 'write three slashes'],
    ['lookaside:///Checkout', '"Checkout" is no name of a pool'],
  ])('%s is refused at once', async (target, message) => {
    const setup = await setUp({})
    expect(() => setup.connect(target)).toThrow(message)
  })

  test('locality and selector reach the service, and another scheme has another client', async () => {
    const { address } = await backend('a')
    const first = await setUp({ [address]: 1 }, { labelSelector: { version: '2' }, locality: { region: 'eu' } })
    const second = await setUp({ [address]: 1 }, { scheme: 'other' })
    expect(await first.connect().unary('')).toBe('a')
    expect(await second.connect('other:///checkout').unary('')).toBe('a')
    expect(first.service.log.watches).toMatchObject([{ labelSelector: { version: '2' }, locality: { region: 'eu' } }])
    expect(second.service.log.watches).toMatchObject([{ labelSelector: {} }])
    await eventually(() => expect([first.outcomes().length, second.outcomes().length]).toEqual([1, 1]))
  })

  test('a service configuration keeps its retries and gets the policy; one that names a policy keeps that', async () => {
    let calls = 0
    const flaky = await backend('flaky', {
      unary: (_call, callback) =>
        ++calls === 1 ? callback({ code: 14, details: 'busy' }) : callback(null, Buffer.from('flaky')),
    })
    const retryPolicy = {
      maxAttempts: 3,
      initialBackoff: '0.01s',
      maxBackoff: '0.1s',
      backoffMultiplier: 2,
      retryableStatusCodes: ['UNAVAILABLE'],
    }
    const methodConfig = [{ name: [{ service: 'test.Echo' }], timeout: '1.5s', retryPolicy }]
    const setup = await setUp({ [flaky.address]: 1 })
    const echo = setup.connect(undefined, { 'grpc.service_config': JSON.stringify({ methodConfig }) })
    expect(await echo.unary('')).toBe('flaky')
    await eventually(() => expect(setup.outcomes().map(({ status }) => status)).toEqual(['UNAVAILABLE', 'OK']))
    const other = { 'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }) }
    expect(await setup.connect(undefined, other).unary('')).toBe('flaky')
    expect(setup.outcomes()).toHaveLength(2)
  })
})

describe('what outcomes say', () => {
  test.each([
    [13, 'error', 'INTERNAL'],
    [8, 'rejected', 'RESOURCE_EXHAUSTED'],
    [5, 'success', 'NOT_FOUND'],
  ])('status %i is %s', async (code, result, status) => {
    const { address } = await backend('a', { unary: (_call, callback) => callback({ code, details: 'no' }) })
    const setup = await setUp({ [address]: 1 })
    await expect(setup.connect().unary('')).rejects.toMatchObject({ code })
    await eventually(() => expect(setup.outcomes()).toMatchObject([{ backendId: address, result, status }]))
  })

  test('a deadline is a time-out, a call that is given up is cancelled', async () => {
    const { address } = await backend('a', {
      unary: () => undefined,
      stream: (call) => void call.write(Buffer.from('x')),
    })
    const setup = await setUp({ [address]: 1 })
    const echo = setup.connect()
    await eventually(() => expect(echo.client.getChannel().getConnectivityState(true)).toBe(connectivityState.READY))
    await expect(echo.unary('', { deadline: Date.now() + 100 })).rejects.toMatchObject({ code: 4 })
    const stream = echo.stream('')
    const ended = new Promise((resolve) => stream.on('error', resolve))
    await new Promise((resolve) => stream.once('data', resolve))
    stream.cancel()
    await ended
    await eventually(() =>
      expect(setup.outcomes()).toMatchObject([{ result: 'timeout' }, { result: 'cancelled', status: 'CANCELLED' }]),
    )
  })

  test('a backend that breaks off has failed, and one that cannot be reached is told of once', async () => {
    const dead = await closedAddress()
    const cut = createHttp2Server().on('stream', (stream) => stream.session?.destroy())
    await new Promise<void>((resolve) => cut.listen(0, '127.0.0.1', resolve))
    cleanUps.push(() => cut.close())
    const cutAddress = addressOf(cut.address())
    const setup = await setUp({ [dead]: 0.5, [cutAddress]: 0.5 })
    await expect(setup.connect().unary('')).rejects.toMatchObject({ code: 14 })
    await eventually(() => {
      const failures = setup.outcomes().map(({ backendId, result }) => ({ backendId, result }))
      expect(failures).toHaveLength(2)
      expect(failures).toContainEqual({ backendId: dead, result: 'connect_failure' })
      expect(failures).toContainEqual({ backendId: cutAddress, result: 'connect_failure' })
    })
  })
})

describe('changes', () => {
  test('a backend that appears gets calls, one that goes gets none, and its calls under way end well', async () => {
    const held: (() => void)[] = []
    const a = await backend('a', {
      unary: (_call, callback) => void held.push(() => callback(null, Buffer.from('late'))),
    })
    const b = await backend('b')
    const setup = await setUp({ [a.address]: 1 })
    const echo = setup.connect()
    const underWay = echo.unary('')
    await eventually(() => expect(held).toHaveLength(1))
    setup.push({ [b.address]: 1 }, 2)
    await eventually(async () => expect(await echo.unary('', { deadline: Date.now() + 200 })).toBe('b'))
    expect(await callMany(echo, 50)).toEqual({ b: 50 })
    held.forEach((finish) => finish())
    expect(await underWay).toBe('late')
  })

  test('a backend that comes back is used again', async () => {
    const a = await backend('a')
    const first = await backend('b')
    const setup = await setUp({ [a.address]: 0.5, [first.address]: 0.5 })
    const echo = setup.connect(undefined, {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    })
    await answering(echo, ['a', 'b'])
    first.stop()
    await eventually(async () => expect(await callMany(echo, 20)).toEqual({ a: 20 }))
    await backend('b again', {}, Number(first.address.split(':')[1]))
    await answering(echo, ['a', 'b again'])
  })

  test('an empty list fails calls with what to do, until there is somebody', async () => {
    const a = await backend('a')
    const setup = await setUp({})
    const echo = setup.connect()
    await expect(echo.unary('')).rejects.toMatchObject({
      code: 14,
      details: expect.stringContaining('pool "checkout" has no backend that may be called'),
    })
    setup.push({ [a.address]: 1 }, 2)
    await eventually(async () => expect(await echo.unary('')).toBe('a'))
  })

  test('a pool that is unknown fails calls with the reason', async () => {
    const setup = await setUp({})
    setup.service.script.watch = () => refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'pool "checkout" is not known')
    await expect(setup.connect().unary('')).rejects.toMatchObject({
      code: 14,
      details: expect.stringContaining('checkout'),
    })
  })

  test('nobody who can be reached is said with the last error', async () => {
    const setup = await setUp({ [await closedAddress()]: 1 })
    await expect(setup.connect().unary('')).rejects.toMatchObject({
      details: expect.stringMatching(/none of the 1 backends of pool "checkout" can be reached.*ECONNREFUSED/),
    })
  })

  test('a large pool is used in part, and that part stays', async () => {
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => backend(name)))
    const shares = Object.fromEntries(all.map(({ address }) => [address, 1 / 6]))
    const setup = await setUp(shares, { maxConnections: 2 })
    const echo = setup.connect()
    await eventually(async () => expect(Object.keys(await callMany(echo, 50))).toHaveLength(2))
    const used = Object.keys(await callMany(echo, 50)).sort()
    setup.push(shares, 2)
    expect(Object.keys(await callMany(echo, 50)).sort()).toEqual(used)
  })
})

describe('without the service', () => {
  test('the last list serves on', async () => {
    const a = await backend('a')
    const setup = await setUp({ [a.address]: 1 })
    const echo = setup.connect()
    expect(await echo.unary('')).toBe('a')
    setup.service.stop()
    expect(await callMany(echo, 50)).toEqual({ a: 50 })
    await setup.lookaside.close()
    expect(await callMany(echo, 50)).toEqual({ a: 50 })
  })

  test('a channel that starts then uses the static list', async () => {
    const a = await backend('a')
    const setup = await setUp({}, {}, { address: await closedAddress(), fallback: { checkout: [a.address] } })
    expect(await setup.connect().unary('')).toBe('a')
  })

  test('a channel without any list says why, and finds the service when it comes', async () => {
    const a = await backend('a')
    const address = await freeAddress()
    const setup = await setUp({}, {}, { address })
    const echo = setup.connect(undefined, {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 200,
    })
    await expect(echo.unary('')).rejects.toMatchObject({ code: 14, details: expect.stringContaining(address) })
    const late = await startFakeLookaside(Number(address.split(':')[1]), { watch: () => listOf({ [a.address]: 1 }) })
    cleanUps.push(() => late.stop())
    await eventually(async () => expect(await echo.unary('')).toBe('a'))
  })

  test('a client that is closed fails new channels with its reason', async () => {
    const setup = await setUp({})
    await setup.lookaside.close()
    await expect(setup.connect().unary('')).rejects.toMatchObject({ details: expect.stringContaining('CLIENT_CLOSED') })
  })
})

describe('the end', () => {
  test('a channel that is closed ends its watch and its connections, also before the first list', async () => {
    const a = await backend('a')
    const setup = await setUp({ [a.address]: 1 })
    const echo = setup.connect()
    await echo.unary('')
    expect(setup.service.watchers.size).toBe(1)
    echo.client.close()
    await eventually(() => expect(setup.service.watchers.size).toBe(0))
    setup.service.script.watch = () => ({ kind: 'hang' })
    const hasty = setup.connect('lookaside:///other')
    hasty.client.getChannel().getConnectivityState(true)
    const call = hasty.unary('')
    hasty.client.close()
    await expect(call).rejects.toMatchObject({ code: expect.any(Number) })
    await eventually(() => expect(setup.service.watchers.size).toBe(0))
  })

  test('1,000 calls at once are each answered and reported once', async () => {
    const [a, b] = [await backend('a'), await backend('b')] as const
    const setup = await setUp({ [a.address]: 0.5, [b.address]: 0.5 })
    const counts = await callMany(setup.connect(), 1_000)
    expect((counts['a'] ?? 0) + (counts['b'] ?? 0)).toBe(1_000)
    await eventually(() => expect(setup.outcomes()).toHaveLength(1_000))
  })
})

describe('the library', () => {
  test('one that lacks what is needed is refused, with what to install', () => {
    const client = createClient({ address: '127.0.0.1:1' })
    cleanUps.push(() => client.close())
    expect(() => registerLookaside(client, { grpc: {} })).toThrow('Install @grpc/grpc-js@~1.14')
    const experimental = { registerResolver: () => undefined }
    expect(() => registerLookaside(client, { grpc: { experimental } })).toThrow('experimental.registerLoadBalancerType')
    expect(() => registerLookaside(client, { scheme: 'A B' })).toThrow('scheme: is "A B"')
    expect(() => registerLookaside(client, { maxConnections: 0 })).toThrow('maxConnections: is 0')
  })
})
