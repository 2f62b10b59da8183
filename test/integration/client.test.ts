import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { ClientOptions, LookasideClient } from '../../clients/typescript/index.ts'
import { createClient, LookasideError } from '../../clients/typescript/index.ts'
import type { FakeLookaside, FakeScript } from '../support/fake-lookaside.ts'
import { failure, refusal, startFakeLookaside } from '../support/fake-lookaside.ts'
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

function connect(options: ClientOptions): LookasideClient {
  const client = createClient({ timeoutMs: 2_000, ...options })
  cleanUps.push(() => client.close())
  return client
}

async function startBackend(status: number): Promise<string> {
  const server: Server = createServer((_request, response) => response.writeHead(status).end(String(status)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return addressOf(server.address())
}

function addressOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return `127.0.0.1:${address.port}`
}

/** A port that nobody listens on. */
async function closedPort(): Promise<string> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = addressOf(server.address())
  await new Promise((resolve) => server.close(resolve))
  return address
}

const error = async (promise: Promise<unknown>): Promise<LookasideError> => {
  const caught: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(caught instanceof LookasideError)) throw new Error(`expected a LookasideError, got ${String(caught)}`)
  return caught
}

describe('pick', () => {
  test('carries every option there and every field back', async () => {
    const service = await startService({
      pick: () => ({
        backend: {
          id: 'a',
          address: '127.0.0.1:1',
          locality: { region: 'r', zone: 'z' },
          labels: { v: '1' },
          weight: 7,
        },
        alternates: [{ id: 'b', address: '127.0.0.1:2' }],
        ...{
          pickToken: 't',
          lease: { seconds: 30 },
          reason: 'PICK_REASON_AFFINITY',
          revision: 12,
          affinityToken: 'cookie',
        },
        cache: { maxAge: { seconds: 1 }, staleAge: { seconds: 60 } },
        degraded: { reasons: ['DEGRADED_REASON_STORE_UNAVAILABLE'], age: { seconds: 2, nanos: 500_000_000 } },
      }),
    })
    const client = connect({ address: service.address, locality: { region: 'eu' } })
    const pick = await client.pick('checkout', {
      ...{ affinityKey: 'k', affinityToken: 'ct', labelSelector: { v: '1' }, excludeBackendIds: ['x'], alternates: 2 },
      previousPickToken: 'old',
    })
    expect(pick).toEqual({
      pool: 'checkout',
      source: 'service',
      backend: expect.objectContaining({ id: 'a', address: '127.0.0.1:1', labels: new Map([['v', '1']]), weight: 7 }),
      alternates: [expect.objectContaining({ id: 'b', locality: undefined, weight: 1 })],
      ...{ token: 't', leaseMs: 30_000, reason: 'affinity', revision: 12, maxAgeMs: 1_000, staleAgeMs: 60_000 },
      ...{ degraded: { reasons: ['store_unavailable'], ageMs: 2_500 }, affinityToken: 'cookie' },
    })
    expect(pick.backend.locality).toMatchObject({ region: 'r', zone: 'z' })
    expect(service.log.picks[0]).toMatchObject({
      ...{ pool: 'checkout', affinityKey: 'k', affinityToken: 'ct', labelSelector: { v: '1' }, alternates: 2 },
      ...{ excludeBackendIds: ['x'], previousPickToken: 'old', locality: { region: 'eu', zone: '', subZone: '' } },
    })
  })

  test('a refusal keeps code, reason and metadata, and says what to do', async () => {
    const service = await startService({
      pick: () => refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'there is no pool "chekout"', { pool: 'chekout' }),
    })
    const refused = await error(connect({ address: service.address }).pick('chekout'))
    expect(refused).toMatchObject({ name: 'LookasideError', code: 'NOT_FOUND', reason: 'POOL_NOT_FOUND' })
    expect(refused.metadata.get('pool')).toBe('chekout')
    expect(refused.message).toContain('there is no pool "chekout"')
    expect(refused.message).toContain('lookaside pools')
  })

  test('details that are garbage, and an answer without a backend, are errors and not crashes', async () => {
    const garbled = failure('UNAVAILABLE', 'broken')
    if (garbled.kind === 'fail') garbled.error.metadata.set('grpc-status-details-bin', Buffer.from('ff01ff', 'hex'))
    const service = await startService({ pick: () => garbled })
    const client = connect({ address: service.address })
    expect(await error(client.pick('p'))).toMatchObject({ code: 'UNAVAILABLE', reason: 'UNREACHABLE' })
    service.script.pick = () => ({ pickToken: 't' })
    expect(await error(client.pick('p'))).toMatchObject({ code: 'INTERNAL' })
  })

  test('a service that never answers costs the deadline and no more', async () => {
    const service = await startService({ pick: () => ({ kind: 'hang' }) })
    const client = connect({ address: service.address, connectTimeoutMs: 200 })
    const late = await error(client.pick('p', { timeoutMs: 100 }))
    expect(late).toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'TIMEOUT' })
    expect(late.message).toMatch(/no answer within \d+ ms/)
  })

  test('nobody there: a clear error, and picks again once the service is back', async () => {
    const first = await startService()
    first.stop()
    const client = connect({ address: first.address })
    const away = await error(client.pick('p'))
    expect(away).toMatchObject({ code: 'UNAVAILABLE', reason: 'UNREACHABLE' })
    expect(away.message).toContain(first.address)
    await startService({}, first.port)
    await eventually(async () => expect((await client.pick('p')).backend.id).toBe('a'))
  })

  test('with several replicas one that is down, hangs or shuts down costs no pick', async () => {
    const hanging = await startService({ pick: () => ({ kind: 'hang' }) })
    const leaving = await startService({ pick: () => refusal('UNAVAILABLE', 'SHUTTING_DOWN', 'about to stop') })
    const good = await startService()
    const addresses = [await closedPort(), hanging.address, leaving.address, good.address]
    const client = connect({ addresses, timeoutMs: 300, connectTimeoutMs: 300 })
    expect((await client.pick('p')).token).toBe('token-a')
    expect((await client.pick('p')).token).toBe('token-a')
    expect(good.log.picks).toHaveLength(2)
    expect(hanging.log.picks).toHaveLength(1)
  })

  test('an answer that only this pool gets is not asked of another replica', async () => {
    const first = await startService({ pick: () => refusal('UNAVAILABLE', 'NO_BACKENDS', 'none') })
    const second = await startService()
    const client = connect({ addresses: [first.address, second.address] })
    expect(await error(client.pick('p'))).toMatchObject({ reason: 'NO_BACKENDS' })
    expect(second.log.picks).toHaveLength(0)
  })

  test('an aborted signal gives the pick up', async () => {
    const service = await startService({ pick: () => ({ kind: 'hang' }) })
    const client = connect({ address: service.address })
    const controller = new AbortController()
    const promise = client.pick('p', { signal: controller.signal })
    await eventually(() => expect(service.log.picks).toHaveLength(1))
    controller.abort(new Error('enough'))
    await expect(promise).rejects.toThrow('enough')
    await expect(client.pick('p', { signal: controller.signal })).rejects.toThrow('enough')
  })
})

