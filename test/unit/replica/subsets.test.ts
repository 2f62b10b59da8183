import { describe, expect, test } from '@jest/globals'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { Decision, PickQuery } from '../../../server/use-cases.ts'
import { mustPick, PLAIN_QUERY, startReplica } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'

const labels = (version: string, gpu = 'no'): ReadonlyMap<string, string> => new Map(Object.entries({ version, gpu }))

async function poolOf(changes: Partial<PoolConfig>): Promise<Harness> {
  const defaults = (name: string): PoolConfig => ({ ...defaultPoolConfig(name), ...changes })
  const harness = await startReplica({ defaults })
  for (const [id, carried] of [
    ['a', labels('v1')],
    ['b', labels('v1', 'yes')],
    ['c', labels('v2')],
  ] as const) {
    harness.register('p', id, { labels: carried })
  }
  harness.time.advance(20)
  return harness
}

const asking = (selector: Readonly<Record<string, string>>): Partial<PickQuery> => ({
  labelSelector: new Map(Object.entries(selector)),
})

function decisionOf({ replica }: Harness, token: string): Decision {
  const found = replica.useCases.decisions.find(token)
  if (found.kind === 'refused') throw new Error(found.message)
  return found
}

describe('a selector that matches nobody', () => {
  test('finds nobody by default', async () => {
    const { pick } = await poolOf({})
    expect(pick('p', asking({ version: 'v3' }))).toMatchObject({ reason: 'NO_BACKENDS', metadata: { matching: '0' } })
  })

  test('with fallback any is served by all, and told so', async () => {
    const harness = await poolOf({ subset: { keys: [], fallback: 'any', default: {} } })
    const { pick, share } = harness
    expect([...share('p', 200, asking({ version: 'v3' })).keys()].sort()).toEqual(['a', 'b', 'c'])
    harness.time.advance(100)
    const answer = mustPick(pick('p', asking({ version: 'v3' })))
    expect(answer.degraded).toEqual({ reasons: ['subset_fallback'], ageMs: 0 })
    expect(decisionOf(harness, answer.token)).toMatchObject({
      degraded: { reasons: ['subset_fallback'] },
      candidates: 3,
      excluded: [],
    })
    expect(mustPick(pick('p', asking({ version: 'v2' })))).toMatchObject({ backend: { id: 'c' }, degraded: undefined })
  })

  test('with fallback default is served by those with the labels of the pool', async () => {
    const harness = await poolOf({ subset: { keys: [], fallback: 'default', default: { version: 'v1', gpu: 'no' } } })
    expect([...harness.share('p', 50, asking({ version: 'v3' })).keys()]).toEqual(['a'])
    harness.time.advance(100)
    const { token } = mustPick(harness.pick('p', asking({ version: 'v3' })))
    expect(decisionOf(harness, token).excluded).toEqual([
      { backendId: 'b', reason: 'selector' },
      { backendId: 'c', reason: 'selector' },
    ])
  })

  test('when not even the default labels match, nobody is picked', async () => {
    const { pick } = await poolOf({ subset: { keys: [], fallback: 'default', default: { version: 'v9' } } })
    expect(pick('p', asking({ version: 'v3' }))).toMatchObject({ reason: 'NO_BACKENDS' })
  })

  test('is served again as it asks, as soon as somebody matches who may be picked', async () => {
    const { pick, register, beat, time } = await poolOf({ subset: { keys: [], fallback: 'any', default: {} } })
    register('p', 'd', { labels: labels('v3') })
    time.advance(20)
    expect(mustPick(pick('p', asking({ version: 'v3' })))).toMatchObject({ backend: { id: 'd' }, degraded: undefined })
    beat('p', 'd', { draining: true })
    time.advance(20)
    expect(mustPick(pick('p', asking({ version: 'v3' }))).degraded?.reasons).toEqual(['subset_fallback'])
  })

  test('so does one that names a label which no subsets are made by', async () => {
    const { share, pick } = await poolOf({ subset: { keys: ['version'], fallback: 'any', default: {} } })
    expect([...share('p', 50, asking({ version: 'v2' })).keys()]).toEqual(['c'])
    expect(share('p', 200, asking({ version: 'v1', gpu: 'yes' })).size).toBe(3)
    expect(mustPick(pick('p', asking({ gpu: 'yes' }))).degraded?.reasons).toEqual(['subset_fallback'])
  })

  test('a watching client gets the fallback, and hears of it', async () => {
    const { replica } = await poolOf({ subset: { keys: [], fallback: 'any', default: {} } })
    const watch = replica.useCases.picks.watch(
      { pool: 'p', locality: undefined, labelSelector: new Map([['version', 'v3']]) },
      () => undefined,
    )
    if (watch.kind === 'refused') throw new Error(watch.message)
    expect(watch.current()).toMatchObject({ degraded: { reasons: ['subset_fallback'] }, backends: [{}, {}, {}] })
    watch.close()
  })
})

describe('subsetting', () => {
  const size = 3
  async function grouped(changes: Partial<PoolConfig> = {}): Promise<Harness> {
    const defaults = (name: string): PoolConfig => {
      return { ...defaultPoolConfig(name), subsetting: { size, groups: 8 }, ...changes }
    }
    const harness = await startReplica({ defaults })
    for (let index = 0; index < 12; index++) harness.register('p', `b${index}`)
    harness.time.advance(20)
    return harness
  }
  const keyed = (affinityKey: string): Partial<PickQuery> => ({ affinityKey })

  test('keeps a key to a few, keys of all groups to all, and calls without a key to none in particular', async () => {
    const { share } = await grouped()
    const used = new Set<string>()
    const subsets = new Set<string>()
    for (let key = 0; key < 40; key++) {
      const ids = [...share('p', 60, keyed(`k${key}`)).keys()].sort()
      expect(ids).toHaveLength(size)
      subsets.add(ids.join())
      for (const id of ids) used.add(id)
    }
    expect(subsets.size).toBeGreaterThan(5)
    expect(subsets.size).toBeLessThanOrEqual(8)
    expect(used.size).toBeGreaterThan(9)
    expect(share('p', 400).size).toBe(12)
  })

  test('replaces one that may not be picked, and takes it back', async () => {
    const { share, beat, time } = await grouped()
    const before = [...share('p', 60, keyed('k')).keys()].sort()
    const [first = '', ...rest] = before
    beat('p', first, { health: 'unhealthy' })
    time.advance(20)
    const without = [...share('p', 60, keyed('k')).keys()].sort()
    expect(without).toHaveLength(size)
    expect(without).toEqual(expect.arrayContaining(rest))
    expect(without).not.toContain(first)
    beat('p', first)
    time.advance(20)
    expect([...share('p', 60, keyed('k')).keys()].sort()).toEqual(before)
  })

  test('is the reason by which a decision names those outside', async () => {
    const harness = await grouped()
    harness.beat('p', 'b0', { health: 'unhealthy' })
    harness.time.advance(20)
    const { token } = mustPick(harness.pick('p', keyed('k')))
    const { excluded, candidates } = decisionOf(harness, token)
    expect(candidates).toBe(size)
    expect(excluded.filter(({ reason }) => reason === 'subsetting')).toHaveLength(8)
    expect(excluded).toContainEqual({ backendId: 'b0', reason: 'unhealthy' })
    const dry = harness.replica.useCases.decisions.dryRun({ ...PLAIN_QUERY, pool: 'p', affinityKey: 'k' })
    expect(dry).toMatchObject({ candidates: size })
  })
})
