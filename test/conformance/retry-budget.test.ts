import { describe, expect, test } from '@jest/globals'
import { createRetryBudget, type RetryBudget } from '../../server/pick/retry-budget.ts'
import { defaultPoolConfig, type RetryBudgetSettings } from '../../server/pools/pool-config.ts'
import vectors from './vectors/retry_budget.json' with { type: 'json' }

const defaults = defaultPoolConfig('p').retryBudget

function budget(changes: Partial<RetryBudgetSettings>): RetryBudget {
  const made = createRetryBudget({ ...defaults, ...changes })
  if (made === undefined) throw new Error('no budget')
  return made
}

test('there is none by default', () => {
  expect(createRetryBudget(defaults)).toBeUndefined()
})

describe('by percentage: Finagle', () => {
  const { ttl_s, min_retries_per_s, percent_can_retry, percent_cases } = vectors.finagle

  test('has its defaults', () => {
    const { percent, minPerSecond, ttlMs } = defaults
    expect({ percent, minPerSecond, ttlMs }).toEqual({
      percent: percent_can_retry * 100,
      minPerSecond: min_retries_per_s,
      ttlMs: ttl_s * 1_000,
    })
  })

  /** Retries allowed when each of 10,000 calls is tried again, the clock standing. */
  const allowed = (share: number, minPerSecond: number): number => {
    const made = budget({ mode: 'percent', percent: share * 100, minPerSecond })
    let retries = 0
    for (let call = 0; call < 10_000; call += 1) {
      made.deposit(0)
      if (!made.allows(0)) continue
      made.withdraw(0)
      retries += 1
    }
    return retries
  }

  test.each(percent_cases)('%p of the calls', (share) => {
    expect(Math.abs(allowed(share, 0) - Math.floor(10_000 * share))).toBeLessThanOrEqual(1)
    const reserve = min_retries_per_s * ttl_s
    const most = Math.min(10_000, Math.floor(10_000 * share) + reserve)
    expect(Math.abs(allowed(share, min_retries_per_s) - most)).toBeLessThanOrEqual(1)
  })

  test('the reserve alone', () => {
    expect(allowed(0, min_retries_per_s)).toBe(min_retries_per_s * ttl_s)
    expect(allowed(0, 0)).toBe(0)
  })
})

describe('by outcomes: gRFC A6', () => {
  test('walk', () => {
    const { maxTokens, tokenRatio, maxAttempts, server_ok_at, outcomes } = vectors.grpc_throttle.case
    const made = budget({ mode: 'throttle', maxTokens, tokenRatio })
    let attempt = -1
    const call = (): [string, number] => {
      for (let tries = 1; ; tries += 1) {
        attempt += 1
        const isOk = server_ok_at.includes(attempt)
        made.observe(isOk ? 'success' : 'error')
        if (isOk) return ['OK', attempt]
        if (tries === maxAttempts || !made.allows(0)) return ['UNAVAILABLE', attempt]
      }
    }
    expect(outcomes.map(call)).toEqual(outcomes)
  })
})
