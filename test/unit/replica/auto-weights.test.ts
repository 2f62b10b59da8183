import { describe, expect, test } from '@jest/globals'

import type { AutoWeightsSettings, PoolConfig } from '../../../server/pools/pool-config.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import { COLD } from '../../support/living-pool.ts'
import type { Harness, HarnessOptions } from '../../support/replica.ts'
import { startReplica } from '../../support/replica.ts'
import { backendsOf, connect, factorsOf, workingPool } from '../../support/working-pool.ts'

/** Two of the next generation, four plain ones and two worn ones. */
const SPEEDS = { a: 1.6, b: 1.6, c: 1, d: 1, e: 1, f: 1, g: 0.75, h: 0.75 }

const poolConfig = (policy: string, autoWeights: Partial<AutoWeightsSettings>, more: Partial<PoolConfig> = {}) => {
  const base = defaultPoolConfig('p')
  const merged = { ...base.autoWeights, intervalMs: 2_000, ...autoWeights }
  return { ...base, ...COLD, policy: { type: policy, config: {} }, ...more, autoWeights: merged }
}

async function start(
  policy: string,
  autoWeights: Partial<AutoWeightsSettings>,
  more: HarnessOptions = {},
): Promise<Harness> {
  const pools = [poolConfig(policy, autoWeights)]
  const harness = await startReplica({ policies: [], pools, decisions: { perSecond: 0, keep: 1 }, ...more })
  for (const id of Object.keys(SPEEDS)) harness.register('p', id, { address: `${id}:80` })
  harness.time.advance(20)
  return harness
}

const put = ({ replica }: Harness, config: PoolConfig): void => {
  const version = replica.directory.get('p')?.configVersion ?? 0
  replica.directory.put(config, version + 1)
}

