import { describe, expect, test } from '@jest/globals'
import type { BackendCall } from '../../../../clients/typescript/attempt.ts'
import type { Backend } from '../../../../clients/typescript/backend.ts'
import type { LocalBackend } from '../../../../clients/typescript/local-backend.ts'
import { createLocalBackend } from '../../../../clients/typescript/local-backend.ts'
import { LookasideError } from '../../../../clients/typescript/errors.ts'
import type { Outcome } from '../../../../clients/typescript/outcome.ts'
import type { Pick, PickOptions } from '../../../../clients/typescript/pick.ts'
import type { WithBackendOptions } from '../../../../clients/typescript/with-backend.ts'
import { withBackend } from '../../../../clients/typescript/with-backend.ts'
import { createManualClock, settle } from '../manual-clock.ts'

const backend = (id: string): Backend => ({
  id,
  address: `${id}:80`,
  locality: undefined,
  labels: new Map(),
  weight: 1,
})

function toPick(ids: readonly string[], token: string): Pick {
  const [first = '', ...rest] = ids
  return {
    source: 'service',
    ...{ pool: 'p', backend: backend(first), alternates: rest.map(backend), token, leaseMs: 30_000, reason: 'policy' },
    ...{ revision: 1, maxAgeMs: 0, staleAgeMs: 0, degraded: undefined, affinityToken: '' },
  }
}

const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })

function setUp(picks: (readonly string[])[], budget = Number.POSITIVE_INFINITY, here: string[] = []) {
  const clock = createManualClock()
  const asked: PickOptions[] = []
  const outcomes: Outcome[] = []
  let left = budget
  const locals = new Map<string, LocalBackend>()
  const local = (id: string): LocalBackend => {
    const known = locals.get(id) ?? createLocalBackend()
    locals.set(id, known)
    return known
  }
  const deps = {
    local: (_pool: string, id: string) => local(id),
    pickHere: () => {
      const id = here.shift()
      return id === undefined ? undefined : { backend: backend(id), local: local(id) }
    },
    pick: async (_pool: string, options: PickOptions): Promise<Pick> => {
      asked.push(options)
      const ids = picks.shift()
      if (ids === undefined) throw new LookasideError({ code: 'UNAVAILABLE', reason: 'NO_BACKENDS', message: 'none' })
      return toPick(ids, `t${asked.length}`)
    },
    report: (outcome: Outcome) => void outcomes.push(outcome),
    budget: { deposit: () => undefined, tryWithdraw: () => left-- > 0 },
    onRetry: () => undefined,
    clock,
  }
  const tried: string[] = []
  const run = <Value>(call: BackendCall<Value>, options: WithBackendOptions<Value> = {}): Promise<Value> => {
    const traced: BackendCall<Value> = (chosen, context) => {
      tried.push(`${chosen.id}#${context.attempt}`)
      return call(chosen, context)
    }
    return withBackend(deps, 'p', traced, options)
  }
  return { clock, asked, outcomes, tried, run, local }
}

const failing =
  (error: unknown, ...bad: string[]): BackendCall<string> =>
  (chosen) => {
    if (bad.includes(chosen.id)) throw error
    return chosen.id
  }

