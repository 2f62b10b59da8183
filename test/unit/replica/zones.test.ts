import { describe, expect, test } from '@jest/globals'
import type { Locality } from '../../../policies/policy.ts'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { mustPick, startReplica } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'
import locality from '../../conformance/vectors/locality_weighted.json' with { type: 'json' }

const at = (zone: string, region = 'eu'): Locality => ({ region, zone, subZone: '' })
const zoneOf = (id: string): string => id.split('-')[0] ?? ''

/** Backends named by zone and number. */
async function poolOf(
  zones: Readonly<Record<string, number>>,
  settings: Partial<PoolConfig['locality']>,
  more: Partial<PoolConfig> = {},
): Promise<Harness> {
  const defaults = (name: string): PoolConfig => {
    const base = defaultPoolConfig(name)
    return { ...base, ...more, locality: { ...base.locality, ...settings } }
  }
  const harness = await startReplica({ defaults })
  for (const [zone, count] of Object.entries(zones)) {
    for (let index = 0; index < count; index++) harness.register('p', `${zone}-${index}`, { locality: at(zone) })
  }
  harness.time.advance(20)
  return harness
}

function fail({ beat, time }: Harness, ids: readonly string[]): void {
  for (const id of ids) beat('p', id, { health: 'unhealthy' })
  time.advance(20)
}

/** Percent of the calls from a zone by zone of the backend. */
function zoneShares({ share }: Harness, from: Locality | undefined, calls = 4_000): Record<string, number> {
  const shares: Record<string, number> = {}
  for (const [id, count] of share('p', calls, { locality: from })) {
    shares[zoneOf(id)] = (shares[zoneOf(id)] ?? 0) + (100 * count) / calls
  }
  return shares
}

/** Loads of the levels that a caller's plan has, by zone. */
function loads({ replica }: Harness, from?: Locality): Record<string, number> {
  const pool = replica.directory.get('p')
  if (pool === undefined) throw new Error('no pool')
  const { levels } = replica.picks.of(pool).plan({ labelSelector: new Map(), locality: from, affinityKey: '' })
  return Object.fromEntries(levels.map(({ view, load }) => [zoneOf(view.members[0]?.id ?? ''), load]))
}

const beats = ({ replica, beat, time }: Harness, rounds: number): void => {
  for (let round = 0; round < rounds; round++) {
    for (const id of replica.directory.get('p')?.entries.keys() ?? []) beat('p', id)
    time.advance(1_000)
  }
}

describe('weighted zones', () => {
  const cases = locality.cases.filter((one) => one.shares_per_100 !== undefined)

  test.each(cases)('$weights with $healthy_of_5_in_first of 5: the published shares', async (one) => {
    const [a = 0, b = 0] = one.weights
    const harness = await poolOf({ a: 5, b: 5 }, { mode: 'weighted', weights: { a, b } })
    fail(
      harness,
      Array.from({ length: 5 - (one.healthy_of_5_in_first ?? 5) }, (_, index) => `a-${index}`),
    )
    const planned = loads(harness)
    // Published are the picks of a schedule in a hundred, which are whole.
    for (const [index, zone] of ['a', 'b'].entries()) {
      expect(Math.abs((planned[zone] ?? 0) - (one.shares_per_100?.[index] ?? 0))).toBeLessThan(1)
    }
    const shares = zoneShares(harness, at('a'))
    expect(Math.abs((shares['a'] ?? 0) - (planned['a'] ?? 0))).toBeLessThan(3)
  })

  test('a zone that is not named weighs 1, and "region/zone" goes before the zone alone', async () => {
    const harness = await poolOf({ a: 1, b: 1 }, { mode: 'weighted', weights: { a: 9, 'eu/a': 3 } })
    expect(loads(harness)).toEqual({ a: 75, b: 25 })
  })

  test('a zone of weight 0 serves when nobody else can', async () => {
    const harness = await poolOf({ a: 2, b: 2 }, { mode: 'weighted', weights: { b: 0 } })
    expect(zoneShares(harness, undefined, 100)).toEqual({ a: 100 })
    expect(mustPick(harness.pick('p', { excludeBackendIds: ['a-0', 'a-1'] })).backend.id).toMatch(/^b/)
    await harness.replica.useCases.admin.drain('p', 'a-0', { dryRun: false, force: true })
    await harness.replica.useCases.admin.drain('p', 'a-1', { dryRun: false, force: true })
    harness.time.advance(20)
    expect(zoneShares(harness, undefined, 100)).toEqual({ b: 100 })
  })

  test('in panic zones mean nothing', async () => {
    const harness = await poolOf({ a: 2, b: 6 }, { mode: 'weighted', weights: { a: 100 } })
    fail(harness, ['b-0', 'b-1', 'b-2', 'b-3', 'b-4', 'b-5'])
    const shares = zoneShares(harness, undefined)
    expect(shares['b']).toBeGreaterThan(70)
    expect(mustPick(harness.pick('p')).reason).toBe('panic')
  })

  test('a pick in another zone than that of the caller is no failover', async () => {
    const harness = await poolOf({ a: 1, b: 1 }, { mode: 'weighted' })
    for (let pick = 0; pick < 20; pick++)
      expect(mustPick(harness.pick('p', { locality: at('a') })).reason).toBe('policy')
  })

  test('a key keeps its zone', async () => {
    const harness = await poolOf({ a: 3, b: 3 }, { mode: 'weighted' })
    for (const affinityKey of ['x', 'y', 'z', 'w']) {
      const zones = new Set([...harness.share('p', 30, { affinityKey }).keys()].map(zoneOf))
      expect(zones.size).toBe(1)
    }
  })
})

