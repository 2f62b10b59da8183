import { describe, expect, test } from '@jest/globals'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import { mustPick, PLAIN_OUTCOME, startReplica, uniformRunner } from '../../support/replica.ts'
import type { Harness, HarnessOptions } from '../../support/replica.ts'

const WARM: Partial<PoolConfig> = { slowStart: { windowMs: 0, aggression: 1, minWeightPercent: 10 } }
const withDefaults =
  (changes: Partial<PoolConfig>): ((name: string) => PoolConfig) =>
  (name) => ({ ...defaultPoolConfig(name), ...WARM, ...changes })

async function poolOf(
  ids: readonly string[],
  changes: Partial<PoolConfig> = {},
  more: HarnessOptions = {},
): Promise<Harness> {
  const harness = await startReplica({ defaults: withDefaults(changes), ...more })
  for (const id of ids) harness.register('p', id, { address: `10.0.0.1:${1_000 + ids.indexOf(id)}` })
  harness.time.advance(20)
  return harness
}

describe('a pick', () => {
  test('of an unknown pool says so and makes none', async () => {
    const { pick, replica } = await poolOf([])
    expect(pick('nowhere')).toMatchObject({ kind: 'refused', reason: 'POOL_NOT_FOUND', metadata: { pool: 'nowhere' } })
    expect(replica.directory.size).toBe(0)
  })

  test('of an empty pool says NO_BACKENDS', async () => {
    const { pick } = await startReplica({ pools: [defaultPoolConfig('p')] })
    expect(pick('p')).toMatchObject({ kind: 'refused', reason: 'NO_BACKENDS' })
  })

  test('sees the first backend of a pool at once, although changes are gathered', async () => {
    const { pick, register, time } = await poolOf([])
    register('p', 'a')
    expect(mustPick(pick('p')).backend.id).toBe('a')
    register('p', 'b')
    expect(mustPick(pick('p')).backend.id).toBe('a')
    time.advance(20)
    expect(mustPick(pick('p', { excludeBackendIds: ['a'] })).backend.id).toBe('b')
  })

  test('counts as in flight until its outcome, and its token tells all', async () => {
    const { pick, replica } = await poolOf(['a'])
    const answer = mustPick(pick('p'))
    const signals = replica.directory.get('p')?.entries.get('a')?.signals
    expect(signals?.inFlight()).toBe(1)
    expect(replica.useCases.picks.report({ ...PLAIN_OUTCOME, token: answer.token, latencyMs: 25 })).toBeUndefined()
    expect(signals?.inFlight()).toBe(0)
    expect(signals?.latencyMs()).toBe(25)
  })

  test('without an outcome is in flight for its lease', async () => {
    const { pick, replica, time, beat } = await poolOf(['a'], { pickLeaseMs: 2_000 })
    mustPick(pick('p'))
    const inFlight = (): number => replica.directory.get('p')?.entries.get('a')?.signals.inFlight() ?? -1
    time.advance(1_900)
    beat('p', 'a')
    expect(inFlight()).toBe(1)
    time.advance(300)
    expect(inFlight()).toBe(0)
  })

  test('keeps away from excluded backends and from the one of the pick that failed', async () => {
    const { pick, share } = await poolOf(['a', 'b', 'c'])
    expect([...share('p', 100, { excludeBackendIds: ['a', 'b'] }).keys()]).toEqual(['c'])
    const first = mustPick(pick('p'))
    const retries = share('p', 100, { previousPickToken: first.token })
    expect(retries.has(first.backend.id)).toBe(false)
    expect(retries.size).toBe(2)
    expect(pick('p', { excludeBackendIds: ['a', 'b', 'c'] })).toMatchObject({ reason: 'NO_BACKENDS' })
  })

  test('selects by labels', async () => {
    const { share, register, time, pick } = await poolOf(['a', 'b'])
    register('p', 'gpu', { labels: new Map([['gpu', 'yes']]) })
    time.advance(20)
    expect([...share('p', 50, { labelSelector: new Map([['gpu', 'yes']]) }).keys()]).toEqual(['gpu'])
    expect(pick('p', { labelSelector: new Map([['gpu', 'no']]) })).toMatchObject({ reason: 'NO_BACKENDS' })
    expect(share('p', 300).size).toBe(3)
  })

  test('offers alternates that are different backends, and fewer when there are no more', async () => {
    const { pick } = await poolOf(['a', 'b', 'c'])
    const answer = mustPick(pick('p', { alternates: 8 }))
    const ids = [answer.backend.id, ...answer.alternates.map(({ id }) => id)]
    expect([...ids].sort()).toEqual(['a', 'b', 'c'])
  })

  test('asking for alternates does not turn the order of the policy', async () => {
    let next = 0
    const runner = uniformRunner({
      pick: (_, { backends }) => {
        const backend = backends[next++ % backends.length]
        return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }
      },
    })
    const { share } = await poolOf(['a', 'b'], {}, { runner })
    expect(share('p', 100, { alternates: 1 })).toEqual(
      new Map([
        ['a', 50],
        ['b', 50],
      ]),
    )
  })

  test('is refused with POOL_SATURATED when nobody has room, and answered again when somebody has', async () => {
    const { pick, replica } = await poolOf(['a', 'b'], { maxInFlightPerBackend: 2 })
    const tokens = Array.from({ length: 4 }, () => mustPick(pick('p')).token)
    expect(pick('p')).toMatchObject({ kind: 'refused', reason: 'POOL_SATURATED' })
    replica.useCases.picks.report({ ...PLAIN_OUTCOME, token: tokens[0] ?? '' })
    expect(pick('p').kind).toBe('picked')
  })

  test('that a policy drops on purpose is refused', async () => {
    const runner = uniformRunner({ pick: () => ({ kind: 'drop', reason: 'over_quota' }) })
    const { pick } = await poolOf(['a'], {}, { runner })
    expect(pick('p')).toMatchObject({ reason: 'PICK_DROPPED', metadata: { policy_reason: 'over_quota' } })
  })
})

