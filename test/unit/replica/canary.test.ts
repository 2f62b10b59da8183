import { describe, expect, test } from '@jest/globals'

import type { PolicyFactory } from '../../../policies/policy.ts'
import { parseToken } from '../../../server/pick/pick-token.ts'
import type { CanarySettings, PoolConfig } from '../../../server/pools/pool-config.ts'
import { DEFAULT_CANARY, defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { CanaryReport, OutcomeReport } from '../../../server/use-cases.ts'
import { mustPick, PLAIN_OUTCOME, startReplica } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'

const chosen = (type: string) => ({ type, config: {} })

function canaryOf(changes: Partial<CanarySettings> = {}): CanarySettings {
  return { ...DEFAULT_CANARY, policy: chosen('last_one'), percent: 50, minimumOutcomes: 100, ...changes }
}

/** Always picks the last backend, or throws. */
function lastOne(fails = false): PolicyFactory {
  return {
    type: 'last_one',
    stability: 'experimental',
    description: 'The last of the list.',
    consumes: { required: [], optional: [] },
    configSchema: {},
    parseConfig: () => undefined,
    create: () => ({
      onSnapshot: ({ backends }) => ({
        pick: () => {
          const backend = backends.at(-1)
          if (fails || backend === undefined) throw new Error('not today')
          return { kind: 'picked', backend }
        },
      }),
    }),
  }
}

async function poolWith(
  canary: CanarySettings | undefined,
  { fails = false, changes = {} }: { fails?: boolean; changes?: Partial<PoolConfig> } = {},
): Promise<Harness> {
  const pool: PoolConfig = {
    ...defaultPoolConfig('p'),
    policy: chosen('round_robin'),
    outlierDetection: { ...defaultPoolConfig('p').outlierDetection, enabled: false },
    canary,
    ...changes,
  }
  const harness = await startReplica({ pools: [pool], policies: [lastOne(fails)], seed: 5 })
  for (const id of ['a', 'b', 'c', 'd']) harness.register('p', id)
  harness.time.advance(20)
  return harness
}

const armOf = (token: string): string | undefined => parseToken(token)?.arm

/** Calls at 50 a second whose end is up to the side that picked. */
function serve(
  harness: Harness,
  seconds: number,
  endOf: (arm: string | undefined) => Partial<OutcomeReport> = () => ({}),
): number {
  let canary = 0
  for (let call = 0; call < seconds * 50; call++) {
    const { token, reason } = mustPick(harness.pick('p'))
    if (reason === 'canary') canary++
    harness.replica.useCases.picks.report({ ...PLAIN_OUTCOME, token, ...endOf(armOf(token)) })
    if (call % 50 === 0) for (const id of ['a', 'b', 'c', 'd']) harness.beat('p', id)
    harness.time.advance(20)
  }
  return canary
}

function canary({ replica }: Harness): CanaryReport {
  const pool = replica.useCases.admin.getPool('p')
  if ('kind' in pool || pool.canary === undefined) throw new Error('no canary')
  return pool.canary
}

function configure({ replica, time }: Harness, changes: (config: PoolConfig) => Partial<PoolConfig>): void {
  const pool = replica.directory.get('p')
  if (pool === undefined) throw new Error('no pool')
  replica.directory.put({ ...pool.config, ...changes(pool.config) }, pool.configVersion)
  time.advance(20)
}

const failing = (arm: string | undefined): Partial<OutcomeReport> => (arm === 'canary' ? { result: 'error' } : {})

describe('a canary', () => {
  test('makes its percentage of the picks, and decisions and tokens say which', async () => {
    const harness = await poolWith(canaryOf({ percent: 20 }))
    let made = 0
    for (let pick = 0; pick < 2_000; pick++) {
      const { reason, backend, token } = mustPick(harness.pick('p'))
      expect(armOf(token)).toBe(reason === 'canary' ? 'canary' : 'pool')
      if (reason !== 'canary') continue
      made++
      expect(backend.id).toBe('d')
    }
    expect(made).toBeGreaterThan(330)
    expect(made).toBeLessThan(470)
    const { decisions } = harness.replica.useCases
    const all = { pool: '', policy: '', backendId: '', errorReason: '' }
    const [decision] = decisions.recent({ ...all, reason: 'canary' }, 1)
    expect(decision).toMatchObject({ reason: 'canary', policy: 'last_one', backendId: 'd' })
    const [other] = decisions.recent({ ...all, reason: 'policy' }, 1)
    expect(other).toMatchObject({ reason: 'policy', policy: 'round_robin' })
    for (const { id = '' } of [decision ?? {}, other ?? {}]) expect(decisions.replay(id)).toMatchObject({ same: true })
    expect(decisions.dryRun({ ...PLAIN, pool: 'p' })).toMatchObject({
      dryRun: true,
      backendId: expect.stringMatching(/./),
    })
  })

  test('keeps a key on its side, so that sessions do not go back and forth', async () => {
    const harness = await poolWith(canaryOf({ percent: 30 }))
    let onCanary = 0
    for (let key = 0; key < 500; key++) {
      const reasons = [1, 2, 3].map(() => mustPick(harness.pick('p', { affinityKey: `user-${key}` })).reason)
      expect(new Set(reasons).size).toBe(1)
      if (reasons[0] === 'canary') onCanary++
    }
    expect(onCanary).toBeGreaterThan(110)
    expect(onCanary).toBeLessThan(190)
  })

  test('without one, tokens are as they were', async () => {
    const { pick } = await poolWith(undefined)
    const { token, reason } = mustPick(pick('p'))
    expect({ arm: armOf(token), reason, sequence: token.split('.')[1] }).toEqual({
      ...{ arm: undefined, reason: 'policy', sequence: '0' },
    })
  })

  test('counts the outcomes of each side by the token, also of picks that another replica made', async () => {
    const harness = await poolWith(canaryOf())
    const { token } = mustPick(harness.pick('p'))
    const suffix = token.slice(token.lastIndexOf('.'))
    const { picks } = harness.replica.useCases
    picks.report({ ...PLAIN_OUTCOME, token: `other.00zz${suffix}`, result: 'error' })
    picks.report({ ...PLAIN_OUTCOME, token: `other.0zz${suffix}` })
    picks.report({ ...PLAIN_OUTCOME, token: `other.zz${suffix}` })
    picks.report({ ...PLAIN_OUTCOME, token: `other.00zz${suffix}`, result: 'cancelled' })
    picks.report({ ...PLAIN_OUTCOME, pool: 'p', backendId: 'a' })
    const { canary: ofCanary, pool } = canary(harness)
    expect([ofCanary, pool]).toMatchObject([
      { outcomes: 1, failures: 1 },
      { outcomes: 1, failures: 0 },
    ])
  })

  test('grows by steps, each after its interval and a judgement that is not against it', async () => {
    const harness = await poolWith(canaryOf({ percent: 10, stepPercent: 40, stepIntervalMs: 60_000 }))
    serve(harness, 50)
    expect(canary(harness)).toMatchObject({ percent: 10, rolledBack: '' })
    expect(canary(harness).windows).toBeGreaterThan(0)
    serve(harness, 40)
    expect(canary(harness).percent).toBe(50)
    harness.time.advance(600_000)
    for (const id of ['a', 'b', 'c', 'd']) harness.beat('p', id)
    expect(canary(harness).percent).toBe(50)
    serve(harness, 200)
    expect(canary(harness)).toMatchObject({ percent: 100, rolledBack: '' })
    expect(harness.replica.useCases.admin.advisePolicy('p')).toMatchObject({
      verdict: 'switch',
      configToAdd: 'policy: last_one\n',
    })
  })
})

const PLAIN = {
  ...{ affinityKey: '', locality: undefined, labelSelector: new Map<string, string>(), excludeBackendIds: [] },
  ...{ alternates: 0, previousPickToken: '', affinityToken: '' },
}

describe('a canary is rolled back', () => {
  test('when its calls fail: no more picks, and everybody who looks is told why', async () => {
    const harness = await poolWith(canaryOf())
    serve(harness, 15, failing)
    const { percent, rolledBack, canary: arm } = canary(harness)
    expect(percent).toBe(0)
    expect(rolledBack).toMatch(
      /^2023-11-14T\d\d:\d\d:\d\d\.\d{3}Z by replica r1: 100\.0 % of its \d+ calls failed, beside it 0\.0 % of \d+$/,
    )
    expect(arm.failures).toBe(arm.outcomes)
    expect(serve(harness, 5)).toBe(0)
    const { degraded } = harness.replica.useCases.admin.status()
    expect(degraded).toMatchObject([
      { reason: 'canary_rolled_back', pool: 'p', cause: expect.stringContaining(rolledBack) },
    ])
    expect(mustPick(harness.pick('p')).degraded).toBeUndefined()
    expect(harness.replica.useCases.admin.advisePolicy('p')).toMatchObject({
      verdict: 'stay',
      summary: expect.stringContaining(rolledBack),
    })
  })

  test('when its calls take longer', async () => {
    const harness = await poolWith(canaryOf())
    serve(harness, 15, (arm) => ({ latencyMs: arm === 'canary' ? 100 : 20 }))
    expect(canary(harness).rolledBack).toMatch(/its 99th percentile latency was \d+ ms, beside it \d+ ms$/)
    expect(canary(harness).latencyIncrease?.low).toBeGreaterThan(0.25)
  })

  test('when its policy fails, whatever the outcomes', async () => {
    const harness = await poolWith(canaryOf(), { fails: true })
    for (let pick = 0; pick < 40; pick++) mustPick(harness.pick('p'))
    harness.time.advance(200)
    expect(canary(harness).rolledBack).toMatch(/the policy failed: last_one: .*not today/)
  })

  test('not when it is as good, and not by fewer outcomes than it needs', async () => {
    const good = await poolWith(canaryOf())
    serve(good, 60, () => ({ result: 'error' }))
    expect(canary(good)).toMatchObject({ percent: 50, rolledBack: '' })
    const few = await poolWith(canaryOf({ minimumOutcomes: 10_000 }))
    serve(few, 60, failing)
    expect(canary(few)).toMatchObject({ percent: 50, windows: 0 })
  })

  test('until the operator changes it: other changes do not bring it back', async () => {
    const harness = await poolWith(canaryOf())
    serve(harness, 15, failing)
    configure(harness, () => ({ pickLeaseMs: 20_000 }))
    expect(canary(harness).percent).toBe(0)
    configure(harness, () => ({ canary: canaryOf({ percent: 40 }) }))
    expect(canary(harness)).toMatchObject({ percent: 40, rolledBack: '', windows: 0 })
  })
})

describe('a rollback and the other replicas', () => {
  /** As an operator puts it: the configuration is in the store. */
  async function stored(): Promise<Harness> {
    const harness = await poolWith(undefined)
    const config = harness.replica.directory.get('p')?.config
    await harness.replica.useCases.admin.putPool({ ...config, canary: canaryOf() }, undefined, false)
    harness.time.advance(20)
    return harness
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  test('is written into the configuration in the store, once, over the version that was judged', async () => {
    const harness = await stored()
    serve(harness, 15, failing)
    harness.time.advance(1_000)
    await settled()
    const { rolledBack } = canary(harness)
    const [, told, ...more] = harness.store.documents
    expect(told).toEqual({ document: expect.objectContaining({ canary: { ...canaryOf(), rolledBack } }), expected: 1 })
    expect(more).toEqual([])
    harness.time.advance(5_000)
    await settled()
    expect(harness.store.documents).toHaveLength(2)
    expect(harness.replica.directory.get('p')).toMatchObject({ configVersion: 2, config: { canary: { rolledBack } } })
    expect(canary(harness)).toMatchObject({ percent: 0, rolledBack })
  })

  test('waits for a store that is down', async () => {
    const harness = await stored()
    harness.store.up = false
    serve(harness, 15, failing)
    harness.time.advance(3_000)
    await settled()
    expect(canary(harness).percent).toBe(0)
    expect(harness.store.documents).toHaveLength(1)
    harness.store.up = true
    harness.time.advance(1_000)
    await settled()
    expect(harness.store.documents).toHaveLength(2)
  })

  test('of a pool that is not in the store stays with the replica', async () => {
    const harness = await poolWith(canaryOf())
    serve(harness, 15, failing)
    harness.time.advance(5_000)
    await settled()
    expect(canary(harness).percent).toBe(0)
    expect(harness.store.documents).toEqual([])
  })

  test('is followed by a replica that hears of it, and ends when the text is removed', async () => {
    const harness = await stored()
    const document = (rolledBack: string) => {
      return { ...harness.replica.directory.get('p')?.config, canary: canaryOf({ rolledBack }) }
    }
    harness.store.listener?.apply([
      { kind: 'pool', pool: 'p', version: 7, document: document('at noon by replica r2: bad') },
    ])
    harness.time.advance(20)
    expect(canary(harness)).toMatchObject({ percent: 0, rolledBack: 'at noon by replica r2: bad' })
    expect(serve(harness, 2)).toBe(0)
    harness.store.listener?.apply([{ kind: 'pool', pool: 'p', version: 8, document: document('') }])
    harness.time.advance(20)
    expect(canary(harness)).toMatchObject({ percent: 50, rolledBack: '' })
    expect(serve(harness, 2)).toBeGreaterThan(20)
  })
})
