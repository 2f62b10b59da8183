import { describe, expect, test } from '@jest/globals'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import type { Decision, DecisionFilter } from '../../../server/use-cases.ts'
import type { Refusal } from '../../../server/errors.ts'
import { mustPick, PLAIN_OUTCOME, PLAIN_QUERY, startReplica, WALL_TIME_AT_START } from '../../support/replica.ts'
import type { Harness, HarnessOptions } from '../../support/replica.ts'

const WARM: Partial<PoolConfig> = { slowStart: { windowMs: 0, aggression: 1, minWeightPercent: 10 } }
/** A policy that compares two from the first pick on. */
const TWO_CHOICES = { type: 'peak_ewma', config: {} }
const ALL: DecisionFilter = { pool: '', policy: '', reason: undefined, backendId: '', errorReason: '' }

async function poolOf(
  ids: readonly string[],
  changes: Partial<PoolConfig> = {},
  more: HarnessOptions = {},
): Promise<Harness> {
  const defaults = (name: string): PoolConfig => ({
    ...defaultPoolConfig(name),
    policy: TWO_CHOICES,
    ...WARM,
    ...changes,
  })
  const harness = await startReplica({ defaults, policies: [], ...more })
  for (const id of ids) harness.register('p', id, { address: `10.0.0.1:${1_000 + ids.indexOf(id)}` })
  harness.time.advance(20)
  return harness
}

function decided(answer: Decision | Refusal): Decision {
  if (answer.kind === 'refused') throw new Error(answer.message)
  return answer
}

const decisionsOf = ({ replica }: Harness) => replica.useCases.decisions

