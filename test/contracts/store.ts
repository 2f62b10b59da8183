import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { BackendStore, LoadDigest, PoolDocument } from '../../server/store/store.ts'
import { backendRecord, beatRecord, ReplicaMemory } from '../support/replica-memory.ts'
import { until } from '../support/until.ts'

export interface StoreHarness {
  /** Replicas share what they write. Otherwise there is one replica, and only a restart shows what was kept. */
  readonly shared: boolean
  /** A store over the same state as every other one of this harness. */
  open(replicaId: string): BackendStore
  /** Every store is closed by then. */
  tearDown(): Promise<void>
}

interface Replica {
  readonly store: BackendStore
  readonly memory: ReplicaMemory
}

/** What every store must do, and what every shared one must do besides. */
export function describeStoreContract(name: string, makeHarness: () => Promise<StoreHarness>): void {
  describe(`${name} keeps the contract of a store`, () => {
    let harness: StoreHarness
    let opened: BackendStore[] = []

    async function open(replicaId = 'one'): Promise<Replica> {
      const store = harness.open(replicaId)
      const memory = new ReplicaMemory()
      opened.push(store)
      await store.start(memory)
      return { store, memory }
    }

    beforeEach(async () => {
      harness = await makeHarness()
    })

    afterEach(async () => {
      await Promise.all(opened.map((store) => store.close()))
      opened = []
      await harness.tearDown()
    })

    describeDurable(open)
    describeHardship(open)
    describeShared(open, () => harness.shared)
  })
}

type Open = (replicaId?: string) => Promise<Replica>

function describeDurable(open: Open): void {
  test('versions grow with each write, and a stale writer is told the version in force', async () => {
    const { store } = await open()
    const pool = 'checkout'
    expect(await store.putPool({ pool, document: { a: 1 } }, 0)).toEqual({ kind: 'written', version: 1 })
    expect(await store.putPool({ pool, document: { a: 2 } }, 1)).toEqual({ kind: 'written', version: 2 })
    expect(await store.putPool({ pool, document: { a: 3 } }, undefined)).toEqual({ kind: 'written', version: 3 })
    expect(await store.putPool({ pool, document: { a: 4 } }, 2)).toEqual({ kind: 'version_mismatch', version: 3 })
    expect(await store.putPool({ pool, document: { a: 4 } }, 0)).toEqual({ kind: 'version_mismatch', version: 3 })
  })

  test('a deleted pool is gone, and one made again never repeats a version', async () => {
    const { store } = await open()
    const pool = 'payments/checkout'
    await store.putPool({ pool, document: {} }, undefined)
    expect(await store.deletePool(pool, 7)).toEqual({ kind: 'version_mismatch', version: 1 })
    const deleted = await store.deletePool(pool, 1)
    expect(deleted.kind).toBe('written')
    expect(await store.deletePool(pool, 1)).toEqual({ kind: 'version_mismatch', version: 0 })
    const again = await store.putPool({ pool, document: {} }, 0)
    expect(again.kind).toBe('written')
    expect(again.version).toBeGreaterThan(1)
  })

  test('pools and overrides survive a restart; what was deleted or lifted stays away', async () => {
    const { store } = await open()
    await store.putPool({ pool: 'kept', document: { policy: 'peak_ewma', nested: { list: [1, 'two', null] } } }, 0)
    await store.putPool({ pool: 'deleted', document: {} }, 0)
    await store.putOverride('deleted', 'b-1', { drained: true, weight: undefined })
    await store.deletePool('deleted', undefined)
    await store.putOverride('kept', 'b-1', { drained: true, weight: undefined })
    await store.putOverride('kept', 'b-2', { drained: false, weight: 0.25 })
    await store.putOverride('kept', 'b-3', { drained: true, weight: 3 })
    await store.putOverride('kept', 'b-3', { drained: false, weight: undefined })
    await store.close()
    const { memory, store: next } = await open()
    expect([...memory.pools]).toEqual([
      ['kept', { version: 1, document: { policy: 'peak_ewma', nested: { list: [1, 'two', null] } } }],
    ])
    expect(memory.override('kept', 'b-1')).toEqual({ drained: true, weight: undefined })
    expect(memory.override('kept', 'b-2')).toEqual({ drained: false, weight: 0.25 })
    expect(memory.override('kept', 'b-3')).toBeUndefined()
    expect(memory.override('deleted', 'b-1')).toBeUndefined()
    expect(await next.putPool({ pool: 'kept', document: {} }, 1)).toEqual({ kind: 'written', version: 2 })
  })

  test('writers at one time get a version each, and one of those that expect none', async () => {
    const { store } = await open()
    const makers = await Promise.all(
      Array.from({ length: 10 }, (_none, n) => store.putPool({ pool: 'p', document: { n } }, 0)),
    )
    expect(makers.filter(({ kind }) => kind === 'written')).toHaveLength(1)
    const writers = await Promise.all(
      Array.from({ length: 20 }, (_none, n) => store.putPool({ pool: 'p', document: { n } }, undefined)),
    )
    expect(new Set(writers.map(({ version }) => version)).size).toBe(20)
  })
}

