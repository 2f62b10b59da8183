/**
 * What of Prequal's published facts applies to a picker that knows all loads. Probes are not sent, so their pacing
 * (`probes_per_query`), their ages, and the budget of their reuse (`b_reuse`) do not apply: every pick reads fresh values
 * and uses them once.
 */

import { describe, expect, test } from '@jest/globals'
import { bestOf, newSample } from '../../policies/lib/hot-cold.ts'
import { SlidingQuantile } from '../../policies/lib/sliding-quantile.ts'
import { prequal } from '../../policies/prequal.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/prequal_hcl.json' with { type: 'json' }

const { cases, defaults } = vectors

function sampleOf(loads: readonly number[], latencies: readonly number[]) {
  const sample = newSample(loads.length)
  sample.loads.set(loads)
  sample.latencies.set(latencies)
  sample.size = loads.length
  return sample
}

describe('hot-cold lexicographic', () => {
  const allHot = cases.find((one) => one.rif !== undefined)

  test('all hot: least requests in flight, whatever the latencies', () => {
    const loads = allHot?.rif ?? []
    for (let start = 0; start < loads.length; start += 1) {
      expect(bestOf(sampleOf(loads, loads), 0, start)).toBe(allHot?.expect_index)
      expect(bestOf(sampleOf(loads, [1, 99, 1, 1]), 0, start)).toBe(allHot?.expect_index)
    }
  })

  test('all hot, through the policy: more than 150 of 200 picks', () => {
    const backends = (allHot?.rif ?? []).map((inFlight, index) =>
      fixtures.makeBackend(fixtures.backendId(index), { inFlight, latencyMs: 10 }),
    )
    const picker = fixtures.createPolicy(prequal, { qRif: 0 }).onSnapshot(fixtures.snapshotOf(backends))
    const counts = fixtures.countsOf(fixtures.pickIds(picker, 200))
    expect(counts.get(fixtures.backendId(allHot?.expect_index ?? -1))).toBeGreaterThan(150)
  })

  test('hot is strictly more than the quantile, and a cold one wins by latency', () => {
    const loads = [10, 2, 3]
    const latencies = [1, 50, 20]
    expect(bestOf(sampleOf(loads, latencies), 5, 0)).toBe(2)
    expect(bestOf(sampleOf(loads, latencies), 2, 0)).toBe(1)
    expect(bestOf(sampleOf(loads, latencies), 10, 0)).toBe(0)
    expect(bestOf(sampleOf(loads, latencies), 1, 0)).toBe(1)
  })

  test('the quantile of a window of loads', () => {
    const window = new SlidingQuantile(5)
    for (const load of [9, 1, 2, 3, 4, 5]) window.add(load)
    expect([0, 0.5, 1].map((share) => window.read(share))).toEqual([1, 3, 5])
  })

  test("the defaults are the paper's", () => {
    expect(prequal.parseConfig(undefined)).toEqual({ sampleSize: defaults.pool, qRif: defaults.q_rif_paper })
    expect(2 ** -0.25).toBeCloseTo(defaults.q_rif_paper, 2)
  })
})
