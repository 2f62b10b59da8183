import { describe, expect, test } from '@jest/globals'
import { createRetryBudget } from '../../../../clients/typescript/retry-budget.ts'
import { createManualClock } from '../manual-clock.ts'

describe('retry budget', () => {
  // Finagle's RetryBudgetTest: frozen clock, 10,000 requests each followed by one try to withdraw;
  // its reserve comes on top, ours is the least.
  test.each([0.1, 0.5, 0.25, 0.75, 0.99, 0.999, 0.9999, 0.01, 0.001, 0.0001])('ratio %d', (ratio) => {
    const budget = createRetryBudget({ ratio, minPerSecond: 10, ttlMs: 10_000 }, () => 5)
    let allowed = 0
    for (let request = 0; request < 10_000; request++) {
      budget.deposit()
      if (budget.tryWithdraw()) allowed++
    }
    const expected = Math.min(10_000, Math.max(Math.floor(10_000 * ratio), 100))
    expect(Math.abs(allowed - expected)).toBeLessThanOrEqual(1)
  })

  test('deposits and withdrawals are forgotten after the time to live', async () => {
    const clock = createManualClock()
    const budget = createRetryBudget({ ratio: 1, minPerSecond: 0, ttlMs: 1_000 }, () => clock.now())
    budget.deposit()
    await clock.advance(1_000)
    expect(budget.tryWithdraw()).toBe(false)
    budget.deposit()
    expect(budget.tryWithdraw()).toBe(true)
    expect(budget.tryWithdraw()).toBe(false)
  })

  test('an idle client may use its reserve, and again a time to live later', async () => {
    const clock = createManualClock()
    const budget = createRetryBudget({ ratio: 0, minPerSecond: 2, ttlMs: 1_000 }, () => clock.now())
    const drain = (): number => {
      let count = 0
      while (budget.tryWithdraw()) count++
      return count
    }
    expect(drain()).toBe(2)
    await clock.advance(500)
    expect(drain()).toBe(0)
    await clock.advance(60_000)
    expect(drain()).toBe(2)
  })

  test('calls that all fail are retried at most by the ratio', async () => {
    const clock = createManualClock()
    const budget = createRetryBudget({}, () => clock.now())
    let retries = 0
    for (let second = 0; second < 60; second++) {
      for (let call = 0; call < 1_000; call++) {
        budget.deposit()
        while (budget.tryWithdraw()) retries++
      }
      await clock.advance(1_000)
    }
    expect(retries / 60_000).toBeLessThanOrEqual(0.1)
    expect(retries / 60_000).toBeGreaterThan(0.09)
  })

  test.each([{ ratio: -1 }, { ratio: Number.NaN }, { minPerSecond: -1 }, { ttlMs: 10 }])('refuses %j', (options) => {
    expect(() => createRetryBudget(options, () => 0)).toThrow(`retryBudget.${Object.keys(options)[0]}`)
  })
})