describe('the record of a pick', () => {
  test('holds who was compared, with which inputs of which age, the draws, the winner and the runner-up', async () => {
    const harness = await poolOf(['a', 'b', 'c'])
    for (const id of ['a', 'b', 'c']) {
      harness.beat('p', id)
      const token = mustPick(harness.pick('p', { excludeBackendIds: ['a', 'b', 'c'].filter((o) => o !== id) })).token
      harness.replica.useCases.picks.report({ ...PLAIN_OUTCOME, token, latencyMs: 20 })
    }
    harness.time.advance(250)
    const { token, backend, revision } = mustPick(harness.pick('p', { traceId: 'f'.repeat(32) }))
    const decision = decided(decisionsOf(harness).find(token))
    expect(decision).toEqual({
      kind: 'decision',
      id: token,
      time: WALL_TIME_AT_START + harness.time.now(),
      pool: 'p',
      revision,
      policy: 'peak_ewma',
      policyReason: 'least_cost',
      configVersion: 0,
      backends: 3,
      candidates: 3,
      excluded: [],
      excludedOmitted: 0,
      scores: [backend.id, decision.runnerUpBackendId].map((backendId) => ({
        backendId,
        score: expect.any(Number),
        inputs: [
          { signal: 'latency', value: 20 * Math.exp(-250 / 10_000), ageMs: 250 },
          { signal: 'in_flight', value: 0, ageMs: undefined },
        ],
      })),
      backendId: backend.id,
      runnerUpBackendId: expect.stringMatching(/^[abc]$/),
      alternateBackendIds: [],
      reason: 'policy',
      degraded: undefined,
      randomDraws: [expect.any(Number), expect.any(Number)],
      errorReason: '',
      errorMessage: '',
      callerLocality: undefined,
      localityLevel: undefined,
      affinity: 'none',
      discardedChoices: 0,
      dryRun: false,
      traceId: 'f'.repeat(32),
      replica: 'r1',
      replayable: true,
    })
    expect(decision.runnerUpBackendId).not.toBe(backend.id)
    expect(decisionsOf(harness).latest('p')).toBe(decision)
    expect(decisionsOf(harness).latest('')).toBe(decision)
  })

  test('says who was left out, and why', async () => {
    const harness = await poolOf(['a', 'b', 'c', 'd', 'e'], { panicThresholdPercent: 0 })
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      harness.register('p', id, { labels: new Map([['track', id === 'e' ? 'x' : 'y']]) })
    harness.beat('p', 'a', { health: 'unhealthy' })
    harness.beat('p', 'b', { draining: true })
    harness.time.advance(20)
    const labelSelector = new Map([['track', 'y']])
    const { token } = mustPick(harness.pick('p', { labelSelector, excludeBackendIds: ['c'] }))
    expect(decided(decisionsOf(harness).find(token))).toMatchObject({
      backendId: 'd',
      candidates: 2,
      excluded: [
        { backendId: 'a', reason: 'unhealthy' },
        { backendId: 'b', reason: 'draining' },
        { backendId: 'e', reason: 'selector' },
        { backendId: 'c', reason: 'excluded' },
      ],
    })
    const retry = mustPick(harness.pick('p', { labelSelector, previousPickToken: token }))
    expect(decided(decisionsOf(harness).find(retry.token))).toMatchObject({
      backendId: 'c',
      excluded: expect.arrayContaining([{ backendId: 'd', reason: 'previous_pick' }]),
    })
  })

  test('names a hundred of those left out and counts the rest', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `b${index}`)
    const harness = await poolOf(ids, { panicThresholdPercent: 0 })
    for (const id of ids.slice(0, 130)) harness.beat('p', id, { health: 'unhealthy' })
    harness.time.advance(20)
    const decision = decided(decisionsOf(harness).find(mustPick(harness.pick('p')).token))
    expect(decision.excluded).toHaveLength(100)
    expect(decision).toMatchObject({ backends: 150, candidates: 20, excludedOmitted: 30 })
  })

  test('of a saturated pool names the saturated, and why nobody was picked', async () => {
    const harness = await poolOf(['a', 'b'], { maxInFlightPerBackend: 1 })
    harness.pick('p')
    harness.pick('p')
    const refusal = harness.pick('p')
    expect(refusal).toMatchObject({ kind: 'refused', reason: 'POOL_SATURATED' })
    const [decision] = decisionsOf(harness).recent({ ...ALL, errorReason: 'POOL_SATURATED' }, 10)
    expect(decision).toMatchObject({
      id: 'd.r1.0',
      backendId: '',
      reason: undefined,
      errorMessage: refusal.kind === 'refused' ? refusal.message : '',
      policyReason: 'all_avoided',
      excluded: ['a', 'b'].map((backendId) => ({ backendId, reason: 'saturated' })),
    })
    expect(decisionsOf(harness).find('d.r1.0')).toBe(decision)
    expect(decisionsOf(harness).replay('d.r1.0')).toEqual({ kind: 'replayed', backendId: '', same: true, note: '' })
  })

  test('says how far from the caller it went, and that backends further off were not left out', async () => {
    const harness = await poolOf([])
    const at = (zone: string) => ({ region: 'eu', zone, subZone: '' })
    harness.register('p', 'near', { locality: at('eu-1') })
    harness.register('p', 'far', { locality: at('eu-2') })
    harness.time.advance(20)
    const { token } = mustPick(harness.pick('p', { locality: at('eu-1') }))
    const near = decided(decisionsOf(harness).find(token))
    expect(near).toMatchObject({ backendId: 'near', localityLevel: 'zone', candidates: 1, backends: 2, excluded: [] })
    expect(near.callerLocality).toEqual(at('eu-1'))
    const other = mustPick(harness.pick('p', { locality: at('eu-1'), excludeBackendIds: ['near'] }))
    expect(decided(decisionsOf(harness).find(other.token))).toMatchObject({
      backendId: 'far',
      localityLevel: 'region',
      reason: 'locality_failover',
      excluded: [{ backendId: 'near', reason: 'excluded' }],
    })
  })

  test('says how affinity took part, and never holds the key', async () => {
    for (const mode of ['hash', 'binding', 'token'] as const) {
      const harness = await poolOf(['a', 'b', 'c'], {
        affinity: { mode, ttlMs: 60_000, onDrain: 'move', maxBindings: 100 },
      })
      const first = mustPick(harness.pick('p', { affinityKey: 'secret-of-4711' }))
      const { affinityToken } = first
      const second = mustPick(harness.pick('p', { affinityKey: 'secret-of-4711', affinityToken }))
      expect(second.backend.id).toBe(first.backend.id)
      const decision = decided(decisionsOf(harness).find(second.token))
      expect(decision).toMatchObject({ affinity: mode, reason: 'affinity' })
      expect(JSON.stringify(decision)).not.toContain('4711')
      expect(decided(decisionsOf(harness).find(first.token)).affinity).toBe(mode === 'hash' ? 'hash' : 'none')
      expect(decisionsOf(harness).replay(second.token)).toMatchObject({ same: true, backendId: first.backend.id })
    }
  })

  test('in panic and by the fallback policy is kept apart from the ordinary ones', async () => {
    const harness = await poolOf(['a', 'b', 'c'], {}, { decisions: { perSecond: 1_000, keep: 5 } })
    for (const id of ['a', 'b']) harness.beat('p', id, { health: 'unhealthy' })
    harness.time.advance(20)
    const { token } = mustPick(harness.pick('p'))
    for (const id of ['a', 'b']) harness.beat('p', id)
    harness.time.advance(20)
    for (let pick = 0; pick < 20; pick++) mustPick(harness.pick('p'))
    expect(decided(decisionsOf(harness).find(token))).toMatchObject({
      reason: 'panic',
      degraded: { reasons: ['panic'] },
    })
    expect(decisionsOf(harness).recent(ALL, 100)).toHaveLength(6)
    expect(decisionsOf(harness).recent({ ...ALL, reason: 'panic' }, 100)).toHaveLength(1)
  })

  test('outlives its pool, and a token of another replica says where to ask', async () => {
    const harness = await poolOf(['a'])
    const { token } = mustPick(harness.pick('p'))
    harness.replica.directory.delete('p')
    expect(decided(decisionsOf(harness).find(token)).backendId).toBe('a')
    expect(decisionsOf(harness).replay(token)).toEqual({ kind: 'replayed', backendId: 'a', same: true, note: '' })
    expect(decisionsOf(harness).find(token.replace('r1.', 'r2.'))).toMatchObject({
      reason: 'DECISION_NOT_FOUND',
      message: expect.stringMatching(/replica r2 made it: ask there/),
    })
    expect(decisionsOf(harness).find('nonsense')).toMatchObject({ reason: 'DECISION_NOT_FOUND' })
    expect(decisionsOf(harness).replay('')).toMatchObject({ reason: 'DECISION_NOT_FOUND' })
    expect(decisionsOf(harness).latest('nowhere')).toMatchObject({ reason: 'POOL_NOT_FOUND' })
  })
})

