import { describe, expect, test } from '@jest/globals'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { Harness } from '../../support/replica.ts'
import { mustPick, startReplica } from '../../support/replica.ts'

const REAL = { dryRun: false, force: false }

async function poolOf(count: number): Promise<Harness> {
  const harness = await startReplica()
  for (let i = 0; i < count; i++) harness.register('p', `b${i}`)
  harness.time.advance(20)
  return harness
}

describe('drain', () => {
  test('is written to the store before it is answered, and outlives the backend', async () => {
    const { replica, store, register, time, share } = await poolOf(3)
    const { admin, heartbeats } = replica.useCases
    expect(await admin.drain('p', 'b0', REAL)).toMatchObject({
      state: 'draining',
      stateReason: 'drained by an operator',
    })
    expect(store.durable).toEqual(['override p b0'])
    heartbeats.deregister('p', 'b0', 1)
    register('p', 'b0', { epoch: 2 })
    time.advance(20)
    expect(share('p', 100).has('b0')).toBe(false)
    expect(await admin.undrain('p', 'b0', false)).toMatchObject({ state: 'eligible', override: { drained: false } })
    expect(share('p', 300).has('b0')).toBe(true)
  })

  test('that would leave too few is refused with the counts, unless forced', async () => {
    const { replica } = await poolOf(2)
    const { admin } = replica.useCases
    expect(await admin.drain('p', 'b0', REAL)).toMatchObject({ state: 'draining' })
    const refused = await admin.drain('p', 'b1', REAL)
    expect(refused).toMatchObject({
      reason: 'DRAIN_REFUSED',
      metadata: { eligible_left: '0', needed: '1', backends: '2' },
    })
    expect(await admin.drain('p', 'b1', { dryRun: false, force: true })).toMatchObject({ state: 'draining' })
  })

  test('as a dry run changes nothing and says the same', async () => {
    const { replica, store, share } = await poolOf(2)
    const { admin } = replica.useCases
    const dry = await admin.drain('p', 'b0', { dryRun: true, force: false })
    expect(dry).toMatchObject({ override: { drained: true } })
    expect(store.durable).toEqual([])
    expect(share('p', 100).size).toBe(2)
  })

  test('while the store is away is refused, and nothing has changed', async () => {
    const { replica, store, share } = await poolOf(2)
    store.up = false
    const { admin } = replica.useCases
    expect(await admin.drain('p', 'b0', REAL)).toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    expect(await admin.setWeight('p', 'b0', 5, false)).toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    expect(await admin.putPool(defaultPoolConfig('p'), undefined, false)).toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    expect(share('p', 100).size).toBe(2)
  })

  test('of what is not there says which of the two is missing', async () => {
    const { replica } = await poolOf(1)
    const { admin } = replica.useCases
    expect(await admin.drain('q', 'b0', REAL)).toMatchObject({ reason: 'POOL_NOT_FOUND' })
    expect(await admin.undrain('p', 'nobody', false)).toMatchObject({ reason: 'BACKEND_NOT_FOUND' })
  })
})

describe('weight', () => {
  test("an operator's wins over the backend's own until it is cleared", async () => {
    const { replica, register } = await poolOf(2)
    const { admin } = replica.useCases
    expect(await admin.setWeight('p', 'b0', 7, false)).toMatchObject({ backend: { weight: 7 }, effectiveWeight: 7 })
    register('p', 'b0', { weight: 3 })
    expect(admin.listBackends('p', 1, '')).toMatchObject({ items: [{ backend: { weight: 7 } }] })
    expect(await admin.setWeight('p', 'b0', undefined, false)).toMatchObject({ backend: { weight: 3 } })
  })
})

describe('pools', () => {
  test('a changed policy serves from the next pick on, without losing the backends', async () => {
    const { replica, time, share } = await poolOf(2)
    const { admin } = replica.useCases
    const before = admin.getPool('p')
    const config = { ...defaultPoolConfig('p'), policy: { type: 'random', config: {} } }
    expect(await admin.putPool(config, undefined, false)).toMatchObject({ configVersion: 1, activePolicy: 'random' })
    time.advance(20)
    expect(share('p', 100).size).toBe(2)
    const after = admin.getPool('p')
    expect('revision' in after && 'revision' in before && after.revision > before.revision).toBe(true)
  })

  test('a dry run shows the new configuration and writes nothing', async () => {
    const { replica, store } = await poolOf(1)
    const config = { ...defaultPoolConfig('new'), panicThresholdPercent: 10 }
    expect(await replica.useCases.admin.putPool(config, 0, true)).toMatchObject({
      config: { panicThresholdPercent: 10 },
    })
    expect(store.durable).toEqual([])
    expect(replica.directory.get('new')).toBeUndefined()
    expect(await replica.useCases.admin.putPool(config, 5, true)).toMatchObject({ reason: 'CONFIG_VERSION_MISMATCH' })
  })

  test('a pool with live backends is deleted by force only', async () => {
    const { replica, pick } = await poolOf(1)
    const { admin } = replica.useCases
    expect(await admin.deletePool('p', undefined, REAL)).toMatchObject({
      reason: 'POOL_NOT_EMPTY',
      metadata: { live: '1' },
    })
    expect(await admin.deletePool('p', 9, { dryRun: false, force: true })).toMatchObject({
      reason: 'CONFIG_VERSION_MISMATCH',
    })
    expect(await admin.deletePool('p', undefined, { dryRun: true, force: true })).toBeUndefined()
    expect(pick('p').kind).toBe('picked')
    expect(await admin.deletePool('p', undefined, { dryRun: false, force: true })).toBeUndefined()
    expect(pick('p')).toMatchObject({ reason: 'POOL_NOT_FOUND' })
  })

  test('lists come in pages that are whole together', async () => {
    const { replica } = await poolOf(25)
    const ids: string[] = []
    let token = ''
    do {
      const page = replica.useCases.admin.listBackends('p', 10, token)
      if (page.kind === 'refused') throw new Error(page.message)
      expect(page.items.length).toBeLessThanOrEqual(10)
      ids.push(...page.items.map(({ backend }) => backend.id))
      token = page.nextPageToken
    } while (token !== '')
    expect(ids).toHaveLength(25)
    expect(new Set(ids).size).toBe(25)
    expect(ids).toEqual([...ids].sort())
  })
})

describe('degradation', () => {
  test('says that the store is away, since when, and stops saying it', async () => {
    const { pick, store, time, beat } = await poolOf(1)
    store.up = false
    time.advance(200)
    for (let second = 0; second < 2; second++) {
      beat('p', 'b0')
      time.advance(1_000)
    }
    const { degraded } = mustPick(pick('p'))
    expect(degraded?.reasons).toEqual(['store_unavailable'])
    expect(degraded?.ageMs).toBeGreaterThanOrEqual(2_000)
    store.up = true
    beat('p', 'b0')
    time.advance(200)
    expect(mustPick(pick('p')).degraded).toBeUndefined()
  })
})