/** Names that tempt an encoding. */
const ODD_NAMES = [
  'a b',
  '{',
  '}{',
  '{}',
  '%7B',
  'x|y',
  'zwei\nZeilen',
  'ключ-鍵-🔑',
  '__proto__',
  'constructor',
  '"\\',
]

function describeHardship(open: Open): void {
  test('odd names, __proto__ keys and large documents come back as they went', async () => {
    const { store } = await open()
    const document = documentOf(
      `{"__proto__":{"polluted":true},"constructor":1,"text":${JSON.stringify('ü'.repeat(100_000))},"z":"\\u2028\\u0000"}`,
    )
    for (const name of ODD_NAMES) {
      await store.putPool({ pool: name, document }, undefined)
      await store.putOverride(name, name, { drained: true, weight: 1 })
    }
    await store.close()
    const { memory } = await open()
    expect([...memory.pools.keys()].sort()).toEqual([...ODD_NAMES].sort())
    for (const name of ODD_NAMES) {
      expect(JSON.stringify(memory.pools.get(name)?.document) === JSON.stringify(document)).toBe(true)
      expect(memory.override(name, name)).toEqual({ drained: true, weight: 1 })
    }
    expect('polluted' in {}).toBe(false)
  })

  test('soft changes of every kind are taken without a word, before the start and after the end', async () => {
    const { store, memory } = await open()
    memory.register(store, 'p', backendRecord('b-1'), beatRecord('b-1'))
    memory.beat(store, 'p', beatRecord('b-1', { sequence: 2 }))
    memory.bind(store, 'p', '', 'b-1')
    store.offer({ kind: 'load', pool: 'p', digest: digestOf('b-1', 3) })
    store.offer({ kind: 'deregister', pool: 'p', backendId: 'never there', epoch: 9 })
    await store.close()
    store.offer({ kind: 'deregister', pool: 'p', backendId: 'b-1', epoch: 9 })
    await store.close()
    expect(memory.log.filter(({ kind }) => kind === 'register')).toEqual([])
  })

  test('a running store is up and says nothing of errors', async () => {
    const { store } = await open()
    await store.putPool({ pool: 'p', document: {} }, undefined)
    expect(store.status()).toMatchObject({ up: true, error: '', epochChanges: 0, pending: 0 })
  })

  test('a closed store refuses to promise', async () => {
    const { store } = await open()
    await store.close()
    await expect(store.putPool({ pool: 'p', document: {} }, undefined)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    })
  })
}

function documentOf(text: string): PoolDocument['document'] {
  const document: unknown = JSON.parse(text)
  if (typeof document !== 'object' || document === null) throw new Error('not an object')
  return { ...document }
}

function digestOf(backendId: string, outstanding: number): LoadDigest {
  return { backendId, outstanding, successes: 5, failures: 1, latencyMeanMs: 12.5, latencyMaxMs: 40 }
}

