import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import type { PolicyFactory, SnapshotBackend } from '../../../policies/policy.ts'
import type { PoolConfig, ShadowSettings } from '../../../server/pools/pool-config.ts'
import { DEFAULT_POLICY, defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { PolicyAdvice } from '../../../server/use-cases.ts'
import { mustPick, PLAIN_OUTCOME, startReplica } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'
import { NO_LOAD } from '../../support/records.ts'

const chosen = (type: string, config: Record<string, unknown> = {}) => ({ type, config })
const shadowOf = (type: string, percent = 100): ShadowSettings => ({ policy: chosen(type), percent })

async function poolWith(
  changes: Partial<PoolConfig>,
  policies: readonly PolicyFactory[] = [],
  ids: readonly string[] = ['a', 'b', 'c', 'd'],
): Promise<Harness> {
  const defaults = (name: string): PoolConfig => ({ ...defaultPoolConfig(name), ...changes })
  const harness = await startReplica({ defaults, policies, seed: 7 })
  for (const id of ids) harness.register('p', id)
  harness.time.advance(20)
  return harness
}

function advice({ replica }: Harness): PolicyAdvice {
  const answer = replica.useCases.admin.advisePolicy('p')
  if (answer.kind === 'refused') throw new Error(answer.message)
  return answer
}

type Step =
  | { readonly kind: 'pick'; readonly key: string; readonly alternates: number; readonly exclude: string }
  | { readonly kind: 'end'; readonly result: 'success' | 'error'; readonly latencyMs: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'beat'; readonly id: string; readonly inFlight: number | undefined }
  | { readonly kind: 'leave'; readonly id: string; readonly back: boolean }

const ids = fc.constantFrom('a', 'b', 'c', 'd')
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('pick' as const),
        key: fc.constantFrom('', 'x', 'y'),
        alternates: fc.nat(2),
        exclude: fc.constantFrom('', 'a'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        result: fc.constantFrom('success' as const, 'error' as const),
        latencyMs: fc.nat(500),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(4_000) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('beat' as const),
        id: ids,
        inFlight: fc.option(fc.nat(9), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), id: ids, back: fc.boolean() }) },
  ),
  { maxLength: 120, size: 'max' },
)

/** All that callers and operators see of the real picks. */
function play(harness: Harness, script: readonly Step[]): unknown[] {
  const seen: unknown[] = []
  const open: string[] = []
  const { heartbeats, picks, admin } = harness.replica.useCases
  for (const step of script) {
    if (step.kind === 'pick') {
      const exclude = step.exclude === '' ? [] : [step.exclude]
      const answer = harness.pick('p', {
        affinityKey: step.key,
        alternates: step.alternates,
        excludeBackendIds: exclude,
      })
      seen.push(answer)
      if (answer.kind === 'picked') open.push(answer.token)
    } else if (step.kind === 'end') {
      const token = open.shift()
      if (token !== undefined) picks.report({ ...PLAIN_OUTCOME, token, result: step.result, latencyMs: step.latencyMs })
    } else if (step.kind === 'wait') {
      harness.time.advance(step.ms)
    } else if (step.kind === 'beat') {
      harness.beat('p', step.id, { load: { ...NO_LOAD, inFlight: step.inFlight }, loadAgeMs: 40 })
    } else {
      heartbeats.deregister('p', step.id, 1)
      if (step.back) harness.register('p', step.id)
    }
  }
  const backends = admin.listBackends('p', 0, '')
  if (backends.kind === 'page')
    seen.push(backends.items.map(({ inFlight, latencyMs, picks: made }) => [inFlight, latencyMs, made]))
  seen.push(
    harness.replica.useCases.decisions.recent(
      { pool: '', policy: '', reason: undefined, backendId: '', errorReason: '' },
      100,
    ),
  )
  return seen
}