describe('how many are recorded', () => {
  const recordedOf = ({ replica }: Harness): number => replica.picks.decisions.stats().recorded

  test('a burst of a second, then the rate, spread over the picks', async () => {
    const harness = await poolOf(['a', 'b'], {}, { decisions: { perSecond: 10, keep: 1_000 } })
    for (let pick = 0; pick < 1_000; pick++) harness.pick('p')
    expect(recordedOf(harness)).toBe(10)
    for (let tenth = 0; tenth < 50; tenth++) {
      harness.time.advance(100)
      for (const id of ['a', 'b']) harness.beat('p', id)
      for (let pick = 0; pick < 100; pick++) harness.pick('p')
    }
    expect(recordedOf(harness)).toBeGreaterThanOrEqual(50)
    expect(recordedOf(harness)).toBeLessThanOrEqual(61)
  })

  test('after a quiet time the next pick is recorded', async () => {
    const harness = await poolOf(['a', 'b'], {}, { decisions: { perSecond: 10, keep: 1_000 } })
    for (let pick = 0; pick < 10_000; pick++) harness.pick('p')
    harness.time.advance(1_000)
    const { token } = mustPick(harness.pick('p'))
    expect(decisionsOf(harness).find(token)).toMatchObject({ id: token })
  })

  test('none but odd ones at 0 a second, and odd ones at most a thousand', async () => {
    const harness = await poolOf(['a'], {}, { decisions: { perSecond: 0, keep: 10 } })
    for (let pick = 0; pick < 100; pick++) mustPick(harness.pick('p'))
    expect(recordedOf(harness)).toBe(0)
    for (let pick = 0; pick < 1_500; pick++) harness.pick('p', { excludeBackendIds: ['a'] })
    expect(harness.replica.picks.decisions.stats()).toMatchObject({ recorded: 1_000, dropped: 500 })
    expect(decisionsOf(harness).recent(ALL, 100)).toHaveLength(10)
    const [last] = decisionsOf(harness).recent(ALL, 1)
    expect(last).toMatchObject({ errorReason: 'NO_BACKENDS', scores: [], randomDraws: [], replayable: false })
    expect(decisionsOf(harness).replay(last?.id ?? '')).toMatchObject({
      same: false,
      note: expect.stringMatching(/odd/),
    })
  })
})

