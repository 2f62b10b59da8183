/** Vectors of policies that share by weight: EDF round robin, slow start, smooth WRR, weighted random, localities. */

import { describe, expect, test } from '@jest/globals'
import { effectiveLocalityWeight } from '../../policies/lib/locality-load.ts'
import { EdfScheduler } from '../../policies/lib/edf.ts'
import { createRng } from '../../policies/lib/rng.ts'
import { slowStartFactor } from '../../policies/lib/slow-start.ts'
import { leastRequest } from '../../policies/least-request.ts'
import { roundRobin } from '../../policies/round-robin.ts'
import { weightedRandom } from '../../policies/weighted-random.ts'
import { weightedRoundRobin } from '../../policies/weighted-round-robin.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import edf from './vectors/edf_weighted_round_robin.json' with { type: 'json' }
import locality from './vectors/locality_weighted.json' with { type: 'json' }
import randomWeighted from './vectors/random_weighted.json' with { type: 'json' }
import slowStart from './vectors/slow_start.json' with { type: 'json' }
import smooth from './vectors/smooth_wrr_nginx.json' with { type: 'json' }

/** Backends in the order of the vector, which is also that of their ids. */
function weighted(weights: readonly number[]): fixtures.TestBackend[] {
  return weights.map((weight, index) => fixtures.makeBackend(fixtures.backendId(index), {}, { weight }))
}

function idsOf(order: readonly number[]): string[] {
  return order.map(fixtures.backendId)
}

/** Envoy's mock of randomness: the same number always. */
const always = (value: number) => ({ below: (bound: number) => value % bound, next: () => 0 })

describe('round_robin: EDF', () => {
  const cases = edf.cases.filter((one) => Array.isArray(one.weights))

  test.each(cases)('$name', (one) => {
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: always(one.prepicks ?? one.seed ?? 0) })
    const picker = policy.onSnapshot(fixtures.snapshotOf(weighted(Array.isArray(one.weights) ? one.weights : [])))
    expect(fixtures.pickIds(picker, one.order?.length ?? 0)).toEqual(idsOf(one.order ?? []))
  })

  test.each(cases)('$name: weighted_round_robin by deadline', (one) => {
    const picks = one.prepicks ?? one.seed ?? 0
    const config = { schedule: 'earliest_deadline', randomStart: picks > 0 }
    const policy = fixtures.createPolicy(weightedRoundRobin, config, { rng: always(picks) })
    const picker = policy.onSnapshot(fixtures.snapshotOf(weighted(Array.isArray(one.weights) ? one.weights : [])))
    expect(fixtures.pickIds(picker, one.order?.length ?? 0)).toEqual(idsOf(one.order ?? []))
  })

  test('equal: plain round robin over 128', () => {
    const { n } = edf.cases.find((one) => one.name === 'equal') ?? {}
    const picker = fixtures
      .createPolicy(roundRobin, undefined, { rng: always(0) })
      .onSnapshot(fixtures.snapshotOf(fixtures.makeBackends(n ?? 0)))
    const twice = [...Array(128).keys(), ...Array(128).keys()]
    expect(fixtures.pickIds(picker, 256)).toEqual(idsOf(twice))
  })

  test('equal weights in the schedule itself are plain round robin too, after any number of picks', () => {
    for (const picks of [0, 1, 127, 128, 1_000_003]) {
      const schedule = EdfScheduler.withPicks(128, () => 1, picks)
      const order = Array.from({ length: 256 }, () => schedule.pick(() => 1))
      expect(order).toEqual(order.map((_, step) => (step + picks) % 128))
    }
  })

  // edf_scheduler_test.cc compares createWithPicks with picking one by one.
  test.each([[[25, 75]], [[1, 2, 3, 4]], [[1, 1]], [[17, 23, 37]], [[0.5, 0.25, 8]]])(
    'picks made in advance equal picks made one by one: %j',
    (weights) => {
      const weightOf = (index: number): number => weights[index] ?? 0
      for (let picks = 0; picks < 120; picks += 1) {
        const ahead = EdfScheduler.withPicks(weights.length, weightOf, picks)
        const slow = EdfScheduler.withPicks(weights.length, weightOf, 0)
        for (let made = 0; made < picks; made += 1) slow.pick(weightOf)
        // Ties may be broken another way, so the order may differ, but never by more than a turn.
        const lead = weights.map(() => 0)
        let most = 0
        for (let step = 0; step < 100; step += 1) {
          const [a, b] = [ahead.pick(weightOf), slow.pick(weightOf)]
          lead[a] = (lead[a] ?? 0) + 1
          lead[b] = (lead[b] ?? 0) - 1
          most = Math.max(most, ...lead.map(Math.abs))
        }
        expect({ picks, most }).toEqual({ picks, most: Math.min(most, 1) })
      }
    },
  )
})

