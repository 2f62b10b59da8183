import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { LatencySketch } from '../../../../server/pick/trial/latency-sketch.ts'

function sketchOf(values: readonly number[]): LatencySketch {
  const sketch = new LatencySketch()
  for (const value of values) sketch.add(value)
  return sketch
}

describe('latency sketch', () => {
  test('a rank is within 2.5 % of the value that has it', () => {
    const latencies = fc.array(fc.double({ min: 0.01, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, part) => {
        const rank = 1 + Math.floor(part * (values.length - 1))
        const exact = [...values].sort((a, b) => a - b)[rank - 1] ?? 0
        const read = sketchOf(values).ranked(rank)
        expect(Math.abs(read / exact - 1)).toBeLessThanOrEqual(0.025)
      }),
    )
  })

  test('ranks beyond the ends are the ends, and nothing is 0', () => {
    const sketch = sketchOf([10, 20, 40])
    expect(sketch.ranked(-5)).toBe(sketch.ranked(1))
    expect(sketch.ranked(50)).toBe(sketch.ranked(3))
    expect(sketchOf([]).ranked(1)).toBe(0)
    expect(sketchOf([0, 0]).ranked(2)).toBeGreaterThan(0)
  })
})
