import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { LatencyHistogram } from '../../../server/simulator/latency-histogram.ts'

const latencies = fc.array(fc.double({ min: 0.001, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 500 })

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram()
  for (const value of values) histogram.add(value)
  return histogram
}

describe('a histogram of latencies', () => {
  test('quantiles are those of the sorted values, within 0.2 %', () => {
    fc.assert(
      fc.property(latencies, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b)
        const exact = sorted[Math.ceil(share * values.length) - 1] ?? NaN
        expect(Math.abs(histogramOf(values).quantile(share) / exact - 1)).toBeLessThan(0.002)
      }),
    )
  })

  test('mean and maximum are exact, and the distribution rises to 1', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const { mean, max, cdf } = histogramOf(values).summary()
        expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6)
        expect(max).toBe(Math.max(...values))
        expect(cdf.at(-1)?.[1]).toBe(1)
        expect(
          cdf.every(
            ([ms, share], at) => at === 0 || (ms >= (cdf[at - 1]?.[0] ?? 0) && share > (cdf[at - 1]?.[1] ?? 0)),
          ),
        ).toBe(true)
      }),
    )
  })

  test('nothing is forgotten but by a reset', () => {
    const histogram = histogramOf([1, 2, 3])
    expect(histogram.count).toBe(3)
    histogram.reset()
    expect(histogram.count).toBe(0)
    expect(histogram.mean()).toBe(0)
    expect(histogram.quantile(0.5)).toBe(0)
  })
})
