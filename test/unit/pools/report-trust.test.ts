import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { ReportTrust } from '../../../server/pools/report-trust.ts'

/** About how many events of a Poisson process with this mean. */
function poisson(rng: ReturnType<typeof createRng>, mean: number): number {
  let count = 0
  for (let left = Math.exp(-mean), product = rng.next(); product > left; product *= rng.next()) count += 1
  return count
}

/** Reports in a row, each expected to be as the one before: how many of them are not believed. */
function disbelieved(trust: ReportTrust, reports: readonly number[], passed = 0): number {
  let before = reports[0] ?? 0
  let count = 0
  for (const report of reports.slice(1)) {
    trust.heard(report, before, passed)
    if (!trust.isBelieved) count += 1
    before = report
  }
  return count
}

describe('trust in load reports', () => {
  test.each([0.5, 5, 50, 500])('calls of others that come and go by chance, %d on average, are believed', (mean) => {
    const rng = createRng(1)
    // Sums of small ones, since the product of the rule underflows for large means.
    const parts = Math.ceil(mean / 50)
    const draw = (): number =>
      Array.from({ length: parts }, () => poisson(rng, mean / parts)).reduce((a, b) => a + b, 0)
    const trust = new ReportTrust()
    expect(disbelieved(trust, Array.from({ length: 500 }, draw))).toBe(0)
    expect(trust.isProven).toBe(true)
  })

  test('random numbers are not, after a few, and those who mend are believed again', () => {
    const rng = createRng(2)
    const trust = new ReportTrust()
    const garbage = Array.from({ length: 100 }, () => rng.below(1_000))
    expect(disbelieved(trust, garbage)).toBeGreaterThan(90)
    expect(trust.isProven).toBe(false)
    expect(
      disbelieved(
        trust,
        Array.from({ length: 60 }, () => 5 + rng.below(3)),
      ),
    ).toBeLessThan(50)
    expect(trust.isBelieved).toBe(true)
  })

  test('one burst of calls of others is doubted for a few reports at most', () => {
    const trust = new ReportTrust()
    const steady = (count: number, times: number): number[] => Array.from({ length: times }, () => count)
    expect(disbelieved(trust, [...steady(5, 20), ...steady(200, 40)])).toBeLessThan(15)
    expect(trust.isBelieved).toBe(true)
  })

  test('many calls that came and went in between explain a difference', () => {
    const [quiet, busy] = [new ReportTrust(), new ReportTrust()]
    const swing = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? 10 : 40))
    expect(disbelieved(quiet, swing)).toBeGreaterThan(20)
    expect(disbelieved(busy, swing, 200)).toBe(0)
  })

  test('a new incarnation starts anew', () => {
    const rng = createRng(3)
    const trust = new ReportTrust()
    disbelieved(
      trust,
      Array.from({ length: 20 }, () => rng.below(1_000)),
    )
    expect(trust.isBelieved).toBe(false)
    trust.reset()
    expect([trust.isBelieved, trust.isProven]).toEqual([true, false])
  })
})
