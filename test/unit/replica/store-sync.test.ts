import { describe, expect, test } from '@jest/globals'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { BeatRecord, StoreChange } from '../../../server/store/store.ts'
import { backendRecord } from '../../support/records.ts'
import type { Harness } from '../../support/replica.ts'
import { mustPick, PLAIN_OUTCOME, startReplica } from '../../support/replica.ts'

const beatOf = (backendId: string, changes: Partial<BeatRecord> = {}): BeatRecord => ({
  ...{ backendId, epoch: 1, sequence: 1, health: 'healthy', healthDetail: '', draining: false, load: undefined },
  loadAgeMs: 0,
  ...changes,
})
const registerOf = (id: string, leaseLeftMs = 3_000, epoch = 1): StoreChange => ({
  ...{ kind: 'register', pool: 'p', backend: backendRecord(id, { epoch }), beat: beatOf(id, { epoch }), leaseLeftMs },
})
const tell = ({ store }: Harness, ...changes: StoreChange[]): void => store.listener?.apply(changes)

describe('what other replicas say', () => {
  test('a backend that registered there is picked here', async () => {
    const harness = await startReplica()
    tell(harness, registerOf('theirs'))
    harness.time.advance(20)
    expect(mustPick(harness.pick('p')).backend.id).toBe('theirs')
  })

  test('an override, a configuration and a deregistration arrive; older versions do not', async () => {
    const harness = await startReplica()
    const { replica, time, share } = harness
    tell(harness, registerOf('a'), registerOf('b'), registerOf('c'))
    tell(harness, { kind: 'override', pool: 'p', backendId: 'a', override: { drained: true, weight: undefined } })
    time.advance(20)
    expect([...share('p', 60).keys()].sort()).toEqual(['b', 'c'])
    const document = { ...defaultPoolConfig('p'), panicThresholdPercent: 7 }
    tell(harness, { kind: 'pool', pool: 'p', version: 4, document })
    tell(harness, { kind: 'pool', pool: 'p', version: 3, document: { ...document, panicThresholdPercent: 99 } })
    expect(replica.directory.get('p')?.config.panicThresholdPercent).toBe(7)
    tell(harness, { kind: 'deregister', pool: 'p', backendId: 'b', epoch: 1 })
    time.advance(20)
    expect([...share('p', 60).keys()]).toEqual(['c'])
  })

  test('news of an older epoch is no news', async () => {
    const harness = await startReplica()
    tell(harness, registerOf('a', 3_000, 5))
    tell(harness, registerOf('a', 3_000, 4))
    tell(harness, { kind: 'deregister', pool: 'p', backendId: 'a', epoch: 4 })
    expect(harness.replica.directory.get('p')?.entries.get('a')?.record.epoch).toBe(5)
  })

  test('a late beat does not raise the dead after a deregistration', async () => {
    const harness = await startReplica()
    tell(harness, registerOf('a'))
    tell(harness, { kind: 'deregister', pool: 'p', backendId: 'a', epoch: 1 })
    tell(harness, { kind: 'beat', pool: 'p', beat: beatOf('a', { sequence: 9 }), leaseLeftMs: 3_000 })
    tell(harness, registerOf('a', 3_000, 0))
    expect(harness.replica.directory.get('p')?.entries.size).toBe(0)
  })

  test('its picks count here, and stop counting when it goes', async () => {
    const harness = await startReplica()
    tell(harness, registerOf('a'))
    const digest = { backendId: 'a', outstanding: 7, successes: 3, failures: 1, latencyMeanMs: 40, latencyMaxMs: 90 }
    tell(harness, { kind: 'load', pool: 'p', replica: 'r2', digest })
    const signals = harness.replica.directory.get('p')?.entries.get('a')?.signals
    mustPick(harness.pick('p'))
    expect(signals?.inFlight()).toBe(8)
    expect(signals?.latencyMs()).toBeCloseTo(40, 0)
    expect(signals?.successRate()).toBeLessThan(1)
    tell(harness, {
      kind: 'load',
      pool: 'p',
      replica: 'r2',
      digest: { ...digest, outstanding: 2, successes: 0, failures: 0 },
    })
    expect(signals?.inFlight()).toBe(3)
    tell(harness, { kind: 'replica_gone', replica: 'r2' })
    expect(signals?.inFlight()).toBe(1)
  })

  test('a backend whose lease had run out while nobody looked has one lease to show itself', async () => {
    const harness = await startReplica()
    tell(harness, registerOf('old', -60_000))
    harness.time.advance(20)
    expect(mustPick(harness.pick('p'))).toMatchObject({
      backend: { id: 'old' },
      degraded: { reasons: ['state_stale'] },
    })
    harness.time.advance(3_500)
    expect(harness.replica.useCases.admin.listBackends('p', 0, '')).toMatchObject({ items: [{ state: 'expired' }] })
  })
})

