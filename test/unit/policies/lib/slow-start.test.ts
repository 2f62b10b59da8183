import { describe, expect, test } from '@jest/globals'
import { slowStartFactor } from '../../../../policies/lib/slow-start.ts'

const linear = { windowMs: 10_000, aggression: 1, minWeightPercent: 10 }

describe('slowStartFactor', () => {
  test.each([
    [0, 0.1],
    [500, 0.1],
    [5_000, 0.5],
    [9_999, 0.9999],
    [10_000, 1],
    [1e12, 1],
    [-5, 0.1],
  ])('linear: at %d ms %d', (ageMs, factor) => {
    expect(slowStartFactor(ageMs, linear)).toBeCloseTo(factor, 12)
  })

  test('more aggression, a larger share at first', () => {
    expect(slowStartFactor(2_500, { ...linear, aggression: 2 })).toBeCloseTo(0.5, 12)
    expect(slowStartFactor(2_500, { ...linear, aggression: 0.5 })).toBeCloseTo(0.1, 12)
  })

  test('without a window there is no slow start', () => {
    expect(slowStartFactor(0, { ...linear, windowMs: 0 })).toBe(1)
  })

  test('the least age is 1 ms, and the factor is more than 0 and at most 1 whatever is given', () => {
    expect(slowStartFactor(0, { ...linear, minWeightPercent: 0 })).toBe(1 / 10_000)
    for (const ageMs of [NaN, Infinity, -Infinity, 0, 5]) {
      for (const aggression of [NaN, 0, -1, 1e-9, 1e9]) {
        for (const minWeightPercent of [0, 100, 500]) {
          const factor = slowStartFactor(ageMs, { windowMs: 100, aggression, minWeightPercent })
          expect(factor).toBeGreaterThan(0)
          expect(factor).toBeLessThanOrEqual(1)
        }
      }
    }
  })
})
