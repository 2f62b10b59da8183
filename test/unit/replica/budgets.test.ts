import { describe, expect, test } from '@jest/globals'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { Picked } from '../../../server/use-cases.ts'
import { mustPick, PLAIN_OUTCOME, PLAIN_QUERY, startReplica } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'

const base = defaultPoolConfig('p')

async function poolOf(ids: readonly string[], changes: Partial<PoolConfig>): Promise<Harness> {
  const harness = await startReplica({ defaults: (name) => ({ ...base, name, ...changes }) })
  for (const id of ids) harness.register('p', id)
  harness.time.advance(20)
  return harness
}

function end({ replica }: Harness, { token }: Picked, more: object = {}): void {
  expect(replica.useCases.picks.report({ ...PLAIN_OUTCOME, token, ...more })).toBeUndefined()
}

describe('a learnt limit', () => {
  const concurrencyLimit = { ...base.concurrencyLimit, mode: 'gradient2', initial: 4, min: 2, max: 50 } as const

  /** Rounds in which as many calls as there is room for run at one time. */
  function run(harness: Harness, rounds: number, latencyMs: number): number {
    let most = 0
    for (let round = 0; round < rounds; round++) {
      const picked: Picked[] = []
      for (
        let answer = harness.pick('p');
        answer.kind === 'picked' && picked.length < 100;
        answer = harness.pick('p')
      ) {
        picked.push(answer)
      }
      most = picked.length
      harness.beat('p', 'a')
      harness.time.advance(latencyMs)
      for (const each of picked) end(harness, each, { latencyMs })
    }
    return most
  }

  test('begins at its initial value, grows while latency stays, and shrinks when it grows', async () => {
    const harness = await poolOf(['a'], { concurrencyLimit })
    expect(run(harness, 1, 100)).toBe(4)
    const grown = run(harness, 100, 100)
    expect(grown).toBeGreaterThan(20)
    expect(run(harness, 40, 400)).toBeLessThan(grown / 2)
  })

  test('makes a backend saturated, with the limit in the reason, and the pick is refused as saturated', async () => {
    const harness = await poolOf(['a'], { concurrencyLimit })
    for (let pick = 0; pick < 4; pick++) mustPick(harness.pick('p'))
    expect(harness.pick('p')).toMatchObject({ reason: 'POOL_SATURATED', metadata: { concurrency_limit: 'gradient2' } })
    harness.beat('p', 'a')
    harness.time.advance(200)
    const page = harness.replica.useCases.admin.listBackends('p', 0, '')
    if (page.kind === 'refused') throw new Error(page.message)
    expect(page.items).toMatchObject([
      { state: 'saturated', stateReason: '4 requests in flight, the most that gradient2 has learnt it holds well' },
    ])
  })

  test('holds beside the fixed one: the lower of the two', async () => {
    const harness = await poolOf(['a'], { concurrencyLimit, maxInFlightPerBackend: 3 })
    expect(run(harness, 50, 100)).toBe(3)
    mustPick(harness.pick('p'))
    mustPick(harness.pick('p'))
    mustPick(harness.pick('p'))
    harness.beat('p', 'a')
    harness.time.advance(200)
    const page = harness.replica.useCases.admin.listBackends('p', 0, '')
    if (page.kind === 'refused') throw new Error(page.message)
    expect(page.items[0]?.stateReason).toBe('3 requests in flight, the most allowed')
  })

  test('is learnt from successes and time-outs: failing fast is not serving well', async () => {
    const harness = await poolOf(['a'], { concurrencyLimit })
    run(harness, 100, 100)
    const entry = harness.replica.directory.get('p')?.entries.get('a')
    const before = entry?.learntLimit(concurrencyLimit)
    for (let call = 0; call < 200; call++) {
      const answer = harness.pick('p')
      if (answer.kind === 'picked') end(harness, answer, { result: 'error', latencyMs: 1 })
      harness.time.advance(10)
    }
    expect(entry?.learntLimit(concurrencyLimit)).toBe(before)
  })

  test('a new incarnation begins anew', async () => {
    const harness = await poolOf(['a'], { concurrencyLimit })
    run(harness, 100, 100)
    harness.register('p', 'a', { epoch: 2 })
    harness.time.advance(20)
    expect(harness.replica.directory.get('p')?.entries.get('a')?.learntLimit(concurrencyLimit)).toBe(4)
  })
})