describe('slow start', () => {
  const ageOf = (host: { age?: string; age_s?: number }): number => (host.age_s ?? Infinity) * 1000

  test.each(slowStart.rr_cases)('round_robin, window $window_s s, aggression $aggression', (one) => {
    const ramp = {
      windowMs: one.window_s * 1000,
      aggression: one.aggression ?? slowStart.algorithm.defaults.aggression,
      minWeightPercent: one.min_weight_percent ?? slowStart.algorithm.defaults.min_weight_percent,
    }
    const weights = one.hosts.map((host) => slowStartFactor(ageOf(host), ramp))
    const backends = weights.map((weight, index) =>
      fixtures.makeBackend(fixtures.backendId(index), { weight }, { weight: 1 }),
    )
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: always(0) })
    const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
    expect(fixtures.pickIds(picker, one.order.length)).toEqual(idsOf(one.order))
  })

  test.each(slowStart.least_request_cases)('least_request, window $window_s s, bias $bias', (one) => {
    const ramp = {
      windowMs: one.window_s * 1000,
      aggression: 'aggression' in one ? (one.aggression ?? 1) : 1,
      minWeightPercent: slowStart.algorithm.defaults.min_weight_percent,
    }
    const backends = one.hosts.map((host, index) =>
      fixtures.makeBackend(
        fixtures.backendId(index),
        { weight: slowStartFactor(ageOf(host), ramp), inFlight: one.active_at_build[index] ?? 0 },
        { weight: 1 },
      ),
    )
    const policy = fixtures.createPolicy(leastRequest, { activeRequestBias: one.bias }, { rng: always(0) })
    const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
    for (const [index, backend] of backends.entries()) backend.state.inFlight = one.active_then[index] ?? 0
    expect(fixtures.pickIds(picker, one.order.length)).toEqual(idsOf(one.order))
  })
})

describe('weighted_round_robin: nginx', () => {
  const [published] = smooth.cases
  const [fifteen, failures] = smooth.behaviour

  test('5, 1, 1: order and every current weight', () => {
    const weights = Object.entries(published?.weights ?? {})
    const policy = fixtures.createPolicy(weightedRoundRobin)
    const picker = policy.onSnapshot(
      fixtures.snapshotOf(weights.map(([id, weight]) => fixtures.makeBackend(id, {}, { weight }))),
    )
    for (const [step, id] of (published?.order ?? []).entries()) {
      expect(fixtures.pickIds(picker, 1)).toEqual([id])
      const expected = Object.fromEntries(
        weights.map(([backend], index) => [
          backend,
          expect.objectContaining({ current: published?.current_after_each_pick[step]?.[index] }),
        ]),
      )
      expect(policy.dumpState?.()).toEqual({ backends: expected })
    }
  })

  test('two of equal weight share 30', () => {
    const picker = fixtures
      .createPolicy(weightedRoundRobin)
      .onSnapshot(fixtures.snapshotOf(weighted(fifteen?.weights ?? [])))
    expect([...fixtures.countsOf(fixtures.pickIds(picker, fifteen?.requests ?? 0)).values()]).toEqual(fifteen?.counts)
  })

  test('upstream.t failures: max_fails 3', () => {
    const policy = fixtures.createPolicy(weightedRoundRobin, {
      maxFails: failures?.max_fails,
      failTimeoutMs: (failures?.fail_timeout_s ?? 0) * 1000,
    })
    const [first, second] = weighted([1, 1])
    if (first === undefined || second === undefined) throw new Error('two backends')
    const picker = policy.onSnapshot(fixtures.snapshotOf([first, second]))
    const served = new Map([
      [first.id, 0],
      [second.id, 0],
    ])
    let received = 0
    const request = (avoid?: string): void => {
      const result = picker.pick(
        fixtures.requestOf({ attempt: avoid === undefined ? 0 : 1, avoid: (b) => b.id === avoid }),
      )
      const { id } = fixtures.backendOf(result)
      if (id === first.id) received += 1
      const fails = id === first.id && received % 3 === 0
      policy.onOutcome?.({ backendId: id, result: fails ? 'connect_failure' : 'success', latencyMs: 1 })
      if (fails) request(id)
      else served.set(id, (served.get(id) ?? 0) + 1)
    }
    for (let sent = 0; sent < (failures?.requests ?? 0); sent += 1) request()
    expect([...served.values()]).toEqual(failures?.counts)
  })
})

