import { describe, expect, test } from '@jest/globals'
import { Ema, PeakEwma } from '../../policies/lib/ewma.ts'
import { FINAGLE_PENALTY_MS, peakEwmaCost } from '../../policies/lib/peak-ewma-cost.ts'
import { createRng } from '../../policies/lib/rng.ts'
import { leastRequest } from '../../policies/least-request.ts'
import { peakEwma } from '../../policies/peak-ewma.ts'
import type { PolicyFactory, SnapshotBackend } from '../../policies/policy.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/peak_ewma.json' with { type: 'json' }

describe('tower: timeline', () => {
  const { default_rtt_ms, decay_ms, default_decay } = vectors.tower_timeline

  test('loads', () => {
    const ewma = new PeakEwma(decay_ms, default_rtt_ms, 0)
    let pending = 0
    const load = (now: number): number => (ewma.read(now) ?? NaN) * (pending + 1)
    const finish = (now: number): number => {
      pending -= 1
      ewma.observe(200, now)
      return load(now)
    }
    const start = (now: number): number => {
      pending += 1
      return load(now)
    }
    const steps: Record<string, (now: number) => number> = {
      load,
      'start A then load': start,
      'start B then load': start,
      'A finishes (200 ms)': finish,
      'B finishes (200 ms)': finish,
    }
    for (const { t, op, expect_ms, value_ms } of vectors.tower_timeline.events) {
      const got = steps[op]?.(t)
      if (expect_ms !== undefined) expect(got).toBe(expect_ms)
      else expect(got).toBeCloseTo(value_ms ?? NaN, 5)
    }
  })

  test('decay of the default', () => {
    const [first] = default_decay
    const ewma = new PeakEwma(1_000, first?.default_rtt_ms, 0)
    expect(ewma.read(0)).toBe(10)
    for (const { t, upstream } of default_decay) {
      const [low, high] = (/\((\d+),(\d+)\)/.exec(upstream) ?? []).slice(1).map(Number)
      expect(ewma.read(t)).toBeGreaterThan(low ?? NaN)
      expect(ewma.read(t)).toBeLessThan(high ?? NaN)
    }
  })
})

describe('Finagle: Ema', () => {
  test.each(vectors.finagle_ema.cases.filter((one) => one.expect !== undefined))('tau $tau: $updates', (one) => {
    const ema = new Ema(one.tau)
    const feed = (updates: readonly (readonly number[])[] = []): (number | undefined)[] =>
      updates.map(([time, value]) => {
        ema.observe(value ?? NaN, time ?? NaN)
        return ema.read()
      })
    const got = feed(one.updates)
    for (const [index, expected] of (one.expect ?? []).entries()) expect(got[index]).toBeCloseTo(expected, 10)
    if (one.then_updates === undefined) return
    ema.reset()
    expect(ema.read() ?? 0).toBe(one.then_reset)
    expect(feed(one.then_updates)).toEqual(one.then_expect)
  })

  test('updates at 10, 20, 30 then 5 at 40 equal updates at 10, 30 then 5 at 40', () => {
    const [thrice, twice] = [
      [10, 20, 30],
      [10, 30],
    ].map((times) => {
      const ema = new Ema(1_000)
      for (const time of times) ema.observe(10, time)
      ema.observe(5, 40)
      return ema.read()
    })
    expect(thrice).toBeCloseTo(twice ?? NaN, 12)
  })
})

describe('Envoy: costs', () => {
  test.each(vectors.envoy_costs)('rtt $rtt, active $active: $cost', ({ rtt, active, penalty, cost }) => {
    const rules = { defaultLatencyMs: 10, penaltyMs: penalty ?? 1e6 }
    expect(peakEwmaCost(rtt, active, rules)).toBe(cost)
    const backend = fixtures.makeBackend('a', { latencyMs: rtt === 0 ? undefined : rtt, inFlight: active })
    const picker = fixtures.createPolicy(peakEwma, rules).onSnapshot(fixtures.snapshotOf([backend]))
    expect(picker.pick(fixtures.requestOf({ explain: true }))).toMatchObject({ scores: [{ score: cost }] })
  })

  test("the default penalty is Finagle's, Long.MaxValue >> 16 nanoseconds", () => {
    expect(FINAGLE_PENALTY_MS).toBe(Number((2n ** 63n - 1n) >> 16n) / 1e6)
  })
})