describe('states around the policy', () => {
  test('a drained backend gets no pick from that moment on, before any snapshot is made', async () => {
    const { share, replica } = await poolOf(['a', 'b'])
    await replica.useCases.admin.drain('p', 'a', { dryRun: false, force: false })
    expect([...share('p', 50).keys()]).toEqual(['b'])
  })

  test('a backend that says it leaves gets none either', async () => {
    const { share, beat } = await poolOf(['a', 'b'])
    beat('p', 'a', { draining: true })
    expect([...share('p', 50).keys()]).toEqual(['b'])
  })

  test('an unhealthy backend gets none while more than half are healthy; below that all get some', async () => {
    const { share, beat, time, replica, pick } = await poolOf(['a', 'b', 'c', 'd'])
    beat('p', 'a', { health: 'unhealthy', healthDetail: 'HTTP 503' })
    beat('p', 'b', { health: 'unhealthy' })
    time.advance(20)
    expect([...share('p', 100).keys()].sort()).toEqual(['c', 'd'])
    beat('p', 'c', { health: 'unhealthy' })
    time.advance(20)
    expect(share('p', 400).size).toBe(4)
    expect(mustPick(pick('p'))).toMatchObject({ reason: 'panic', degraded: { reasons: ['panic'] } })
    const listed = replica.useCases.admin.listBackends('p', 0, '')
    expect(listed).toMatchObject({
      items: [{ state: 'unhealthy', stateReason: 'health check fails: HTTP 503' }, {}, {}, {}],
    })
  })

  test('panic never includes the draining', async () => {
    const { share, beat, time } = await poolOf(['a', 'b', 'c'])
    for (const id of ['a', 'b']) beat('p', id, { health: 'unhealthy' })
    beat('p', 'c', { draining: true })
    time.advance(20)
    expect([...share('p', 100).keys()].sort()).toEqual(['a', 'b'])
  })

  test('errors in a row eject a backend at once, for a while, and only as many as the cap allows', async () => {
    const { share, replica, time, beat } = await poolOf(['a', 'b', 'c', 'd'])
    const fail = (id: string): void => {
      for (let i = 0; i < 5; i++) {
        replica.useCases.picks.report({
          ...PLAIN_OUTCOME,
          pool: 'p',
          backendId: id,
          result: 'error',
          latencyMs: undefined,
        })
      }
    }
    fail('a')
    fail('b')
    time.advance(20)
    expect([...share('p', 300).keys()].sort()).toEqual(['b', 'c', 'd'])
    const listed = replica.useCases.admin.listBackends('p', 1, '')
    expect(listed).toMatchObject({ items: [{ state: 'ejected', stateReason: '5 errors in a row' }] })
    for (let second = 0; second < 31; second++) {
      for (const id of ['a', 'b', 'c', 'd']) beat('p', id)
      time.advance(1_000)
    }
    expect(share('p', 300).size).toBe(4)
  })

  test('a busy backend is not a broken one: rejections eject nobody', async () => {
    const { share, replica, time } = await poolOf(['a', 'b'])
    for (let i = 0; i < 50; i++) {
      replica.useCases.picks.report({ ...PLAIN_OUTCOME, pool: 'p', backendId: 'a', result: 'rejected' })
    }
    time.advance(20)
    expect(share('p', 100).size).toBe(2)
  })

  test('slow start: a new backend among warm ones gets a share that grows', async () => {
    const slow = { slowStart: { windowMs: 30_000, aggression: 1, minWeightPercent: 10 } }
    const { share, register, beat, time } = await poolOf(['a', 'b', 'c', 'd'], slow)
    const live = (seconds: number, ids: readonly string[]): void => {
      for (let second = 0; second < seconds; second++) {
        for (const id of ids) beat('p', id)
        time.advance(1_000)
      }
    }
    live(40, ['a', 'b', 'c', 'd'])
    register('p', 'new')
    time.advance(20)
    const all = ['a', 'b', 'c', 'd', 'new']
    const fair = 2_000 / 5
    expect(share('p', 2_000).get('new') ?? 0).toBeLessThan(fair * 0.25)
    live(15, all)
    const half = share('p', 2_000).get('new') ?? 0
    expect(half).toBeGreaterThan(fair * 0.35)
    expect(half).toBeLessThan(fair * 0.8)
    live(16, all)
    expect(share('p', 2_000).get('new') ?? 0).toBeGreaterThan(fair * 0.85)
  })

  test('slow start: a pool that is new as a whole is not thinned', async () => {
    const slow = { slowStart: { windowMs: 30_000, aggression: 1, minWeightPercent: 10 } }
    const runner = uniformRunner()
    const { share } = await poolOf(['a', 'b'], slow, { runner })
    const counts = share('p', 1_000)
    expect(counts.get('a') ?? 0).toBeGreaterThan(400)
    expect(counts.get('b') ?? 0).toBeGreaterThan(400)
  })
})