describe('weights in the long run', () => {
  const factories = [weightedRandom, roundRobin, weightedRoundRobin]
  const { picks } = randomWeighted.statistical
  const cases = factories.flatMap((factory) =>
    randomWeighted.statistical.weights.map((weights) => ({ factory, type: factory.type, weights })),
  )
  expect(randomWeighted.statistical.weights).toEqual(edf.statistical.weights)

  test.each(cases)('$type $weights', ({ factory, weights }) => {
    const policy = fixtures.createPolicy(factory, undefined, { rng: createRng(20) })
    const counts = fixtures.countsOf(fixtures.pickIds(policy.onSnapshot(fixtures.snapshotOf(weighted(weights))), picks))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (const [index, weight] of weights.entries()) {
      const want = (picks * weight) / total
      const got = counts.get(fixtures.backendId(index)) ?? 0
      expect(Math.abs(got - want) / ((got + want) / 2)).toBeLessThan(0.05)
    }
  })

  test.each(factories.map((factory) => ({ type: factory.type, factory })))('$type: no item, no pick', ({ factory }) => {
    const picker = fixtures.createPolicy(factory).onSnapshot(fixtures.snapshotOf([]))
    expect(picker.pick(fixtures.requestOf())).toEqual({ kind: 'none', reason: 'no_backends' })
  })
})

describe('locality weighted', () => {
  test.each(locality.cases.filter((one) => one.shares_per_100 !== undefined))(
    '$weights, $healthy_of_5_in_first healthy of 5',
    (one) => {
      const weights = one.weights.map((weight, index) =>
        effectiveLocalityWeight(weight, index === 0 ? (one.healthy_of_5_in_first ?? 0) : 5, 5),
      )
      const weightOf = (index: number): number => weights[index] ?? 0
      const schedule = EdfScheduler.withPicks(weights.length, weightOf, 0)
      const counts = weights.map(() => 0)
      for (let pick = 0; pick < 100; pick += 1) {
        const index = schedule.pick(weightOf)
        counts[index] = (counts[index] ?? 0) + 1
      }
      expect(counts).toEqual(one.shares_per_100)
    },
  )

  test('order', () => {
    const one = locality.cases.find((item) => item.order !== undefined)
    const weightOf = (index: number): number => one?.weights[index] ?? 0
    const schedule = EdfScheduler.withPicks(2, weightOf, 0)
    expect(Array.from({ length: 6 }, () => schedule.pick(weightOf))).toEqual(one?.order)
  })

  test('first picks over seeds 0 to 9', () => {
    const one = locality.cases.find((item) => item.seeds !== undefined)
    const weightOf = (index: number): number => one?.weights[index] ?? 0
    const counts = [0, 0, 0]
    for (let seed = 0; seed < 10; seed += 1) {
      const index = EdfScheduler.withPicks(3, weightOf, seed).pick(weightOf)
      counts[index] = (counts[index] ?? 0) + 1
    }
    expect(counts).toEqual(one?.first_pick_counts)
  })
})