describe('those who watch', () => {
  test('hear of at least as many as they asked for, of the pool that they asked for', async () => {
    const harness = await poolOf(['a', 'b'], {}, { decisions: { perSecond: 0, keep: 10 } })
    harness.register('q', 'a')
    harness.time.advance(20)
    const heard: string[] = []
    const stop = decisionsOf(harness).watch({ ...ALL, pool: 'q' }, 5, ({ pool }) => heard.push(pool))
    for (let pick = 0; pick < 1_000; pick++) {
      harness.pick('p')
      if (pick % 100 === 0) harness.pick('q')
    }
    expect(heard).toEqual(Array(5).fill('q'))
    harness.time.advance(1_000)
    harness.pick('q')
    expect(heard).toHaveLength(6)
    stop()
    harness.time.advance(1_000)
    harness.pick('q')
    expect(heard).toHaveLength(6)
    expect(harness.replica.picks.decisions.stats().watchers).toBe(0)
  })

  test('are told how many matched and were left out', async () => {
    const harness = await poolOf(['a', 'b'], {}, { decisions: { perSecond: 100, keep: 10 } })
    const heard: number[] = []
    decisionsOf(harness).watch(ALL, 2, (_, dropped) => heard.push(dropped))
    for (let pick = 0; pick < 50; pick++) harness.pick('p')
    expect(heard).toEqual([0, 0])
    harness.time.advance(1_000)
    harness.pick('p')
    expect(heard).toEqual([0, 0, 48])
  })

  test('may throw, pick and stop while they are told, and picks go on', async () => {
    const harness = await poolOf(['a', 'b'])
    const heard: string[] = []
    decisionsOf(harness).watch(ALL, 100, () => {
      throw new Error('a listener of no use')
    })
    const stop = decisionsOf(harness).watch(ALL, 100, ({ id }) => {
      heard.push(id)
      if (heard.length === 1) mustPick(harness.pick('p'))
      else stop()
    })
    const { token } = mustPick(harness.pick('p'))
    expect(heard[0]).toBe(token)
    mustPick(harness.pick('p'))
    expect(heard).toHaveLength(2)
    expect(harness.replica.picks.decisions.stats().recorded).toBe(3)
  })
})

describe('a dry run', () => {
  test('of an unknown pool is refused, of an empty one is a decision', async () => {
    const harness = await poolOf([], {}, { pools: [defaultPoolConfig('empty')] })
    const decisions = decisionsOf(harness)
    expect(decisions.dryRun({ ...PLAIN_QUERY, pool: 'nowhere' })).toMatchObject({
      kind: 'refused',
      reason: 'POOL_NOT_FOUND',
    })
    expect(decisions.dryRun({ ...PLAIN_QUERY, pool: 'empty' })).toMatchObject({
      errorReason: 'NO_BACKENDS',
      dryRun: true,
    })
  })

  test('decides by the same steps, and is not kept', async () => {
    const harness = await poolOf(['a', 'b', 'c'], { policy: { type: 'round_robin', config: {} } })
    const decisions = decisionsOf(harness)
    mustPick(harness.pick('p'))
    const said = Array.from({ length: 3 }, () =>
      decided(decisions.dryRun({ ...PLAIN_QUERY, pool: 'p', alternates: 1 })),
    )
    const { token, backend } = mustPick(harness.pick('p'))
    for (const decision of said)
      expect(decision).toMatchObject({ backendId: backend.id, dryRun: true, policy: 'round_robin' })
    expect(said[0]?.scores).toEqual(decided(decisions.find(token)).scores)
    expect(said[0]?.alternateBackendIds).toHaveLength(1)
    expect(decisions.find(said[0]?.id ?? '')).toMatchObject({ kind: 'refused' })
    expect(decisions.recent(ALL, 10)).toHaveLength(2)
  })
})
