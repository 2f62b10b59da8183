import { describe, expect, test } from '@jest/globals'
import { orcaWeight } from '../../policies/lib/orca-weight.ts'
import { FULL_STRIDE, nextTurn, scaleToStrides, type MeanClamp } from '../../policies/lib/static-stride.ts'
import { weightedRoundRobinOrca } from '../../policies/weighted-round-robin-orca.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/weighted_round_robin_orca.json' with { type: 'json' }

const { algorithm, scheduler_cases: schedulerCases, weight_cases: weightCases, envoy_cases: envoyCases } = vectors

/** The clamps that the vectors name; the policy has Java's. */
const CLAMPS: Readonly<Record<string, MeanClamp>> = {
  java: { least: 0.1, most: 10 },
  cpp: { least: 0.01, most: 10 },
}

function stridesOf(weights: readonly number[], clamp: MeanClamp): Uint16Array {
  const strides = new Uint16Array(weights.length)
  scaleToStrides(Float64Array.from(weights), { standIn: 'mean', clamp }, strides)
  return strides
}

function countsOver(strides: Uint16Array, picks: number, start = 0): number[] {
  const sequence = { next: start >>> 0 }
  const counts = Array.from(strides, () => 0)
  for (let pick = 0; pick < picks; pick += 1) {
    const index = nextTurn(strides, sequence)
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}

describe('static stride', () => {
  const cases = schedulerCases.flatMap((one) => {
    const variants = one.variant === 'any' ? ['java', 'cpp'] : one.variant.split(',')
    return variants.map((variant) => ({ ...one, variant, clamp: CLAMPS[variant] ?? { least: 0, most: Infinity } }))
  })

  test.each(cases)('$variant $weights', ({ weights, clamp, ...one }) => {
    const strides = stridesOf(weights, clamp)
    if (one.picks !== undefined) {
      const sequence = { next: one.counter_start ?? 0 }
      for (const [pick, index] of one.picks.entries()) {
        expect(nextTurn(strides, sequence)).toBe(index)
        expect(sequence.next).toBe(one.counter_after?.[pick])
      }
    }
    if (one.counts !== undefined) expect(countsOver(strides, one.picks_n ?? 0)).toEqual(one.counts)
    if (one.expect === 'plain rotation') expect([...new Set(strides)]).toEqual([FULL_STRIDE])
    if (one.tolerance_abs !== undefined) {
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const picks = one.picks_n ?? 0
      for (const [index, count] of countsOver(strides, picks, one.counter_start).entries()) {
        expect(Math.abs(count / picks - (weights[index] ?? 0) / total)).toBeLessThanOrEqual(one.tolerance_abs)
      }
    }
  })

  test("Java's own bound keeps a weight of next to nothing at a tenth of the mean", () => {
    const tiny = schedulerCases.find(({ variant, picks_n: picks }) => variant === 'cpp' && picks === 201)
    expect(countsOver(stridesOf(tiny?.weights ?? [], CLAMPS.java ?? { least: 0, most: 1 }), 21)).toEqual([20, 1])
  })
})

interface VectorReport {
  readonly cpu?: number
  readonly util?: number
  readonly qps: number
  readonly eps?: number
}

/** Shares of the picks after the blackout, one backend for each report. */
function sharesOf(reports: readonly (VectorReport | null)[], penalty: number, afterMs: number): number[] {
  const clock = fixtures.fakeClock()
  const policy = fixtures.createPolicy(weightedRoundRobinOrca, { errorUtilizationPenalty: penalty }, { clock })
  const backends = reports.map((report, index) =>
    fixtures.makeBackend(fixtures.backendId(index), {
      report:
        report === null
          ? undefined
          : fixtures.reportOf({
              ...{ rps: report.qps, eps: report.eps ?? 0 },
              ...{ cpuUtilization: report.cpu ?? 0, applicationUtilization: report.util ?? 0 },
            }),
      reportAgeMs: 0,
    }),
  )
  const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
  clock.advance(afterMs)
  for (const backend of backends) backend.state.reportAgeMs = afterMs
  const counts = fixtures.countsOf(fixtures.pickIds(picker, 66_000))
  return backends.map(({ id }) => (counts.get(id) ?? 0) / 66_000)
}

const fraction = (text: string): number => {
  const [over = NaN, under = 1] = text.split('/').map(Number)
  return over / under
}

describe('weights of gRPC', () => {
  const { blackout_period_s: blackout, error_utilization_penalty: penalty } = algorithm.defaults

  test.each(weightCases)('$name', (one) => {
    const reports: readonly (VectorReport | null)[] = one.reports ?? [
      { cpu: 0.1, qps: 1 },
      { cpu: 0.2, qps: 1 },
    ]
    const afterMs = one.name.startsWith('expired') ? 300_000 : blackout * 1_000
    const given = one.penalty ?? penalty
    const formula = reports.map((report) => {
      const { cpu = NaN, qps = NaN, eps = 0 } = report ?? {}
      return qps / (cpu + (eps / qps) * given)
    })
    const weights = one.weights ?? formula
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const expected = one.shares?.map(fraction) ?? weights.map((weight) => weight / total)
    const tolerance = one.share_tolerance ?? 0.0002
    for (const [index, share] of sharesOf(reports, given, afterMs).entries()) {
      expect(Math.abs(share - (expected[index] ?? NaN))).toBeLessThanOrEqual(tolerance)
    }
  })

  test('the defaults are those of the source', () => {
    const { defaults } = algorithm
    expect(weightedRoundRobinOrca.parseConfig(undefined)).toMatchObject({
      blackoutMs: defaults.blackout_period_s * 1_000,
      expirationMs: defaults.weight_expiration_period_s * 1_000,
      updateMs: defaults.weight_update_period_s * 1_000,
      errorPenalty: defaults.error_utilization_penalty,
    })
    const least = defaults.weight_update_period_min_s * 1_000
    expect(() => weightedRoundRobinOrca.parseConfig({ weightUpdatePeriodMs: least })).not.toThrow()
    expect(() => weightedRoundRobinOrca.parseConfig({ weightUpdatePeriodMs: least - 1 })).toThrow(
      'weightUpdatePeriodMs',
    )
  })
})

describe('weights of Envoy', () => {
  const rules = { metricNames: [], errorPenalty: 0 }

  test.each(envoyCases.filter((one) => one.weight !== undefined))(
    '$rps at $utilization',
    ({ rps, utilization, weight }) => {
      const report = fixtures.reportOf({
        rps: typeof rps === 'number' ? rps : 1e12,
        applicationUtilization: utilization ?? 0.1,
      })
      expect(orcaWeight(report, rules)).toBe(weight)
    },
  )

  test.each(envoyCases.filter((one) => one.median !== undefined))(
    'median of $median',
    ({ median, expect: integer }) => {
      const weights = Float64Array.from([...(median ?? []), 0])
      const strides = new Uint16Array(weights.length)
      scaleToStrides(weights, { standIn: 'median', clamp: { least: 0, most: Infinity } }, strides)
      const scale = FULL_STRIDE / Math.max(...weights)
      // Envoy's weights are integers, so its median is rounded down.
      expect(Math.floor((strides.at(-1) ?? 0) / scale)).toBe(integer)
    },
  )
})
