import { expect, test } from '@jest/globals'
import { createRetryBudget, type RetryBudget } from '../../../server/pick/retry-budget.ts'
import { WindowedSum } from '../../../server/pick/windowed-sum.ts'
import { defaultPoolConfig, type RetryBudgetSettings } from '../../../server/pools/pool-config.ts'

function budget(changes: Partial<RetryBudgetSettings>): RetryBudget {
  const made = createRetryBudget({ ...defaultPoolConfig('p').retryBudget, ...changes })
  if (made === undefined) throw new Error('no budget')
  return made
}

/** How many retries are allowed at once. */
function drain(made: RetryBudget, now: number): number {
  let retries = 0
  for (; made.allows(now) && retries < 10_000; retries += 1) made.withdraw(now)
  return retries
}

test('first picks and retries are forgotten after the time to live', () => {
  const made = budget({ mode: 'percent', percent: 50, minPerSecond: 0, ttlMs: 10_000 })
  for (let pick = 0; pick < 10; pick += 1) made.deposit(0)
  expect(drain(made, 5_000)).toBe(5)
  expect(drain(made, 9_999)).toBe(0)
  for (let pick = 0; pick < 4; pick += 1) made.deposit(12_000)
  // The first picks are gone, the retries of second 5 still count.
  expect(drain(made, 12_000)).toBe(0)
  expect(drain(made, 16_000)).toBe(2)
  expect(drain(made, 60_000)).toBe(0)
})

test('alternates use one half, so that retries find the other', () => {
  const made = budget({ mode: 'percent', percent: 0, minPerSecond: 1, ttlMs: 10_000 })
  expect(made.offer(3, 0)).toBe(3)
  expect(made.offer(8, 0)).toBe(2)
  expect(made.offer(1, 0)).toBe(0)
  expect(drain(made, 0)).toBe(5)
  expect(made.offer(1, 0)).toBe(0)
})

test('by outcomes: it closes with failures, not with the doings of callers, and opens with successes', () => {
  const made = budget({ mode: 'throttle', maxTokens: 4, tokenRatio: 0.5 })
  made.observe('cancelled')
  made.observe('timeout')
  expect(made.allows(0)).toBe(true)
  made.observe('rejected')
  expect(made.allows(0)).toBe(false)
  expect(made.offer(2, 0)).toBe(0)
  made.observe('success')
  expect(made.offer(2, 0)).toBe(2)
})

test('a windowed sum forgets by tenths, at negative times too', () => {
  const sum = new WindowedSum(100)
  sum.add(1, -35)
  sum.add(2, -5)
  expect(sum.total(60)).toBe(2)
  expect(sum.total(90)).toBe(0)
  sum.add(3, 95)
  expect(sum.total(100_000)).toBe(0)
})