describe('withBackend', () => {
  test('picks, calls, reports under the token of the pick', async () => {
    const { run, outcomes, asked } = setUp([['a', 'b']])
    await expect(run((chosen) => chosen.address)).resolves.toBe('a:80')
    expect(outcomes).toEqual([{ token: 't1', result: 'success', status: '', latencyMs: 0 }])
    expect(asked).toEqual([{ excludeBackendIds: [], alternates: 2 }])
  })

  test('a connection that was never made is retried on an alternate, which is reported by its name', async () => {
    const { run, outcomes, tried, asked } = setUp([['a', 'b']])
    await expect(run(failing(refused, 'a'))).resolves.toBe('b')
    expect(tried).toEqual(['a#1', 'b#2'])
    expect(asked).toHaveLength(1)
    expect(outcomes).toMatchObject([
      { token: 't1', result: 'connect_failure', status: 'ECONNREFUSED' },
      { pool: 'p', backendId: 'b', result: 'success' },
    ])
  })

  test('without alternates it asks again, naming the pick that failed and excluding what was tried', async () => {
    const { run, tried, asked } = setUp([['a'], ['c']])
    await expect(run(failing(refused, 'a'), { affinityKey: 'k', excludeBackendIds: ['z'] })).resolves.toBe('c')
    expect(tried).toEqual(['a#1', 'c#2'])
    expect(asked[1]).toEqual({
      affinityKey: 'k',
      excludeBackendIds: ['z', 'a'],
      previousPickToken: 't1',
      alternates: 1,
    })
  })

  test('when there is no other backend, the failure of the one that was tried is what the caller sees', async () => {
    const { run } = setUp([['a']])
    await expect(run(failing(refused, 'a'))).rejects.toBe(refused)
  })

  test('a broken connection is retried only for an idempotent call', async () => {
    const careful = setUp([['a', 'b']])
    await expect(careful.run(failing(reset, 'a'))).rejects.toBe(reset)
    const free = setUp([['a', 'b']])
    await expect(free.run(failing(reset, 'a'), { idempotent: true })).resolves.toBe('b')
  })

  test('an error answer is retried for an idempotent call, and handed on when nothing else is left', async () => {
    const answer = (chosen: Backend): Response => new Response(chosen.id, { status: chosen.id === 'c' ? 200 : 503 })
    const good = setUp([['a', 'b', 'c']])
    expect((await good.run(answer, { idempotent: true })).status).toBe(200)
    expect(good.outcomes.map((outcome) => outcome.result)).toEqual(['error', 'error', 'success'])
    const bad = setUp([['a', 'b']])
    const last = await bad.run(answer, { idempotent: true, maxAttempts: 2 })
    expect(last.status).toBe(503)
    await expect(last.text()).resolves.toBe('b')
  })

  test('the body of an answer that is not handed on is cancelled', async () => {
    let cancelled = 0
    const answer = (chosen: Backend): Response => {
      const body = new ReadableStream({ cancel: () => void cancelled++ })
      return new Response(body, { status: chosen.id === 'a' ? 500 : 200 })
    }
    const { run } = setUp([['a', 'b']])
    await run(answer, { idempotent: true })
    expect(cancelled).toBe(1)
  })

  test('at most maxAttempts, and never more than the retry budget', async () => {
    const attempts = setUp([['a', 'b', 'c', 'd']])
    await expect(attempts.run(failing(refused, 'a', 'b', 'c', 'd'))).rejects.toBe(refused)
    expect(attempts.tried).toHaveLength(3)
    const budget = setUp([['a', 'b', 'c']], 1)
    await expect(budget.run(failing(refused, 'a', 'b', 'c'))).rejects.toBe(refused)
    expect(budget.tried).toHaveLength(2)
  })

  test('a call that ignores its signal ends with its time, and an answer that comes later changes nothing', async () => {
    const { clock, run, outcomes } = setUp([['a']])
    let fail: ((error: Error) => void) | undefined
    const promise = run(() => new Promise<string>((_resolve, reject) => (fail = reject)), { attemptTimeoutMs: 100 })
    const ended = expect(promise).rejects.toMatchObject({ name: 'TimeoutError' })
    await clock.advance(100)
    await ended
    expect(outcomes).toMatchObject([{ result: 'timeout', latencyMs: 100 }])
    fail?.(new Error('late'))
    await settle()
  })

  test('a caller that gives up is told its own reason; the pick is freed and nobody judged', async () => {
    const { run, outcomes, tried } = setUp([['a', 'b']])
    const controller = new AbortController()
    const promise = run(
      (_chosen, { signal }) => new Promise((_r, reject) => signal.addEventListener('abort', () => reject(reset))),
      {
        signal: controller.signal,
        idempotent: true,
      },
    )
    const ended = expect(promise).rejects.toBe('enough')
    await settle()
    controller.abort('enough')
    await ended
    expect(outcomes).toMatchObject([{ token: 't1', result: 'cancelled' }])
    expect(tried).toHaveLength(1)
  })

  test('a caller that has given up before the call frees the pick', async () => {
    const { run, outcomes } = setUp([['a']])
    await expect(run(() => new Promise(() => undefined), { signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(outcomes).toMatchObject([{ token: 't1', result: 'cancelled' }])
  })

  test('classify and retryable can be replaced', async () => {
    const { run, outcomes, tried } = setUp([['a', 'b']])
    const result = await run((chosen) => ({ ok: chosen.id === 'b' }), {
      classify: (ending) =>
        ending.kind === 'returned' && !ending.value.ok
          ? { result: 'error', status: 'not ok', neverSent: false }
          : undefined,
      retryable: (verdict) => verdict.status === 'not ok',
    })
    expect(result).toEqual({ ok: true })
    expect(tried).toHaveLength(2)
    expect(outcomes).toMatchObject([{ result: 'error', status: 'not ok' }, { result: 'success' }])
  })

  test('no backend at all is the error of the pick, and the function is not called', async () => {
    const { run, tried } = setUp([])
    await expect(run(() => 1)).rejects.toMatchObject({ reason: 'NO_BACKENDS' })
    expect(tried).toEqual([])
  })

  test('a call counts as in flight at its backend until it ends, and its result is remembered', async () => {
    const { run, local } = setUp([['a', 'b']])
    const promise = run((chosen) => {
      expect(local(chosen.id).inFlight).toBe(1)
      if (chosen.id === 'a') throw refused
      return 1
    })
    await expect(promise).resolves.toBe(1)
    expect([local('a').inFlight, local('b').inFlight]).toEqual([0, 0])
    expect(local('a').avoidUntil).toBeGreaterThan(0)
    expect(local('b').avoidUntil).toBe(0)
  })

  test('a local pick is called at once and reported by its name', async () => {
    const { run, outcomes, asked, local } = setUp([], Number.POSITIVE_INFINITY, ['a', 'b', 'c'])
    let called = false
    const promise = run((chosen) => {
      called = true
      expect(local('a').inFlight).toBe(1)
      return Promise.resolve(chosen.id)
    })
    expect(called).toBe(true)
    await expect(promise).resolves.toBe('a')
    await expect(run(() => 7)).resolves.toBe(7)
    await expect(
      run(() => {
        throw reset
      }),
    ).rejects.toBe(reset)
    expect(asked).toEqual([])
    expect(outcomes).toEqual([
      { pool: 'p', backendId: 'a', result: 'success', status: '', latencyMs: 0 },
      { pool: 'p', backendId: 'b', result: 'success', status: '', latencyMs: 0 },
      { pool: 'p', backendId: 'c', result: 'connect_failure', status: 'ECONNRESET', latencyMs: 0 },
    ])
    expect(['a', 'b', 'c'].map((id) => local(id).inFlight)).toEqual([0, 0, 0])
  })

  test('a local pick that fails is retried like any other, without the one that failed', async () => {
    const { run, tried, asked } = setUp([['b', 'c']], Number.POSITIVE_INFINITY, ['a'])
    await expect(run(failing(refused, 'a', 'b'))).resolves.toBe('c')
    expect(tried).toEqual(['a#1', 'b#2', 'c#3'])
    expect(asked).toEqual([{ excludeBackendIds: ['a'], alternates: 1 }])
  })

  test('a local pick whose value is still worked on counts until that is over', async () => {
    const { run, outcomes, local } = setUp([], 1, ['a'])
    let done: ((verdict: undefined) => void) | undefined
    await run(() => 1, { until: () => new Promise((resolve) => (done = resolve)) })
    expect([local('a').inFlight, outcomes.length]).toEqual([1, 0])
    done?.(undefined)
    await settle()
    expect([local('a').inFlight, outcomes.length]).toEqual([0, 1])
  })

  test('a local pick hands out a signal that never aborts', async () => {
    const { run } = setUp([], 1, ['a'])
    const signals = await run((_chosen, context) => [context.signal, context.signal])
    expect(signals[0]).toBe(signals[1])
    expect(signals[0]?.aborted).toBe(false)
  })

  test.each([0, 10, 1.5, Number.NaN])('refuses maxAttempts %d', async (maxAttempts) => {
    await expect(setUp([['a']]).run(() => 1, { maxAttempts })).rejects.toThrow('maxAttempts')
  })
})