describe('locality', () => {
  const zone = (name: string) => ({ region: 'eu', zone: name, subZone: '' })

  async function zones(healthyInA: number): Promise<Harness> {
    const harness = await startReplica({ defaults: withDefaults({}) })
    for (let i = 0; i < 10; i++) {
      harness.register('p', `a${i}`, { locality: zone('a') })
      harness.register('p', `b${i}`, { locality: zone('b') })
      if (i >= healthyInA) harness.beat('p', `a${i}`, { health: 'unhealthy' })
    }
    harness.time.advance(20)
    return harness
  }
  const inA = (counts: Map<string, number>): number =>
    [...counts].filter(([id]) => id.startsWith('a')).reduce((sum, [, count]) => sum + count, 0)

  test('callers keep to their zone', async () => {
    const { share } = await zones(10)
    expect(inA(share('p', 500, { locality: zone('a') }))).toBe(500)
    expect(inA(share('p', 500, { locality: zone('b') }))).toBe(0)
  })

  test('a zone that can no longer carry everything spills the rest: 60 % healthy carries 84 %', async () => {
    const { share, pick } = await zones(6)
    const local = inA(share('p', 5_000, { locality: zone('a') }))
    expect(local).toBeGreaterThan(4_000)
    expect(local).toBeLessThan(4_400)
    const reasons = new Set(Array.from({ length: 200 }, () => mustPick(pick('p', { locality: zone('a') })).reason))
    expect(reasons).toEqual(new Set(['policy', 'locality_failover']))
  })

  test('a caller from an unknown place has no preference, however many places there are', async () => {
    const { share, replica } = await zones(10)
    for (let i = 0; i < 1_000; i++) share('p', 1, { locality: { region: `r${i}`, zone: 'z', subZone: '' } })
    const everywhere = inA(share('p', 1_000, { locality: { region: 'us', zone: 'x', subZone: '' } }))
    expect(everywhere).toBeGreaterThan(400)
    expect(everywhere).toBeLessThan(600)
    let views = 0
    const pool = replica.directory.get('p')
    if (pool !== undefined) replica.picks.of(pool).eachView(() => views++)
    expect(views).toBeLessThan(10)
  })
})

