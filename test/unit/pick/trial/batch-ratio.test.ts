import { describe, expect, test } from '@jest/globals'

import { createRng } from '../../../../policies/lib/rng.ts'
import { BatchRatio } from '../../../../server/pick/trial/batch-ratio.ts'

describe('ratio of paired sums by batch means', () => {
  test('says nothing before sixteen batches of two seconds', () => {
    const ratio = new BatchRatio()
    for (let sample = 0; sample < 100_000; sample++) ratio.add(1, 2, 5_000 + sample / 10)
    expect(ratio.ratio()).toBeUndefined()
    for (let sample = 0; sample < 200_000; sample++) ratio.add(1, 2, 15_000 + sample / 10)
    expect(ratio.ratio()).toBeUndefined()
    for (let sample = 0; sample < 30_000; sample++) ratio.add(1, 2, 35_000 + sample / 10)
    expect(ratio.ratio()).toEqual({ estimate: 0.5, low: 0.5, high: 0.5 })
  })

  test('the interval holds the truth in most runs, although neighbours resemble each other for seconds', () => {
    const rng = createRng(3)
    let held = 0
    const runs = 200
    for (let run = 0; run < runs; run++) {
      const ratio = new BatchRatio()
      let mood = 0
      for (let sample = 0; sample < 6_000; sample++) {
        // A mood that lasts some hundred samples, and pairs whose true ratio is 0.9 whatever it is.
        mood = mood * 0.99 + (rng.next() - 0.5)
        const below = 10 + mood
        ratio.add(below * 0.9 + 4 * (rng.next() - 0.5) + mood * 0.3, below, sample * 50)
      }
      const { low = 2, high = 0 } = ratio.ratio() ?? {}
      if (low <= 0.9 && high >= 0.9) held++
    }
    expect(held).toBeGreaterThan(runs * 0.85)
    expect(held).toBeLessThan(runs)
  })

  test('grows narrower with time, in the same memory', () => {
    const rng = createRng(5)
    const ratio = new BatchRatio()
    const widths: number[] = []
    for (let sample = 0; sample < 400_000; sample++) {
      ratio.add(1 + rng.next(), 1 + rng.next(), sample * 50)
      const known = sample % 40_000 === 39_999 ? ratio.ratio() : undefined
      if (known !== undefined) widths.push(known.high - known.low)
    }
    expect(widths).toHaveLength(10)
    expect(widths.at(-1)).toBeLessThan((widths[0] ?? 0) / 2)
  })
})