describe('zone-aware routing', () => {
  test('before anything is known of the callers, they stay in their zone', async () => {
    const harness = await poolOf({ a: 2, b: 4 }, { mode: 'zone_aware' })
    expect(loads(harness, at('a'))).toEqual({ a: 100, b: 0 })
    expect(loads(harness, at('b'))).toEqual({ b: 100, a: 0 })
  })

  test('a zone with more calls than backends sends what is too much where backends are left over', async () => {
    const harness = await poolOf({ a: 2, b: 4, c: 2 }, { mode: 'zone_aware' })
    // Three quarters of the calls come from zone a, which has a quarter of the backends.
    for (let round = 0; round < 10; round++) {
      harness.share('p', 3_000, { locality: at('a') })
      harness.share('p', 500, { locality: at('b') })
      harness.share('p', 500, { locality: at('c') })
      beats(harness, 1)
    }
    const planned = loads(harness, at('a'))
    expect(planned['a']).toBeGreaterThan(32)
    expect(planned['a']).toBeLessThan(35)
    // Left over: 50 - 12.5 in b, 25 - 12.5 in c.
    expect((planned['b'] ?? 0) / (planned['c'] ?? 1)).toBeCloseTo(3, 0)
    expect(loads(harness, at('b'))['b']).toBe(100)
    const shares = zoneShares(harness, at('a'))
    for (const zone of ['a', 'b', 'c']) expect(Math.abs((shares[zone] ?? 0) - (planned[zone] ?? 0))).toBeLessThan(3)
  })

  test('every backend gets the same share then, where each zone by itself would not', async () => {
    const harness = await poolOf({ a: 2, b: 6 }, { mode: 'zone_aware' })
    const round = (): Map<string, number> => {
      const counts = harness.share('p', 1_500, { locality: at('a') })
      for (const [id, count] of harness.share('p', 500, { locality: at('b') })) {
        counts.set(id, (counts.get(id) ?? 0) + count)
      }
      beats(harness, 1)
      return counts
    }
    for (let warm = 0; warm < 10; warm++) round()
    const counts = round()
    expect(counts.size).toBe(8)
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(60)
  })

  test('callers from elsewhere go where backends are left over, and those who say nothing everywhere', async () => {
    const harness = await poolOf({ a: 3, b: 3 }, { mode: 'zone_aware' })
    for (let round = 0; round < 10; round++) {
      harness.share('p', 1_000, { locality: at('a') })
      harness.share('p', 500, { locality: at('mars', 'sol') })
      beats(harness, 1)
    }
    expect(zoneShares(harness, at('mars', 'sol'))['b']).toBeGreaterThan(90)
    expect(zoneShares(harness, undefined)['a']).toBeGreaterThan(40)
  })

  test('a pick outside the own zone is a failover, and says how far it went', async () => {
    const harness = await poolOf({ a: 3, b: 3 }, { mode: 'zone_aware' })
    const excludeBackendIds = ['a-0', 'a-1', 'a-2']
    const { reason, token } = mustPick(harness.pick('p', { locality: at('a'), excludeBackendIds }))
    expect(reason).toBe('locality_failover')
    expect(harness.replica.useCases.decisions.find(token)).toMatchObject({ localityLevel: 'region' })
    expect(mustPick(harness.pick('p', { locality: at('a') })).reason).toBe('policy')
  })

  test('in a small pool, and in panic, zones mean nothing', async () => {
    const small = await poolOf({ a: 2, b: 3 }, { mode: 'zone_aware' })
    expect(zoneShares(small, at('a'))['b']).toBeGreaterThan(50)
    const harness = await poolOf({ a: 2, b: 6 }, { mode: 'zone_aware' })
    fail(harness, ['b-0', 'b-1', 'b-2', 'b-3', 'b-4', 'b-5'])
    expect(zoneShares(harness, at('a'))['b']).toBeGreaterThan(60)
  })

  test('watching clients hear when the calls come from elsewhere than before', async () => {
    const harness = await poolOf({ a: 3, b: 3 }, { mode: 'zone_aware' })
    beats(harness, 2)
    let heard = 0
    const query = { pool: 'p', locality: at('a'), labelSelector: new Map<string, string>() }
    const watch = harness.replica.useCases.picks.watch(query, () => heard++)
    if (watch.kind === 'refused') throw new Error(watch.message)
    beats(harness, 3)
    expect(heard).toBe(0)
    harness.share('p', 2_000, { locality: at('a') })
    beats(harness, 2)
    expect(heard).toBeGreaterThan(0)
    const update = watch.current()
    if ('kind' in update) throw new Error(update.message)
    expect(update.backends.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    expect(update.backends).toHaveLength(6)
    watch.close()
  })
})