describe('outcomes', () => {
  test('arrive in batches, and the last ones on close', async () => {
    const service = await startService()
    const client = connect({ address: service.address, flushIntervalMs: 60_000 })
    for (let index = 0; index < 50; index++) client.report({ token: `t${index}`, result: 'success', latencyMs: 2 })
    client.report({ pool: 'p', backendId: 'b', result: 'rejected', status: '429', load: { cpuUtilization: 0.5 } })
    await client.close()
    expect(service.log.reports).toHaveLength(1)
    expect(service.log.reports[0]).toHaveLength(51)
    expect(service.log.reports[0]?.[0]).toMatchObject({
      ...{ pickToken: 't0', result: 'OUTCOME_RESULT_SUCCESS', latency: { seconds: 0, nanos: 2_000_000 } },
    })
    expect(service.log.reports[0]?.[50]).toMatchObject({
      ...{ pool: 'p', backendId: 'b', status: '429', loadReport: { cpuUtilization: 0.5 } },
    })
    expect(client.stats().outcomes).toMatchObject({ sent: 51, dropped: 0 })
  })

  test('those that the service refuses are counted', async () => {
    const service = await startService({
      report: () => ({ accepted: 1, rejected: [{ index: 1, code: 'INVALID_ARGUMENT', reason: 'INVALID_FIELD' }] }),
    })
    const client = connect({ address: service.address })
    for (const token of ['a', 'b']) client.report({ token, result: 'success' })
    await client.flush()
    expect(client.stats().outcomes).toMatchObject({ sent: 1, rejected: 1 })
  })

  test('wait for a service that restarts', async () => {
    const first = await startService()
    const client = connect({ address: first.address, flushIntervalMs: 10 })
    await client.pick('p')
    first.stop()
    client.report({ token: 'a', result: 'success' })
    await client.flush()
    expect(client.stats().outcomes).toMatchObject({ sent: 0, buffered: 1 })
    const second = await startService({}, first.port)
    await eventually(() => expect(second.log.reports.flat()).toHaveLength(1))
  })

  test('close with a hanging service ends, and counts what was not sent', async () => {
    const service = await startService({ report: () => ({ kind: 'hang' }) })
    const client = connect({ address: service.address })
    client.report({ token: 'a', result: 'success' })
    await Promise.all([client.close(), client.close()])
    expect(client.stats().outcomes.sent).toBe(0)
    expect(await error(client.pick('p'))).toMatchObject({ reason: 'CLIENT_CLOSED' })
    expect(() => client.report({ token: 'b', result: 'success' })).not.toThrow()
  })
})