describe('the real picks', () => {
  test.each([
    ['peak_ewma', 'least_request'],
    ['adaptive', 'peak_ewma'],
    ['least_request', 'adaptive'],
    ['least_request', 'peak_ewma'],
    ['round_robin', 'random'],
    ['weighted_round_robin', 'least_response_time'],
  ])('are the same to the bit with and without a shadow: %s beside %s', async (policy, shadow) => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const without = await poolWith({ policy: chosen(policy) })
        const beside = await poolWith({ policy: chosen(policy), shadow: shadowOf(shadow) })
        expect(play(beside, script)).toEqual(play(without, script))
      }),
      { numRuns: 25 },
    )
  })

  test('go on undisturbed when a shadow comes and goes', async () => {
    const script: Step[] = Array.from({ length: 60 }, () => ({ kind: 'pick', key: '', alternates: 1, exclude: '' }))
    const plain = await poolWith({ policy: chosen('round_robin') })
    const changing = await poolWith({ policy: chosen('round_robin') })
    const put = (shadow: ShadowSettings | undefined): void => {
      const pool = changing.replica.directory.get('p')
      if (pool !== undefined) changing.replica.directory.put({ ...pool.config, shadow }, pool.configVersion)
      changing.time.advance(20)
      plain.replica.directory.get('p')?.touch()
      plain.time.advance(20)
    }
    expect(play(changing, script)).toEqual(play(plain, script))
    put(shadowOf('random'))
    expect(play(changing, script)).toEqual(play(plain, script))
    put(undefined)
    expect(play(changing, script)).toEqual(play(plain, script))
  })
})

/** Always picks the last backend, and remembers whom it saw and heard of. */
function lastOne(seen: { heard: string[]; backends: Set<SnapshotBackend> }, fails = false): PolicyFactory {
  return {
    type: 'last_one',
    stability: 'experimental',
    description: 'The last of the list.',
    consumes: { required: [], optional: [] },
    configSchema: {},
    parseConfig: () => undefined,
    create: () => ({
      onSnapshot: ({ backends }) => ({
        pick: ({ avoid }) => {
          if (fails) throw new Error('not today')
          for (const backend of backends) seen.backends.add(backend)
          const backend = backends.filter((each) => avoid?.(each) !== true).at(-1)
          return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }
        },
      }),
      onOutcome: ({ backendId }) => void seen.heard.push(backendId),
    }),
  }
}

describe('what is known of a shadow', () => {
  test('agreement and shares count the picks that were compared; it hears every outcome and is never in flight', async () => {
    const seen = { heard: [] as string[], backends: new Set<SnapshotBackend>() }
    const harness = await poolWith({ policy: chosen('round_robin'), shadow: shadowOf('last_one') }, [lastOne(seen)])
    const share = harness.share('p', 40)
    expect(share.get('d')).toBe(10)
    const { shadow, verdict } = advice(harness)
    expect(verdict).toBe('not_enough_data')
    expect(shadow).toMatchObject({ policy: 'last_one', compared: 40, agreement: 0.25, nobody: 0, failures: 0 })
    expect(shadow?.costRatio).toBeUndefined()
    expect(shadow?.shares[0]).toEqual({ backendId: 'd', share: 0.25, shadowShare: 1 })
    expect(seen.heard).toHaveLength(40)
    expect([...seen.backends].map(({ signals }) => signals.inFlight())).toEqual([0, 0, 0, 0])
  })

  test('the same wishes: what the pick had to avoid, the shadow avoids', async () => {
    const seen = { heard: [], backends: new Set<SnapshotBackend>() }
    const harness = await poolWith({ shadow: shadowOf('last_one') }, [lastOne(seen)])
    for (let pick = 0; pick < 20; pick++) mustPick(harness.pick('p', { excludeBackendIds: ['d'] }))
    const { shares = [] } = advice(harness).shadow ?? {}
    expect(shares.find(({ shadowShare }) => shadowShare === 1)).toMatchObject({ backendId: 'c' })
  })

  test('one that fails is counted as that, and nobody else takes notice', async () => {
    const seen = { heard: [], backends: new Set<SnapshotBackend>() }
    const harness = await poolWith({ shadow: shadowOf('last_one') }, [lastOne(seen, true)])
    harness.share('p', 30)
    expect(advice(harness).shadow).toMatchObject({ compared: 0, failures: 30 })
    const pool = harness.replica.useCases.admin.getPool('p')
    expect(pool).toMatchObject({ activePolicy: DEFAULT_POLICY, policyFailures: 0, degraded: undefined })
  })

  test('it is asked for its percentage of the picks', async () => {
    const harness = await poolWith({ shadow: shadowOf('random', 25) })
    harness.share('p', 4_000)
    const { compared = 0 } = advice(harness).shadow ?? {}
    expect(compared).toBeGreaterThan(880)
    expect(compared).toBeLessThan(1_120)
  })

  test('another shadow, or another policy of the pool, begins anew', async () => {
    const harness = await poolWith({ shadow: shadowOf('random') })
    const { directory } = harness.replica
    const config = (changes: Partial<PoolConfig>): void => {
      const pool = directory.get('p')
      if (pool !== undefined) directory.put({ ...pool.config, ...changes }, 0)
      harness.time.advance(20)
    }
    harness.share('p', 10)
    config({ pickLeaseMs: 20_000 })
    expect(advice(harness).shadow?.compared).toBe(10)
    config({ policy: chosen('round_robin') })
    expect(advice(harness).shadow?.compared).toBe(0)
    harness.share('p', 10)
    config({ shadow: shadowOf('least_request') })
    expect(advice(harness).shadow).toMatchObject({ policy: 'least_request', compared: 0 })
    config({ shadow: undefined })
    expect(advice(harness)).toMatchObject({ verdict: 'nothing_on_trial', shadow: undefined })
  })
})

