import { describe, expect, test } from '@jest/globals'

import { createRng } from '../../../../policies/lib/rng.ts'
import { ArmWindow, judge } from '../../../../server/pick/trial/judge.ts'
import { DEFAULT_CANARY } from '../../../../server/pools/pool-config.ts'

const SETTINGS = { ...DEFAULT_CANARY, policy: { type: 'random', config: {} } }

interface Truth {
  readonly outcomes: number
  readonly errorRate: number
  /** Mean of an exponential distribution. */
  readonly meanMs: number
}

const rng = createRng(11)

function windowOf({ outcomes, errorRate, meanMs }: Truth): ArmWindow {
  const window = new ArmWindow()
  for (let index = 0; index < outcomes; index++) {
    window.outcomes++
    if (rng.next() < errorRate) window.failures++
    else window.latencies.add(-Math.log(1 - rng.next()) * meanMs)
  }
  return window
}

const POOL: Truth = { outcomes: 2_000, errorRate: 0.01, meanMs: 20 }
const CANARY: Truth = { ...POOL, outcomes: 500 }
const judged = (canary: Partial<Truth>) => judge(windowOf(POOL), windowOf({ ...CANARY, ...canary }), SETTINGS)

const TRIES = 200
const worse = (canary: Partial<Truth>): number =>
  Array.from({ length: TRIES }, () => judged(canary)).filter((judgement) => judgement.worse !== '').length

describe('the judgement of a canary', () => {
  test('an equal one is not found worse, not once in 200 windows of the least size', () => {
    expect(worse({})).toBe(0)
  })

  test('one that is worse within the bounds is let be', () => {
    expect(worse({ errorRate: 0.015, meanMs: 22 })).toBeLessThanOrEqual(1)
  })

  test('one that fails six times in a hundred instead of once is found in nearly every window', () => {
    expect(worse({ errorRate: 0.06 })).toBeGreaterThan(TRIES * 0.75)
    expect(judged({ errorRate: 0.3 }).worse).toMatch(/^\d+\.\d % of its 500 calls failed, beside it \d\.\d % of 2000$/)
  })

  test('one that takes three times as long is found in every window', () => {
    expect(worse({ meanMs: 60 })).toBe(TRIES)
    expect(judged({ meanMs: 60 }).worse).toMatch(/^its 99th percentile latency was \d+ ms, beside it \d+ ms$/)
  })

  test('intervals hold what they estimate, and the truth nearly always', () => {
    let held = 0
    for (let index = 0; index < TRIES; index++) {
      const { errorRateIncrease: errors, latencyIncrease: latency } = judged({})
      for (const { low, estimate, high } of [errors, latency ?? errors]) {
        expect(low).toBeLessThanOrEqual(estimate)
        expect(high).toBeGreaterThanOrEqual(estimate)
        if (low <= 0 && high >= 0) held++
      }
    }
    expect(held).toBeGreaterThan(2 * TRIES * 0.98)
  })

  test('a percentile of fewer than 100 latencies says nothing', () => {
    const few = judge(windowOf(POOL), windowOf({ outcomes: 90, errorRate: 0, meanMs: 1_000 }), SETTINGS)
    expect(few).toMatchObject({ latencyIncrease: undefined, canaryP99Ms: undefined, poolP99Ms: undefined, worse: '' })
  })
})