describe('weights follow utilization', () => {
  test.each(['weighted_round_robin', 'round_robin', 'weighted_random'])('with %s', async (policy) => {
    const harness = await start(policy, { mode: 'on' })
    const pool = workingPool(SPEEDS, [harness])
    pool.work(5)
    expect(pool.imbalance()).toBeGreaterThan(1.26)
    pool.work(50)
    pool.work(30)
    // A share of 6,000 random draws is some 4 % off by chance, and so is what the controller sees.
    expect(pool.imbalance()).toBeLessThanOrEqual(policy === 'weighted_random' ? 1.12 : 1.05)
    const factors = factorsOf(harness)
    expect(factors.get('a')).toBeCloseTo(1.6 * (factors.get('c') ?? 0), 0)
    expect([...factors.values()].reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(8, 6)
  })

  test("the operator's weight stays the base, and the factor goes on top", async () => {
    const harness = await start('weighted_round_robin', { mode: 'on' })
    harness.replica.directory.get('p')?.setOverride('c', { drained: false, weight: 3 })
    workingPool(SPEEDS, [harness]).work(50)
    const { backend, effectiveWeight, autoWeight } = backendsOf(harness).get('c') ?? {}
    expect(backend?.weight).toBe(3)
    expect(autoWeight?.factor).toBeLessThan(0.6)
    expect(effectiveWeight).toBe(3 * (autoWeight?.factor ?? NaN))
  })

  test('each change is explained, and the last five are kept', async () => {
    const harness = await start('weighted_round_robin', { mode: 'on' })
    const pool = workingPool(SPEEDS, [harness])
    expect(backendsOf(harness).get('g')?.autoWeight).toMatchObject({
      ...{ factor: 1, inForce: true, changes: [] },
      reason: 'waits for its first step, one each 2 s',
    })
    pool.work(3)
    const { autoWeight } = backendsOf(harness).get('g') ?? {}
    expect(autoWeight?.reason).toBe('utilization 0.53 over the mean 0.40: 1.00 -> 0.95')
    expect(autoWeight).toMatchObject({ inForce: true, changes: [{ before: 1, reason: autoWeight?.reason }] })
    pool.work(20)
    expect(backendsOf(harness).get('g')?.autoWeight?.changes.length).toBe(5)
  })

  test('the log says so, once a minute', async () => {
    const lines: unknown[] = []
    const log = { ...SILENT_LOG, info: (...line: unknown[]) => void lines.push(line) }
    const harness = await start('weighted_round_robin', { mode: 'on' }, { log })
    workingPool(SPEEDS, [harness]).work(40)
    expect(lines).toEqual([
      [
        'automatic weights have changed',
        expect.objectContaining({ pool: 'p', in_force: true, backends: 8, before: 1, after: expect.any(Number) }),
      ],
    ])
  })

  test('there is one new snapshot a step, and none once the pool is even', async () => {
    const harness = await start('round_robin', { mode: 'on', tolerancePercent: 10 })
    const pool = workingPool(SPEEDS, [harness])
    const revision = (): number => harness.replica.directory.get('p')?.revision ?? NaN
    pool.work(1)
    const first = revision()
    pool.work(10)
    expect(revision() - first).toBe(5)
    pool.work(50)
    const even = revision()
    pool.work(20)
    expect(revision()).toBe(even)
  })
})

describe('nothing is steered by what is not known', () => {
  test('who drains, warms up, is unwell, or does not report keeps its factor, and says why', async () => {
    const harness = await start('weighted_round_robin', { mode: 'on' })
    const pool = workingPool(SPEEDS, [harness])
    pool.work(7)
    const before = factorsOf(harness)
    harness.replica.directory.get('p')?.setOverride('a', { drained: true, weight: undefined })
    put(
      harness,
      poolConfig(
        'weighted_round_robin',
        { mode: 'on' },
        { slowStart: { windowMs: 5_000, aggression: 1, minWeightPercent: 10 } },
      ),
    )
    harness.register('p', 'g', { epoch: 2 })
    pool.work(4)
    for (const [id, reason] of [
      ['a', 'held, since it is draining'],
      ['g', 'held, since it is warming'],
    ] as const) {
      const { autoWeight } = backendsOf(harness).get(id) ?? {}
      expect(autoWeight).toMatchObject({ factor: before.get(id), reason })
    }
    expect(factorsOf(harness).get('h')).toBeLessThan(before.get('h') ?? 0)
  })

  test('reports act once, and not when they are old', async () => {
    const harness = await start('weighted_round_robin', { mode: 'on' })
    const pool = workingPool(SPEEDS, [harness])
    pool.work(4)
    const reasonOf = (id: string): string => backendsOf(harness).get(id)?.autoWeight?.reason ?? ''
    const rest = (seconds: number): void => {
      for (let second = 0; second < seconds; second += 1) {
        harness.time.advance(1_000)
        for (const id of Object.keys(SPEEDS)) harness.beat('p', id)
      }
    }
    rest(2)
    const factor = factorsOf(harness).get('a')
    rest(2)
    expect(reasonOf('a')).toBe('held, since no report since the last step says its utilization')
    rest(6)
    expect(reasonOf('a')).toMatch(/^held, since its load was sampled \d+ s ago$/)
    expect(factorsOf(harness).get('a')).toBe(factor)
  })

  test('each locality is balanced by itself', async () => {
    const harness = await startReplica({ policies: [], pools: [poolConfig('weighted_round_robin', { mode: 'on' })] })
    const zone = (name: string) => ({ locality: { region: 'r', zone: name, subZone: '' } })
    for (const id of ['a', 'b']) harness.register('p', id, zone('busy'))
    for (const id of ['c', 'd']) harness.register('p', id, zone('calm'))
    harness.time.advance(20)
    workingPool({ a: 0.5, b: 0.5, c: 1.2, d: 0.8 }, [harness]).work(30)
    const factors = factorsOf(harness)
    expect([factors.get('a'), factors.get('b')]).toEqual([1, 1])
    expect(factors.get('c')).toBeCloseTo(1.2, 1)
  })

  test('a policy that does not follow weights leaves them out of force, and the reason says so', async () => {
    const harness = await start('random', { mode: 'on' })
    workingPool(SPEEDS, [harness]).work(7)
    const { autoWeight, effectiveWeight } = backendsOf(harness).get('a') ?? {}
    expect(effectiveWeight).toBe(1)
    expect(autoWeight?.factor).toBeGreaterThan(1)
    expect(autoWeight).toMatchObject({
      inForce: false,
      reason: expect.stringContaining('(not in force: the policy random does not follow weights)'),
    })
  })
})

describe('the mode', () => {
  const POLICIES = ['weighted_round_robin', 'round_robin', 'weighted_random', 'least_request', 'peak_ewma', 'ring_hash']

  test.each(POLICIES)('a dry run picks the same as without, with %s', async (policy) => {
    const [off, dry] = [await start(policy, { mode: 'off' }), await start(policy, { mode: 'dry_run' })]
    const picks = [off, dry].map((harness) => workingPool(SPEEDS, [harness]).work(15))
    expect(picks[1]).toEqual(picks[0])
    expect(dry.replica.directory.get('p')?.revision).toBe(off.replica.directory.get('p')?.revision)
    expect(dry.replica.directory.get('p')?.autoWeights.changes).toBeGreaterThan(0)
    expect(backendsOf(off).get('a')?.autoWeight).toBeUndefined()
  })

  test('a dry run comes to the factors that would be in force', async () => {
    const [on, dry] = [await start('round_robin', { mode: 'on' }), await start('round_robin', { mode: 'dry_run' })]
    for (const harness of [on, dry]) workingPool(SPEEDS, [harness]).work(60)
    const there = factorsOf(on)
    for (const [id, factor] of factorsOf(dry)) expect(Math.abs(factor / (there.get(id) ?? NaN) - 1)).toBeLessThan(0.05)
    const { autoWeight, effectiveWeight } = backendsOf(dry).get('a') ?? {}
    expect(effectiveWeight).toBe(1)
    expect(autoWeight?.reason).toMatch(/^utilization 0\.25, 0\.3\d with the factor, .*\(dry run\)$/)
  })

  test('switched off, weights are as they were', async () => {
    const harness = await start('round_robin', { mode: 'on' })
    workingPool(SPEEDS, [harness]).work(25)
    expect(backendsOf(harness).get('a')?.effectiveWeight).toBeGreaterThan(1.2)
    put(harness, poolConfig('round_robin', { mode: 'off' }))
    harness.time.advance(200)
    const shares = harness.share('p', 800)
    expect(new Set(shares.values())).toEqual(new Set([100]))
    expect(backendsOf(harness).get('a')).toMatchObject({ effectiveWeight: 1, autoWeight: undefined })
  })

  test('switched on after a dry run, factors begin at 1', async () => {
    const harness = await start('round_robin', { mode: 'dry_run' })
    const pool = workingPool(SPEEDS, [harness])
    pool.work(20)
    put(harness, poolConfig('round_robin', { mode: 'on' }))
    harness.time.advance(200)
    expect(new Set(factorsOf(harness).values())).toEqual(new Set([1]))
    pool.work(50)
    pool.work(10)
    expect(pool.imbalance()).toBeLessThanOrEqual(1.05)
  })
})

describe('several replicas', () => {
  const apart = (one: Harness, other: Harness): number => {
    const there = factorsOf(other)
    return Math.max(...[...factorsOf(one)].map(([id, factor]) => Math.abs(factor / (there.get(id) ?? NaN) - 1)))
  }

  test('that began apart come to the same factors, and to an even pool', async () => {
    const first = await start('weighted_round_robin', { mode: 'on' })
    workingPool(SPEEDS, [first]).work(9)
    const second = await start('weighted_round_robin', { mode: 'on' }, { name: 'r2', time: first.time })
    expect(apart(first, second)).toBeGreaterThan(0.1)
    const pool = workingPool(SPEEDS, [first, second])
    // They do not hear each other yet, so that each takes its own steps.
    pool.work(3)
    connect([first, second])
    pool.work(60)
    pool.work(10)
    expect(apart(first, second)).toBeLessThan(0.01)
    expect(pool.imbalance()).toBeLessThanOrEqual(1.05)
    const settled = factorsOf(first)
    pool.work(20)
    for (const [id, factor] of factorsOf(first))
      expect(Math.abs(factor / (settled.get(id) ?? NaN) - 1)).toBeLessThan(0.03)
  })

  test('one that starts begins where the others are, and the pool stays even', async () => {
    const first = await start('weighted_round_robin', { mode: 'on' })
    const pool = workingPool(SPEEDS, [first])
    pool.work(50)
    const settled = factorsOf(first)
    const second = await start('weighted_round_robin', { mode: 'on' }, { name: 'r2', time: first.time })
    connect([first, second])
    pool.work(3, [first])
    const theirs = backendsOf(second)
    for (const [id, { autoWeight }] of theirs) {
      expect(Math.abs((autoWeight?.factor ?? NaN) / (settled.get(id) ?? NaN) - 1)).toBeLessThan(0.03)
    }
    const both = workingPool(SPEEDS, [first, second])
    both.work(10)
    expect(both.imbalance()).toBeLessThanOrEqual(1.06)
  })
})