/** Calls at 20 a second; the backend "a" takes ten times as long as the others. */
function serve(harness: Harness, seconds: number): void {
  for (let call = 0; call < seconds * 20; call++) {
    const { token, backend } = mustPick(harness.pick('p'))
    const latencyMs = backend.id === 'a' ? 200 : 20
    harness.replica.useCases.picks.report({ ...PLAIN_OUTCOME, token, latencyMs })
    for (const id of ['a', 'b', 'c', 'd']) if (call % 20 === 0) harness.beat('p', id)
    harness.time.advance(50)
  }
}

describe('advice by a shadow', () => {
  test('round_robin in a pool with a slow backend: switch, with the canary that comes next', async () => {
    const harness = await poolWith({ policy: chosen('round_robin'), shadow: shadowOf('peak_ewma') })
    serve(harness, 120)
    const { verdict, summary, configToAdd, shadow } = advice(harness)
    expect({ verdict, summary }).toEqual({
      verdict: 'switch',
      summary: expect.stringContaining('let a canary show it'),
    })
    expect(shadow?.costRatio?.high).toBeLessThan(0.6)
    expect(shadow?.shadowLatencyMs).toBeLessThan((shadow?.latencyMs ?? 0) / 2)
    expect(configToAdd).toBe('canary:\n  policy: peak_ewma\n  percent: 5\n  stepPercent: 5\n')
  })

  test('the other way round: stay', async () => {
    const harness = await poolWith({ policy: chosen('peak_ewma'), shadow: shadowOf('round_robin') })
    serve(harness, 120)
    const { verdict, shadow } = advice(harness)
    expect(verdict).toBe('stay')
    expect(shadow?.costRatio?.low).toBeGreaterThan(1)
  })

  test('two policies that differ by chance alone are not recommended for each other', async () => {
    const harness = await poolWith({ policy: chosen('random'), shadow: shadowOf('weighted_random') })
    serve(harness, 180)
    expect(advice(harness).verdict).not.toBe('switch')
  })

  test('without a shadow: what to add', async () => {
    const harness = await poolWith({ policy: chosen('round_robin') })
    expect(advice(harness)).toMatchObject({ verdict: 'nothing_on_trial', shadow: undefined, canary: undefined })
    expect(advice(harness).configToAdd).toBe(`shadow:\n  policy: ${DEFAULT_POLICY}\n  percent: 10\n`)
    expect(harness.replica.useCases.admin.advisePolicy('q')).toMatchObject({ reason: 'POOL_NOT_FOUND' })
  })
})