/** One request a tick; a backend answers after its latency in ticks. Gives the picks of each. */
function run(factory: PolicyFactory, latencies: readonly number[], requests: number): number[] {
  const decay = 150
  const nodes = latencies.map((latency, index) => {
    const ewma = new PeakEwma(decay)
    const state = { now: 0, pending: 0, picks: 0 }
    const backend: SnapshotBackend = {
      ...fixtures.makeBackend(fixtures.backendId(index)),
      signals: {
        ...fixtures.makeBackend('signals').signals,
        inFlight: () => state.pending,
        latencyMs: () => ewma.read(state.now),
      },
    }
    return { latency, ewma, state, backend }
  })
  const byId = new Map(nodes.map((node) => [node.backend.id, node]))
  const policy = fixtures.createPolicy(factory, undefined, { rng: createRng(12345) })
  const picker = policy.onSnapshot(fixtures.snapshotOf(nodes.map((node) => node.backend)))
  const ends = new Map<number, (typeof nodes)[number][]>()
  const request = fixtures.requestOf()
  for (let now = 0; now < requests; now += 1) {
    for (const node of nodes) node.state.now = now
    const node = byId.get(fixtures.backendOf(picker.pick(request)).id)
    if (node === undefined) throw new Error('unknown backend')
    node.state.picks += 1
    node.state.pending += 1
    ends.set(now + node.latency, [...(ends.get(now + node.latency) ?? []), node])
    for (const done of ends.get(now) ?? []) {
      done.state.pending -= 1
      done.ewma.observe(done.latency, now)
    }
    ends.delete(now)
  }
  return nodes.map((node) => node.state.picks)
}

describe('Finagle: P2C', () => {
  const { servers, requests } = vectors.finagle_p2c_behaviour
  /** Load grows by 1 a pick, so its mean is half the picks. */
  const meanLoad = (picks: number): number => (picks + 1) / 2
  /** How far any mean load is from the mean of all; upstream compares with the first node, which is luck. */
  const spread = (picks: readonly number[]): number => {
    const mean = picks.reduce((sum, one) => sum + meanLoad(one), 0) / picks.length
    return Math.max(...picks.map((one) => Math.abs(meanLoad(one) - mean)))
  }
  const same = (latency: number): number[] => Array.from({ length: servers }, () => latency)

  test('identical latency: even within 0.0005 of the requests', () => {
    expect(spread(run(peakEwma, same(5), requests))).toBeLessThan(0.0005 * requests)
  })

  test('a node without history is probed once', () => {
    const picks = run(peakEwma, [...same(1), 2 * requests], requests)
    expect(picks[servers]).toBe(1)
    expect(spread(picks.slice(0, servers))).toBeLessThan(0.0005 * requests)
  })

  test('twice the latency, half the load', () => {
    const picks = run(peakEwma, [...same(5), 10], requests)
    expect(meanLoad(picks[0] ?? 0) - 2 * meanLoad(picks[servers] ?? 0)).toBeLessThan(0.0005 * requests)
    expect(picks[servers]).toBeGreaterThan(0)
    expect(spread(picks.slice(0, servers))).toBeLessThan(0.0005 * requests)
  })

  /** Calls that never end, as in P2CSuite: load is the number of picks. */
  test('least loaded: even within 0.0001 of the requests, and a revived node gets 2R/N of the next R', () => {
    const tolerance = 0.0001 * requests
    const backends = fixtures.makeBackends(servers)
    const policy = fixtures.createPolicy(leastRequest, undefined, { rng: createRng(12345) })
    const pickAll = (down?: fixtures.TestBackend): void => {
      const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
      const byId = new Map(backends.map((backend) => [backend.id, backend]))
      const request = fixtures.requestOf({ avoid: (backend) => backend === down })
      for (let pick = 0; pick < requests; pick += 1) {
        const chosen = byId.get(fixtures.backendOf(picker.pick(request)).id)
        if (chosen !== undefined) chosen.state.inFlight += 1
      }
    }
    pickAll()
    expect(spread(backends.map((backend) => backend.state.inFlight))).toBeLessThan(tolerance)
    const [first] = backends
    const before = first?.state.inFlight ?? 0
    pickAll(first)
    expect(first?.state.inFlight).toBe(before)
    pickAll()
    const revived = (first?.state.inFlight ?? 0) - before
    expect(Math.abs(revived - (2 * requests) / servers)).toBeLessThan(6 * tolerance)
  })
})
