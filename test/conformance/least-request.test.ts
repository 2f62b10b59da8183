import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../policies/lib/rng.ts'
import { leastRequest } from '../../policies/least-request.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/least_request.json' with { type: 'json' }

function busy(active: readonly number[], weights: readonly number[] = []): fixtures.TestBackend[] {
  return active.map((inFlight, index) =>
    fixtures.makeBackend(fixtures.backendId(index), { inFlight }, { weight: weights[index] ?? 1 }),
  )
}

const zeros = { below: () => 0, next: () => 0 }

describe('least_request: Envoy and gRPC', () => {
  test.each(vectors.p2c_cases)('$name', (one) => {
    // Envoy spends the first random number on the priority, which is not the policy's here.
    const rng = fixtures.scriptedRng(one.randoms.slice(1))
    const config = one.choice_count === undefined ? undefined : { choiceCount: one.choice_count }
    const picker = fixtures
      .createPolicy(leastRequest, config, { rng })
      .onSnapshot(fixtures.snapshotOf(busy(one.active)))
    expect(fixtures.pickIds(picker, 1)).toEqual([fixtures.backendId(one.host)])
  })

  test('full scan: the least of all', () => {
    const one = vectors.full_scan_cases.find((item) => item.host !== undefined)
    const picker = fixtures
      .createPolicy(leastRequest, { selectionMethod: 'FULL_SCAN' }, { rng: createRng(5) })
      .onSnapshot(fixtures.snapshotOf(busy(one?.active ?? [])))
    expect(fixtures.pickIds(picker, 1)).toEqual([fixtures.backendId(one?.host ?? -1)])
  })

  test('full scan: equals share evenly', () => {
    const one = vectors.full_scan_cases.find((item) => item.tied_hosts !== undefined)
    const picks = one?.picks ?? 0
    const picker = fixtures
      .createPolicy(leastRequest, { selectionMethod: 'FULL_SCAN' }, { rng: createRng(6) })
      .onSnapshot(fixtures.snapshotOf(busy(one?.active ?? [])))
    const counts = new Map<string, number>()
    const request = fixtures.requestOf()
    for (let pick = 0; pick < picks; pick += 1) {
      const { id } = fixtures.backendOf(picker.pick(request))
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(one?.tied_hosts?.map(fixtures.backendId))
    for (const count of counts.values()) {
      expect(Math.abs(count / picks - (one?.share_each ?? 0))).toBeLessThan(one?.tolerance_abs ?? 0)
    }
  })

  test.each(vectors.weighted_cases.filter((one) => one.segments !== undefined))('weighted: $name', (one) => {
    const config = one.bias === vectors.algorithm.defaults.active_request_bias ? {} : { activeRequestBias: one.bias }
    const backends = busy(one.segments?.[0]?.active ?? [], one.weights)
    const picker = fixtures.createPolicy(leastRequest, config, { rng: zeros }).onSnapshot(fixtures.snapshotOf(backends))
    for (const { active, order } of one.segments ?? []) {
      for (const [index, backend] of backends.entries()) backend.state.inFlight = active[index] ?? 0
      expect(fixtures.pickIds(picker, order.length)).toEqual(order.map(fixtures.backendId))
    }
  })

  test('bias 0: requests in flight do not count', () => {
    const one = vectors.weighted_cases.find((item) => item.bias === 0)
    const order = one?.segments?.[0]?.order ?? []
    const picker = fixtures
      .createPolicy(leastRequest, { activeRequestBias: 0 }, { rng: zeros })
      .onSnapshot(fixtures.snapshotOf(busy([0, 1], one?.weights)))
    expect(fixtures.pickIds(picker, order.length)).toEqual(order.map(fixtures.backendId))
  })

  test('a bias that is set holds with equal weights', () => {
    const one = vectors.weighted_cases.find((item) => item.host1_count !== undefined)
    const picker = fixtures
      .createPolicy(leastRequest, { activeRequestBias: one?.bias }, { rng: zeros })
      .onSnapshot(fixtures.snapshotOf(busy(one?.active ?? [], one?.weights)))
    const counts = fixtures.countsOf(fixtures.pickIds(picker, one?.picks ?? 0))
    expect(Math.abs((counts.get(fixtures.backendId(1)) ?? 0) - (one?.host1_count ?? 0))).toBeLessThanOrEqual(2)
  })

  test('choiceCount: gRPC refuses less than 2 and takes more than 10 as 10', () => {
    expect(() => leastRequest.parseConfig({ choiceCount: 1 })).toThrow(
      'choiceCount: expected an integer of at least 2, got 1',
    )
    expect(leastRequest.parseConfig({ choiceCount: 11 })).toMatchObject({ choiceCount: 10 })
    expect(leastRequest.parseConfig({})).toMatchObject({ choiceCount: 2, selectionMethod: 'N_CHOICES' })
  })
})
