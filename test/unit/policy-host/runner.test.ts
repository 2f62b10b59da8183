import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import type { PolicyFactory } from '../../../policies/policy.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { describeError } from '../../../server/policy-host/describe-error.ts'
import { emptyFootprint } from '../../../server/policy-host/footprint.ts'
import { createPolicyRegistry } from '../../../server/policy-host/registry.ts'
import { createPolicyRunner } from '../../../server/policy-host/runner.ts'
import { syntheticSnapshot } from '../../../server/policy-host/synthetic-snapshot.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { fakeFactory, firstPicker, recordingLog, REQUEST } from './fakes.ts'

const loaded = (factory: PolicyFactory, version: string) => ({
  factory,
  source: { kind: 'path', path: './mine.ts' } as const,
  version,
  footprint: emptyFootprint(),
  explain: (error: unknown) => `mine.ts:1:2: ${describeError(error)}`,
})

const pool = {
  ...defaultPoolConfig('checkout'),
  policy: { type: 'mine', config: { speed: 1 } },
  fallbackPolicy: { type: 'behind', config: {} },
}
const broken = fakeFactory('mine', () => ({
  onSnapshot: () => ({
    pick() {
      throw new Error('broken')
    },
  }),
}))

function setUp(mine: PolicyFactory) {
  const log = recordingLog()
  const failures: string[] = []
  const behind = { ...fakeFactory('behind'), consumes: { required: [], optional: ['weight'] } } as const
  const registry = createPolicyRegistry([behind], [loaded(mine, '1')], log)
  const runner = createPolicyRunner({
    registry,
    rng: createRng(1),
    clock: new FakeTime(),
    log,
    onFailure: (name, { policy, message }) => failures.push(`${name} ${policy} ${message}`),
  })
  return { log, failures, registry, runner }
}

const reasonOf = (answer: { readonly reason?: string | undefined }) => answer.reason

describe('createPolicyRunner', () => {
  test('runs the policy of the pool with its parameters, contained', () => {
    const { runner, failures } = setUp(broken)
    const running = runner.run(pool)
    const picker = running.onSnapshot(syntheticSnapshot(3, 1))
    expect(picker.pick(REQUEST).kind).toBe('picked')
    expect(picker.lastWasFallback).toBe(true)
    expect(failures).toEqual(['checkout mine mine.ts:1:2: broken'])
    expect(running.status()).toMatchObject({ activeType: 'mine', failures: 1, lastError: 'mine: mine.ts:1:2: broken' })
  })

  test('a newer version takes over the pickers that are already held, and starts afresh', () => {
    let closed = 0
    const old = fakeFactory('mine', (config) => ({
      close: () => (closed += 1),
      onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: `old ${JSON.stringify(config)}` }) }),
    }))
    const { runner, registry } = setUp(old)
    const running = runner.run(pool)
    const picker = running.onSnapshot(syntheticSnapshot(3, 1))
    expect(reasonOf(picker.pick(REQUEST))).toBe('old {"speed":1}')
    registry.replace(loaded(broken, '2'))
    for (let index = 0; index < 9; index += 1) expect(reasonOf(picker.pick(REQUEST))).toBe('first')
    expect(running.status()).toMatchObject({ activeType: 'behind', failures: 5 })
    expect(closed).toBe(1)
    const good = fakeFactory('mine', () => ({ onSnapshot: () => ({ pick: () => ({ kind: 'drop', reason: 'new' }) }) }))
    registry.replace(loaded(good, '3'))
    expect(reasonOf(picker.pick(REQUEST))).toBe('new')
    expect(picker.lastWasFallback).toBe(false)
    expect(running.status()).toMatchObject({ activeType: 'mine', failures: 0 })
    running.close()
    registry.replace(loaded(broken, '4'))
    expect(reasonOf(picker.pick(REQUEST))).toBe('new')
    expect(registry.configsInUse('mine')).toEqual([])
  })

  test('a newer version of the fallback takes over, too', () => {
    const { runner, registry } = setUp(fakeFactory('mine'))
    const running = runner.run({ ...pool, policy: { type: 'none_such', config: {} }, fallbackPolicy: pool.policy })
    const picker = running.onSnapshot(syntheticSnapshot(3, 1))
    expect(reasonOf(picker.pick(REQUEST))).toBe('first')
    const newer = fakeFactory('mine', () => ({ onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: 'new' }) }) }))
    registry.replace(loaded(newer, '2'))
    expect(reasonOf(picker.pick(REQUEST))).toBe('new')
  })

  test('affinity brings its own policy', () => {
    const { runner } = setUp(broken)
    const running = runner.run(pool, { type: 'behind', config: {} })
    const picker = running.onSnapshot(syntheticSnapshot(1, 1))
    picker.pick(REQUEST)
    expect(picker.lastWasFallback).toBe(false)
  })

  test('an unknown policy, and parameters that are refused, are served by the fallback, and said', () => {
    const strict = {
      ...fakeFactory('mine'),
      parseConfig() {
        throw new Error('speed: no such key')
      },
    }
    const { runner } = setUp(strict)
    const unknown = runner.run({ ...pool, policy: { type: 'none_such', config: {} } })
    expect(unknown.onSnapshot(syntheticSnapshot(1, 1)).pick(REQUEST).kind).toBe('picked')
    expect(unknown.status()).toMatchObject({
      activeType: 'behind',
      lastError: 'none_such: no policy of this type is loaded in this replica',
    })
    const refused = runner.run(pool)
    expect(refused.onSnapshot(syntheticSnapshot(1, 1)).pick(REQUEST).kind).toBe('picked')
    expect(refused.status().lastError).toMatch(/^mine: .*speed: no such key$/)
  })

  test('outcomes reach the policy, and its log carries pool and policy', () => {
    const seen: string[] = []
    const { runner, log } = setUp(
      fakeFactory('mine', (_, context) => ({
        onSnapshot: firstPicker,
        onOutcome({ backendId }) {
          seen.push(backendId)
          context.log.warn('hello', { pool: 'forged' })
          context.log.info('there')
        },
      })),
    )
    const running = runner.run(pool)
    running.onSnapshot(syntheticSnapshot(1, 1))
    running.onOutcome({ backendId: 'backend-0', result: 'success', latencyMs: 1 })
    expect(seen).toEqual(['backend-0'])
    expect(log.lines).toEqual([
      { level: 'warn', message: 'hello', fields: { pool: 'checkout', policy: 'mine' } },
      { level: 'info', message: 'there', fields: { pool: 'checkout', policy: 'mine' } },
    ])
  })

  test('says whether a policy follows weights by itself', () => {
    const { runner } = setUp(broken)
    expect([runner.followsWeight('behind'), runner.followsWeight('mine'), runner.followsWeight('none_such')]).toEqual([
      true,
      false,
      false,
    ])
  })
})
