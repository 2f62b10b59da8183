import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { weightedRoundRobinOrca } from '../../../policies/weighted-round-robin-orca.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { countsOf, makeBackend, pickIds, reportOf, requestOf, snapshotOf } = fixtures

/** A pool in which each backend reports so many requests per second at full utilization; undefined: no report. */
function pool(rates: Readonly<Record<string, number | undefined>>, config: unknown = { blackoutPeriodMs: 0 }) {
  const clock = fixtures.fakeClock()
  clock.advance(1_000_000)
  const policy = fixtures.createPolicy(weightedRoundRobinOrca, config, { clock, rng: createRng(4) })
  const backends = Object.entries(rates).map(([id, rps]) =>
    makeBackend(id, {
      report: rps === undefined ? undefined : reportOf({ rps, applicationUtilization: 1 }),
      reportAgeMs: rps === undefined ? undefined : 0,
    }),
  )
  const report = (id: string, detail: Parameters<typeof reportOf>[0]): void => {
    const backend = backends.find((one) => one.id === id)
    if (backend !== undefined) Object.assign(backend.state, { report: reportOf(detail), reportAgeMs: 0 })
  }
  const picker = policy.onSnapshot(snapshotOf(backends))
  /** Picks of each of so many. */
  const counts = (picks: number): Record<string, number> => Object.fromEntries(countsOf(pickIds(picker, picks)))
  /** Time passes without a report. */
  const advance = (ms: number): void => {
    clock.advance(ms)
    for (const { state } of backends) if (state.reportAgeMs !== undefined) state.reportAgeMs += ms
  }
  return { policy, backends, picker, report, counts, advance }
}

