import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Gradient2, type Gradient2Settings } from '../../../../policies/lib/gradient2.ts'

const DEFAULTS: Gradient2Settings = { initial: 20, min: 20, max: 200, smoothing: 0.2, longWindow: 600 }

/** Observes the same `times` times. */
function observe(rule: Gradient2, times: number, latencyMs: number, inFlight = 1_000): number {
  for (let step = 0; step < times; step += 1) rule.observe(latencyMs, inFlight, DEFAULTS)
  return rule.limit(DEFAULTS)
}

describe('Gradient2', () => {
  test('begins at its initial limit, and grows by a share of the queue a step while the latency stays', () => {
    const rule = new Gradient2()
    expect(rule.limit(DEFAULTS)).toBe(20)
    // 20 + 5 * 0.2 * 4
    expect(observe(rule, 5, 50)).toBe(24)
    expect(observe(rule, 10_000, 50)).toBe(200)
  })

  test('shrinks when the latency grows, and grows again when it is what it was', () => {
    const rule = new Gradient2()
    observe(rule, 1_000, 50)
    const loaded = observe(rule, 50, 200)
    expect(loaded).toBeLessThan(40)
    expect(observe(rule, 200, 50)).toBeGreaterThan(loaded + 50)
  })

  test('a single outlier takes a tenth at most', () => {
    const rule = new Gradient2()
    observe(rule, 1_000, 50)
    expect(observe(rule, 1, 50_000)).toBeGreaterThanOrEqual(180)
  })

  test('stays while less than half of it is in use', () => {
    const rule = new Gradient2()
    observe(rule, 100, 50)
    const before = rule.limit(DEFAULTS)
    expect(observe(rule, 100, 50, before / 2 - 1)).toBe(before)
    expect(observe(rule, 100, 5_000, 1)).toBe(before)
  })

  test('a long-term latency of a bad time comes down faster than its window', () => {
    const rule = new Gradient2()
    observe(rule, 5_000, 1_000)
    observe(rule, 30, 10)
    // The mean over 600 steps would still be above 900 ms, and 100 ms would look fast.
    expect(observe(rule, 10, 100)).toBeLessThan(200)
  })

  test('is finite and within its bounds, whatever comes in', () => {
    const number = fc.oneof(
      fc.double(),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.constantFrom(0, -1, Number.NaN, Infinity, Number.MAX_VALUE, Number.MIN_VALUE),
    )
    const settings = fc.record({
      initial: fc.integer({ min: 1, max: 1_000_000 }),
      bounds: fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 })),
      smoothing: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      longWindow: fc.integer({ min: 1, max: 100_000 }),
    })
    fc.assert(
      fc.property(settings, fc.array(fc.tuple(number, number), { maxLength: 60 }), ({ bounds, ...rest }, samples) => {
        const [min, max] = [Math.min(...bounds), Math.max(...bounds)]
        const rule = new Gradient2()
        for (const [latencyMs, inFlight] of [[1, 1] as const, ...samples]) {
          rule.observe(latencyMs, inFlight, { ...rest, min, max })
          const limit = rule.limit({ ...rest, min, max })
          expect(Number.isInteger(limit) && limit >= min && limit <= max).toBe(true)
        }
      }),
      { numRuns: 500, seed: 5 },
    )
  })
})