describe('affinity', () => {
  const affinity = (mode: 'hash' | 'binding' | 'token', onDrain: 'move' | 'stay' = 'move'): Partial<PoolConfig> => ({
    affinity: { mode, ttlMs: 10_000, onDrain, maxBindings: 1_000 },
  })
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']

  test('binding: a key stays, moves when its backend drains, and stays moved', async () => {
    const { pick, replica, store } = await poolOf(ids, affinity('binding'))
    const first = mustPick(pick('p', { affinityKey: 'user-1' })).backend.id
    for (let i = 0; i < 50; i++) expect(mustPick(pick('p', { affinityKey: 'user-1' })).backend.id).toBe(first)
    expect(store.offered.filter(({ kind }) => kind === 'bind')).toHaveLength(1)
    await replica.useCases.admin.drain('p', first, { dryRun: false, force: false })
    const second = mustPick(pick('p', { affinityKey: 'user-1' })).backend.id
    expect(second).not.toBe(first)
    await replica.useCases.admin.undrain('p', first, false)
    for (let i = 0; i < 50; i++) expect(mustPick(pick('p', { affinityKey: 'user-1' })).backend.id).toBe(second)
  })

  test('binding: with onDrain stay, the bound keep their backend and nobody else gets it', async () => {
    const { pick, share, replica } = await poolOf(ids, affinity('binding', 'stay'))
    const first = mustPick(pick('p', { affinityKey: 'user-1' })).backend.id
    await replica.useCases.admin.drain('p', first, { dryRun: false, force: false })
    expect(mustPick(pick('p', { affinityKey: 'user-1' }))).toMatchObject({ backend: { id: first }, reason: 'affinity' })
    expect(share('p', 200).has(first)).toBe(false)
  })

  test('binding: it ends after its time without use', async () => {
    const { pick, replica, time, beat } = await poolOf(ids, affinity('binding'))
    mustPick(pick('p', { affinityKey: 'k' }))
    const pool = replica.directory.get('p')
    for (let second = 0; second < 11; second++) {
      for (const id of ids) beat('p', id)
      time.advance(1_000)
    }
    expect(pool && replica.picks.of(pool).bindings.get('k')).toBeUndefined()
  })

  test('binding: what another replica bound is kept here', async () => {
    const { pick, store } = await poolOf(ids, affinity('binding'))
    store.listener?.apply([{ kind: 'bind', pool: 'p', key: 'theirs', backendId: 'e', ttlLeftMs: 5_000 }])
    expect(mustPick(pick('p', { affinityKey: 'theirs' }))).toMatchObject({ backend: { id: 'e' }, reason: 'affinity' })
  })

  test('token: the caller brings its backend back; a dead one gives way; garbage is ignored', async () => {
    const { pick, beat, time } = await poolOf(ids, affinity('token'))
    const first = mustPick(pick('p'))
    expect(first.affinityToken).not.toBe('')
    const again = mustPick(pick('p', { affinityToken: first.affinityToken }))
    expect(again).toMatchObject({ backend: { id: first.backend.id }, reason: 'affinity' })
    beat('p', first.backend.id, { health: 'unhealthy' })
    time.advance(20)
    const moved = mustPick(pick('p', { affinityToken: first.affinityToken }))
    expect(moved.backend.id).not.toBe(first.backend.id)
    expect(moved.affinityToken).not.toBe(first.affinityToken)
    expect(pick('p', { affinityToken: '\u0000 %%% garbage' }).kind).toBe('picked')
  })
})