describe('weighted_round_robin_orca', () => {
  test('turns in proportion to requests per second by utilization', () => {
    const { counts } = pool({ a: 10, b: 20, c: 30 })
    const { a = 0, b = 0, c = 0 } = counts(6_000)
    expect([a / 1_000, b / 1_000, c / 1_000].map(Math.round)).toEqual([1, 2, 3])
  })

  test('a weight counts after the blackout; until then backends take turns', () => {
    const { counts, report, advance } = pool({ a: 10, b: 90 }, {})
    expect(counts(100)).toEqual({ a: 50, b: 50 })
    for (let second = 0; second < 9; second += 1) {
      advance(1_000)
      for (const [id, rps] of [['a', 10] as const, ['b', 90] as const]) report(id, { rps, applicationUtilization: 1 })
      expect(counts(100)).toEqual({ a: 50, b: 50 })
    }
    advance(1_000)
    expect(counts(1_000).b).toBeGreaterThan(890)
  })

  test('weights are made anew at the first pick after the update period, not before', () => {
    const { counts, report, advance } = pool({ a: 10, b: 10 }, { blackoutPeriodMs: 0, weightUpdatePeriodMs: 500 })
    report('b', { rps: 90, applicationUtilization: 1 })
    advance(499)
    expect(counts(100)).toEqual({ a: 50, b: 50 })
    advance(1)
    expect(counts(1_000).b).toBeGreaterThan(890)
  })

  test('an idle backend keeps its last weight until it expires; then the blackout comes again', () => {
    const { counts, report, advance } = pool({ a: 10, b: 90, c: 10 }, { blackoutPeriodMs: 10_000 })
    advance(10_000)
    report('b', { rps: 0, applicationUtilization: 0.001 })
    advance(100_000)
    expect((counts(1_100).b ?? 0) / 1_100).toBeCloseTo(90 / 110, 1)
    advance(70_000)
    expect(counts(300)).toEqual({ a: 100, b: 100, c: 100 })
    for (const [id, rps] of [['a', 10] as const, ['b', 90] as const]) report(id, { rps, applicationUtilization: 1 })
    advance(9_000)
    expect(counts(300)).toEqual({ a: 100, b: 100, c: 100 })
    advance(1_000)
    // 90 of 10, 90 and, for c which still says nothing, their mean.
    expect(counts(1_000).b).toBe(600)
  })

  test.each([
    ['says nothing yet', undefined],
    ['has completed less than before', reportOf({ rps: 90, applicationUtilization: 1, completed: 3 })],
  ])('another incarnation, which %s, waits for the blackout', (_, afterwards) => {
    const { counts, advance, report, backends } = pool({ a: 10, b: 90, c: 10 }, {})
    report('b', { rps: 90, applicationUtilization: 1, completed: 500 })
    advance(1_000)
    counts(1)
    advance(10_000)
    // A report of a call does not count requests.
    report('b', { rps: 90, applicationUtilization: 1 })
    expect((counts(1_100).b ?? 0) / 1_100).toBeCloseTo(90 / 110, 1)
    Object.assign(backends[1]?.state ?? {}, { report: afterwards, reportAgeMs: 0 })
    advance(1_000)
    expect(counts(300)).toEqual({ a: 100, b: 100, c: 100 })
  })

  test('an unknown weight: the mean of the others, or their median', () => {
    const rates = { a: 1, b: 1, c: 10, new: undefined }
    const { new: mean = 0 } = pool(rates).counts(16_000)
    expect(mean / 1_000).toBeCloseTo(4, 1)
    const { new: median = 0 } = pool(rates, { blackoutPeriodMs: 0, unknownWeight: 'median' }).counts(13_000)
    expect(median / 1_000).toBeCloseTo(1, 1)
  })

  test('fewer than two weights known: each in turn', () => {
    const { picker } = pool({ a: 1_000, b: undefined, c: undefined })
    const ids = pickIds(picker, 7)
    expect(new Set(ids.slice(0, 3)).size).toBe(3)
    expect(ids.slice(3)).toEqual(ids.slice(0, 4))
    expect(picker.pick(requestOf())).toMatchObject({ reason: 'next_in_turn' })
  })

  test('errors lower a weight by the penalty', () => {
    const config = { blackoutPeriodMs: 0, errorUtilizationPenalty: 9 }
    const { counts, report, advance } = pool({ a: 10, b: 10 }, config)
    report('b', { rps: 10, eps: 1, applicationUtilization: 0.1 })
    report('a', { rps: 10, eps: 0, applicationUtilization: 0.1 })
    advance(1_000)
    // 10 / 0.1 against 10 / (0.1 + 0.9), and not less than a tenth of the mean.
    expect((counts(1_100).b ?? 0) / 100).toBeCloseTo(1, 1)
  })

  test('named metrics first, the largest; then the application, then the CPU', () => {
    const { report, advance, policy, picker } = pool(
      { a: 1, b: 1, c: 1, d: 1 },
      {
        blackoutPeriodMs: 0,
        metricNamesForComputingUtilization: ['named_metrics.queue', 'utilization.db.pool', 'mem_utilization'],
      },
    )
    const rest = { rps: 1, applicationUtilization: 0.25, cpuUtilization: 0.5 }
    report('a', { ...rest, namedMetrics: new Map([['queue', 0.1]]), utilization: new Map([['db.pool', 0.2]]) })
    report('b', { ...rest, memUtilization: 1, namedMetrics: new Map([['queue', -5]]) })
    report('c', { ...rest, namedMetrics: new Map([['other', 9]]) })
    report('d', { rps: 1, cpuUtilization: 0.5 })
    advance(1_000)
    pickIds(picker, 1)
    expect(policy.dumpState?.()).toEqual({ known: 4, weights: { a: 5, b: 1, c: 4, d: 2 } })
  })

  test.each([
    [
      { metricNamesForComputingUtilization: ['queue'] },
      /metricNamesForComputingUtilization: expected a list of at most 32/,
    ],
    [{ metricNamesForComputingUtilization: ['request_cost.x'] }, /named_metrics\.<key>/],
    [{ metricNamesForComputingUtilization: 'cpu_utilization' }, /got "cpu_utilization"/],
    [{ metricNamesForComputingUtilization: ['cpu_utilization', 'cpu_utilization'] }, /different/],
    [{ errorUtilizationPenalty: -1 }, /errorUtilizationPenalty: expected a number from 0/],
    [{ weightUpdatePeriodMs: 99 }, /weightUpdatePeriodMs: expected a number from 100/],
  ])('%j is refused', (config, message) => {
    expect(() => weightedRoundRobinOrca.parseConfig(config)).toThrow(message)
  })

  test('who is avoided loses the turn; when nearly all are, somebody else is drawn', () => {
    const { picker, backends } = pool(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`b${n + 10}`, 10])))
    const [first, second] = backends
    const many = pickIds(picker, 400, requestOf({ avoid: (backend) => backend === first }))
    expect(many).not.toContain(first?.id)
    const few = new Set([first?.id, second?.id])
    const request = requestOf({ avoid: (backend) => !few.has(backend.id) })
    const counts = countsOf(pickIds(picker, 400, request))
    expect([...counts.keys()].sort()).toEqual([...few].sort())
    expect(Math.min(...counts.values())).toBeGreaterThan(100)
    expect(picker.pick(requestOf({ avoid: () => true }))).toEqual({ kind: 'none', reason: 'all_avoided' })
  })

  test('a new snapshot goes on in the sequence, with the weights that stay', () => {
    const { policy, backends } = pool({ a: 1, b: 2, c: 3 })
    const order: string[] = []
    for (let pick = 0; pick < 600; pick += 1) order.push(...pickIds(policy.onSnapshot(snapshotOf(backends)), 1))
    expect([...countsOf(order)].sort()).toEqual([
      ['a', 100],
      ['b', 200],
      ['c', 300],
    ])
  })

  test('replicas start apart', () => {
    const firsts = Array.from({ length: 60 }, (_, seed) => {
      const policy = fixtures.createPolicy(weightedRoundRobinOrca, undefined, { rng: createRng(seed) })
      return pickIds(policy.onSnapshot(snapshotOf(fixtures.makeBackends(5))), 1)[0]
    })
    expect(new Set(firsts).size).toBe(5)
  })

  test('an explained pick lists who comes next, and what each weighs', () => {
    const { picker } = pool({ a: 10, b: 20, c: 30 })
    for (let pick = 0; pick < 20; pick += 1) {
      const result = picker.pick(requestOf({ explain: true }))
      if (result.kind !== 'picked') throw new Error(result.reason)
      expect(result.reason).toBe('static_stride')
      expect(result.scores?.map(({ backend }) => backend.id).sort()).toEqual(['a', 'b', 'c'])
      const heaviest = result.scores?.find(({ backend }) => backend.id === 'c')
      expect(heaviest?.inputs).toEqual({ orca_weight: 30, stride: 65_535 })
      // The runner-up is who is picked next.
      expect(pickIds(picker, result.scores?.[1]?.score ?? 0).at(-1)).toBe(result.scores?.[1]?.backend.id)
    }
  })

  test('a state that does not fit is an error that names the field', () => {
    const { policy, backends, picker } = pool({ a: 1, b: 2 })
    const good: unknown = JSON.parse(JSON.stringify(picker.state?.()))
    for (const [bad, message] of [
      [{}, 'state.sequence'],
      [{ ...Object(good), histories: [] }, 'state.histories'],
      [
        {
          ...Object(good),
          histories: [
            [1, 2, 3, 4],
            [1, 2],
          ],
        },
        'state.1',
      ],
      [
        {
          ...Object(good),
          histories: [
            [1, 2, 3, 4],
            [1, 2, 3, 'x'],
          ],
        },
        'state.histories[1]',
      ],
    ] as const) {
      expect(() => policy.onSnapshot(snapshotOf(backends), bad)).toThrow(message)
    }
  })
})