describe('what this replica says', () => {
  test('picks and outcomes go out as digests, each counted once', async () => {
    const harness = await startReplica()
    harness.register('p', 'a')
    harness.time.advance(50)
    harness.store.offered.length = 0
    const first = mustPick(harness.pick('p'))
    mustPick(harness.pick('p'))
    harness.replica.useCases.picks.report({ ...PLAIN_OUTCOME, token: first.token, latencyMs: 30 })
    harness.time.advance(100)
    expect(harness.store.offered).toEqual([
      {
        ...{ kind: 'load', pool: 'p' },
        digest: { backendId: 'a', outstanding: 1, successes: 1, failures: 0, latencyMeanMs: 30, latencyMaxMs: 30 },
      },
    ])
  })

  test('an emptied store hears everything that lives: configurations, overrides, backends and bindings', async () => {
    const affinity = { mode: 'binding', ttlMs: 60_000, onDrain: 'move', maxBindings: 100 } as const
    const harness = await startReplica({ defaults: (name) => ({ ...defaultPoolConfig(name), affinity }) })
    harness.register('p', 'a')
    harness.register('p', 'dead')
    await harness.replica.useCases.admin.putPool({ ...defaultPoolConfig('p'), affinity }, undefined, false)
    await harness.replica.useCases.admin.setWeight('p', 'a', 4, false)
    harness.time.advance(20)
    for (let second = 0; second < 5; second++) {
      harness.beat('p', 'a')
      harness.time.advance(1_000)
    }
    mustPick(harness.pick('p', { affinityKey: 'k' }))
    const live = harness.store.listener?.repopulate()
    expect(live?.pools).toMatchObject([{ pool: 'p', version: 1, document: { name: 'p' } }])
    expect(live?.overrides).toEqual([{ pool: 'p', backendId: 'a', override: { drained: false, weight: 4 } }])
    expect(live?.soft).toMatchObject([
      { kind: 'register', backend: { id: 'a' }, beat: { sequence: 5 } },
      { kind: 'bind', key: 'k', backendId: 'a' },
    ])
  })
})

describe('watching', () => {
  test('tells the shares, and of each change', async () => {
    const harness = await startReplica()
    harness.register('p', 'a', { weight: 3 })
    harness.register('p', 'b')
    harness.time.advance(20)
    let changes = 0
    const watch = harness.replica.useCases.picks.watch(
      { pool: 'p', locality: undefined, labelSelector: new Map() },
      () => changes++,
    )
    if (watch.kind === 'refused') throw new Error(watch.message)
    expect(watch.current()).toMatchObject({
      backends: [
        { backend: { id: 'a' }, share: 0.75 },
        { backend: { id: 'b' }, share: 0.25 },
      ],
    })
    harness.register('p', 'c')
    harness.register('p', 'd')
    harness.time.advance(20)
    expect(changes).toBe(1)
    const update = watch.current()
    expect('backends' in update && update.backends.map(({ backend }) => backend.id)).toEqual(['a', 'b', 'c', 'd'])
    watch.close()
    harness.register('p', 'e')
    harness.time.advance(20)
    expect(changes).toBe(1)
    expect(harness.replica.picks.watches.size).toBe(0)
  })

  test('of a deleted pool hears that it is gone', async () => {
    const harness = await startReplica()
    harness.register('p', 'a')
    harness.time.advance(20)
    let changes = 0
    const watch = harness.replica.useCases.picks.watch(
      { pool: 'p', locality: undefined, labelSelector: new Map() },
      () => changes++,
    )
    await harness.replica.useCases.admin.deletePool('p', undefined, { dryRun: false, force: true })
    expect(changes).toBe(1)
    expect(watch.kind === 'watch' && watch.current()).toMatchObject({ reason: 'POOL_NOT_FOUND' })
  })
})