describe('many picks', () => {
  test('share messages on a stream, with the outcomes of those before', async () => {
    let turn = 0
    const service = await startService({
      pick: () => ({ backend: { id: 'a', address: 'a:1' }, pickToken: `t${turn++}` }),
    })
    const client = connect({ address: service.address })
    const wires: string[] = []
    client.events.on((event) => void (event.kind === 'wire' && wires.push(event.wire)))
    const first = await client.pick('p')
    expect(first.source).toBe('service')
    const seen = new Set([first.token])
    for (let round = 0; round < 5; round++) {
      const picks = await Promise.all(Array.from({ length: 300 }, () => client.pick('p')))
      for (const { token } of picks) {
        seen.add(token)
        client.report({ token, result: 'success' })
      }
    }
    // Each pick has its own answer, in whatever message it travelled.
    expect(seen.size).toBe(1_501)
    expect(wires).toEqual(['stream'])
    const { stream, picks } = client.stats()
    expect(picks).toMatchObject({ cache: 0, static: 0 })
    expect(picks.stream).toBeGreaterThan(1_400)
    expect(stream.messages).toBeLessThan(50)
    expect(service.log.pickMessages.flatMap(({ outcomes }) => outcomes).length).toBeGreaterThan(500)
    await client.flush()
    const outcomes = [...service.log.pickMessages.flatMap((message) => message.outcomes), ...service.log.reports.flat()]
    expect(new Set(outcomes.map(({ pickToken }) => pickToken)).size).toBe(1_500)
    expect(client.stats().outcomes).toMatchObject({ sent: 1_500, rejected: 0, unconfirmed: 0, dropped: 0 })
  })

  test('an error of one pick in a message is its own', async () => {
    const service = await startService({
      pick: ({ pool }) =>
        pool === 'bad'
          ? refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'there is no pool bad', { pool: 'bad' })
          : { backend: { id: 'a', address: 'a:1' }, pickToken: pool },
    })
    const client = connect({ address: service.address, mode: 'stream' })
    const names = Array.from({ length: 50 }, (_, index) => (index % 10 === 3 ? 'bad' : `p${index}`))
    const ends = await Promise.all(
      names.map((name) =>
        client.pick(name).then(
          ({ token }) => token,
          ({ reason, metadata }: LookasideError) => `${reason} ${metadata.get('pool')}`,
        ),
      ),
    )
    expect(ends).toEqual(names.map((name) => (name === 'bad' ? 'POOL_NOT_FOUND bad' : name)))
  })
})

describe('withBackend over real HTTP', () => {
  test('retries a refused connection on an alternate and reports both', async () => {
    const [dead, alive] = [await closedPort(), await startBackend(200)]
    const service = await startService({
      pick: () => ({
        backend: { id: 'dead', address: dead },
        alternates: [{ id: 'alive', address: alive }],
        pickToken: 't',
      }),
    })
    const client = connect({ address: service.address })
    const response = await client.withBackend('p', (backend, { signal }) =>
      fetch(`http://${backend.address}/`, { signal }),
    )
    expect(response.status).toBe(200)
    await response.text()
    await client.flush()
    const outcomes = service.log.reports.flat()
    expect(outcomes).toMatchObject([
      { pickToken: 't', result: 'OUTCOME_RESULT_CONNECT_FAILURE', status: 'ECONNREFUSED' },
      { pool: 'p', backendId: 'alive', result: 'OUTCOME_RESULT_SUCCESS', status: '200' },
    ])
    expect(client.stats().retries).toBe(1)
    expect(service.log.picks[0]).toMatchObject({ alternates: 2 })
  })

  test('backends that all fail are asked at most the budget more often', async () => {
    const broken = await startBackend(500)
    const service = await startService({
      pick: () => ({
        ...{ backend: { id: 'a', address: broken }, alternates: [{ id: 'b', address: broken }], pickToken: 't' },
      }),
    })
    const client = connect({ address: service.address, retryBudget: { ratio: 0.1, minPerSecond: 0.5 } })
    for (let call = 0; call < 100; call++) {
      const response = await client.withBackend('p', (backend) => fetch(`http://${backend.address}/`), {
        idempotent: true,
      })
      expect(response.status).toBe(500)
      await response.text()
    }
    const { retries, retriesOverBudget } = client.stats()
    expect(retries).toBeLessThanOrEqual(16)
    expect(retries).toBeGreaterThan(5)
    expect(retriesOverBudget).toBeGreaterThan(80)
  })
})

describe('options', () => {
  test.each([
    [{}, 'address'],
    [{ addresses: [] }, 'address'],
    [{ address: '' }, 'address'],
    [{ address: 'a:1', timeoutMs: 0 }, 'timeoutMs'],
    [{ address: 'a:1', timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ address: 'a:1', maxBufferedOutcomes: 0 }, 'maxBufferedOutcomes'],
    [{ address: 'a:1', flushIntervalMs: -1 }, 'flushIntervalMs'],
    [{ address: 'a:1', connectTimeoutMs: Infinity }, 'connectTimeoutMs'],
    [{ address: 'a:1', keptLists: 65 }, 'keptLists'],
    [{ address: 'a:1', fallback: { p: ['nowhere'] } }, 'fallback["p"][0]'],
  ])('%j is refused by name', (options, name) => {
    expect(() => createClient(options)).toThrow(name)
  })

  test('a mode that does not exist is refused with those that do', () => {
    const make = (): void => void Reflect.apply(createClient, undefined, [{ address: 'a:1', mode: 'fast' }])
    expect(make).toThrow('mode: is "fast", expected one of auto, unary, stream, watch')
  })
})