function describeShared(open: Open, isShared: () => boolean): void {
  async function pair(): Promise<{ one: Replica; two: Replica } | undefined> {
    // A store of one replica has no other replica to tell: for it these hold trivially.
    if (!isShared()) return undefined
    return { one: await open('one'), two: await open('two') }
  }

  test('another replica sees a registration with every field, and one that starts later too', async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    const backend = backendRecord('b-1', {
      labels: new Map([
        ['__proto__', 'x'],
        ['ключ', '🔑'],
      ]),
    })
    const load = {
      ...{ cpuUtilization: 0.123456789012345, memUtilization: 0.5, applicationUtilization: 1.5, rps: 1_000, eps: 0.25 },
      ...{ inFlight: 0, completed: 9_007_199_254_740_991, errors: 3, capacity: 12, latencyMs: 3.25 },
      utilization: new Map([['gpu', 0.9]]),
      namedMetrics: new Map([['__proto__', 7]]),
      requestCost: new Map([['tokens', 1e-9]]),
    }
    const beat = beatRecord('b-1', { healthDetail: '"ok"\n', load, loadAgeMs: 100 })
    one.memory.register(one.store, 'p', backend, beat)
    await until('two sees b-1', () => two.memory.count('p') === 1)
    const late = await open('three')
    for (const { memory } of [two, late]) {
      const known = memory.get('p', 'b-1')
      expect(known?.backend).toEqual(backend)
      expect({ ...known?.beat, loadAgeMs: 0 }).toEqual({ ...beat, loadAgeMs: 0 })
      expect(known?.beat.loadAgeMs).toBeGreaterThanOrEqual(100)
      expect(known?.leaseLeftMs).toBeGreaterThan(0)
      expect(known?.leaseLeftMs).toBeLessThanOrEqual(10_000)
    }
    expect(one.memory.log).toEqual([])
  })

  test('neither an older epoch nor an older sequence overwrites what is newer', async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    one.memory.register(one.store, 'p', backendRecord('b', { epoch: 5 }), beatRecord('b', { epoch: 5, sequence: 9 }))
    await until('two sees epoch 5', () => two.memory.get('p', 'b')?.backend.epoch === 5)
    two.store.offer({
      kind: 'register',
      pool: 'p',
      backend: backendRecord('b', { epoch: 4 }),
      beat: beatRecord('b', { epoch: 4, sequence: 99 }),
      leaseMs: 1,
    })
    two.store.offer({
      kind: 'beat',
      pool: 'p',
      beat: beatRecord('b', { epoch: 5, sequence: 8, health: 'unhealthy' }),
      leaseMs: 1,
    })
    two.store.offer({ kind: 'deregister', pool: 'p', backendId: 'b', epoch: 4 })
    two.store.offer({
      kind: 'register',
      pool: 'p',
      backend: backendRecord('mark'),
      beat: beatRecord('mark'),
      leaseMs: 1_000,
    })
    await until('one sees the mark', () => one.memory.get('p', 'mark') !== undefined)
    const late = await open('three')
    expect(late.memory.get('p', 'b')?.beat).toMatchObject({ epoch: 5, sequence: 9, health: 'healthy' })
    two.memory.beat(two.store, 'p', beatRecord('b', { epoch: 5, sequence: 10, draining: true }))
    await until('one sees sequence 10', () => one.memory.get('p', 'b')?.beat.draining === true)
  })

  test('a deregistration is told, and a late heartbeat does not bring the backend back', async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    one.memory.register(one.store, 'p', backendRecord('b', { epoch: 2 }), beatRecord('b', { epoch: 2 }))
    await until('two sees b', () => two.memory.count('p') === 1)
    one.store.offer({ kind: 'deregister', pool: 'p', backendId: 'b', epoch: 2 })
    await until('two sees it go', () => two.memory.deregistered.get('p/b') === 2)
    two.store.offer({ kind: 'beat', pool: 'p', beat: beatRecord('b', { epoch: 2, sequence: 50 }), leaseMs: 1_000 })
    await until('it is written', () => two.store.status().pending === 0)
    const late = await open('three')
    expect(late.memory.count('p')).toBe(0)
    two.memory.register(two.store, 'p', backendRecord('b', { epoch: 3 }), beatRecord('b', { epoch: 3 }))
    await until('late sees the next incarnation', () => late.memory.get('p', 'b')?.backend.epoch === 3)
  })

  test('configurations, deletions and overrides are told in order, and not to their author', async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    for (let n = 1; n <= 5; n += 1) await one.store.putPool({ pool: 'p', document: { n } }, n - 1)
    await one.store.putOverride('p', 'b', { drained: true, weight: 4 })
    await one.store.putOverride('p', 'b', { drained: false, weight: undefined })
    await one.store.deletePool('p', 5)
    await until('two sees the deletion', () => two.memory.log.some(({ kind }) => kind === 'pool_deleted'))
    const told = two.memory.log.map((change) => (change.kind === 'pool' ? change.version : change.kind))
    const once = told.filter((item, index) => item !== told[index - 1])
    expect(once.at(-1)).toBe('pool_deleted')
    expect(once.filter((item) => typeof item === 'number')).toEqual([1, 2, 3, 4, 5])
    expect(one.memory.log).toEqual([])
  })

  test("a replica's load counts until it goes, and one that comes later is told of it", async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    one.store.offer({ kind: 'load', pool: 'p', digest: digestOf('b', 2) })
    one.store.offer({ kind: 'load', pool: 'p', digest: { ...digestOf('b', 7), successes: 15, latencyMeanMs: 20.5 } })
    await until('two sees 7', () => [...two.memory.loads.values()].some((load) => load.get('p/b') === 7))
    const digests = two.memory.log.flatMap((change) => (change.kind === 'load' ? [change.digest] : []))
    expect(digests.reduce((sum, { successes }) => sum + successes, 0)).toBe(20)
    const late = await open('three')
    await until('three sees 7', () => [...late.memory.loads.values()].some((load) => load.get('p/b') === 7))
    await one.store.close()
    await until('two sees one go', () => two.memory.loads.size === 0 && two.memory.gone.length === 1)
  })

  test('the first binding wins while its backend is usable; the loser and newcomers learn it', async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    for (const id of ['x', 'y']) one.memory.register(one.store, 'p', backendRecord(id), beatRecord(id))
    one.memory.bind(one.store, 'p', 'ключ {1}', 'x')
    await until('two learns x', () => two.memory.binding('p', 'ключ {1}') === 'x')
    two.memory.bind(two.store, 'p', 'ключ {1}', 'y')
    await until('two learns that it lost', () => two.memory.binding('p', 'ключ {1}') === 'x')
    const late = await open('three')
    expect(late.memory.binding('p', 'ключ {1}')).toBe('x')
    one.memory.beat(one.store, 'p', beatRecord('x', { sequence: 2, draining: true }))
    await until('two sees x drain', () => two.memory.get('p', 'x')?.beat.draining === true)
    two.memory.bind(two.store, 'p', 'ключ {1}', 'y')
    await until('one learns y', () => one.memory.binding('p', 'ключ {1}') === 'y')
    one.store.offer({ kind: 'bind', pool: 'p', key: 'ключ {1}', backendId: 'x', ttlMs: 60_000, replaces: 'y' })
    await until('two learns x again', () => two.memory.binding('p', 'ключ {1}') === 'x')
  })

  test('2,000 backends offered at once reach a running and a later replica, and closing writes what waits', async () => {
    const replicas = await pair()
    if (replicas === undefined) return
    const { one, two } = replicas
    for (let n = 0; n < 2_000; n += 1)
      one.memory.register(one.store, 'big', backendRecord(`b-${n}`), beatRecord(`b-${n}`))
    await one.store.close()
    await until('two sees them all', () => two.memory.count('big') === 2_000)
    const late = await open('three')
    expect(late.memory.count('big')).toBe(2_000)
    expect(two.store.status().repairs).toBe(0)
  })
}