describe('a retry budget', () => {
  const budget = (changes: Partial<PoolConfig['retryBudget']>): Partial<PoolConfig> => ({
    retryBudget: { ...base.retryBudget, ...changes },
  })

  /** Of `calls` that each try again once, how many second tries are made. */
  function retriesOf(harness: Harness, calls: number): number {
    let made = 0
    for (let call = 0; call < calls; call++) {
      const first = mustPick(harness.pick('p'))
      end(harness, first, { result: 'error' })
      const second = harness.pick('p', { previousPickToken: first.token })
      if (second.kind === 'refused') continue
      made++
      end(harness, second)
    }
    return made
  }
  const quiet = { outlierDetection: { ...base.outlierDetection, enabled: false } }

  test('is off by default: every retry is made', async () => {
    expect(retriesOf(await poolOf(['a', 'b'], quiet), 1_000)).toBe(1_000)
  })

  test('of a percentage lets that many through, and the reserve', async () => {
    const harness = await poolOf(['a', 'b'], { ...quiet, ...budget({ mode: 'percent', percent: 20, minPerSecond: 1 }) })
    expect(retriesOf(harness, 1_000)).toBe(210)
    const first = mustPick(harness.pick('p'))
    expect(harness.pick('p', { previousPickToken: first.token })).toMatchObject({
      kind: 'refused',
      reason: 'RETRY_BUDGET_EXHAUSTED',
      metadata: { pool: 'p', retry_budget: 'percent', retry_after_ms: '1000' },
    })
    expect(harness.pick('p').kind).toBe('picked')
  })

  test('records the refusal as a decision, and a dry run says the same and takes nothing', async () => {
    const harness = await poolOf(['a', 'b'], budget({ mode: 'percent', percent: 100, minPerSecond: 0 }))
    const { token } = mustPick(harness.pick('p'))
    const dryRun = (): unknown =>
      harness.replica.useCases.decisions.dryRun({ ...PLAIN_QUERY, pool: 'p', previousPickToken: token })
    expect(dryRun()).toMatchObject({ errorReason: '' })
    expect(dryRun()).toMatchObject({ errorReason: '' })
    mustPick(harness.pick('p', { previousPickToken: token }))
    expect(dryRun()).toMatchObject({ errorReason: 'RETRY_BUDGET_EXHAUSTED', backendId: '' })
    const refusal = harness.pick('p', { previousPickToken: token })
    const filter = { pool: '', policy: '', reason: undefined, backendId: '', errorReason: 'RETRY_BUDGET_EXHAUSTED' }
    const [decision] = harness.replica.useCases.decisions.recent(filter, 5)
    expect(decision).toMatchObject({ errorMessage: refusal.kind === 'refused' ? refusal.message : '' })
  })

  test('counts alternates as they are handed out, and then answers without', async () => {
    const harness = await poolOf(
      ['a', 'b', 'c'],
      budget({ mode: 'percent', percent: 0, minPerSecond: 1, ttlMs: 10_000 }),
    )
    const handed = Array.from({ length: 5 }, () => mustPick(harness.pick('p', { alternates: 2 })).alternates.length)
    expect(handed).toEqual([2, 2, 1, 0, 0])
    const { token } = mustPick(harness.pick('p'))
    const retries = Array.from({ length: 6 }, () => harness.pick('p', { previousPickToken: token }).kind)
    expect(retries).toEqual(['picked', 'picked', 'picked', 'picked', 'picked', 'refused'])
  })

  test('of outcomes closes when calls fail, and opens when they are well again', async () => {
    const harness = await poolOf(['a', 'b'], {
      ...quiet,
      ...budget({ mode: 'throttle', maxTokens: 10, tokenRatio: 0.5 }),
    })
    const { token } = mustPick(harness.pick('p'))
    const retry = (): string => harness.pick('p', { previousPickToken: token }).kind
    for (let call = 0; call < 5; call++) end(harness, mustPick(harness.pick('p')), { result: 'timeout' })
    expect(retry()).toBe('refused')
    end(harness, mustPick(harness.pick('p')))
    expect(retry()).toBe('picked')
  })

  test('goes on as it was when something else of the pool is configured', async () => {
    const changes = budget({ mode: 'percent', percent: 0, minPerSecond: 1 })
    const harness = await poolOf(['a', 'b'], changes)
    const { token } = mustPick(harness.pick('p'))
    const retry = (): string => harness.pick('p', { previousPickToken: token }).kind
    for (let call = 0; call < 10; call++) expect(retry()).toBe('picked')
    harness.replica.directory.put({ ...base, ...changes, pickLeaseMs: 5_000 }, 1)
    harness.time.advance(20)
    expect(retry()).toBe('refused')
    harness.replica.directory.put({ ...base, retryBudget: { ...base.retryBudget, mode: 'off' } }, 2)
    harness.time.advance(20)
    expect(retry()).toBe('picked')
  })
})
