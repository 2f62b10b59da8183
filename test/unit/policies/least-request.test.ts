import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { leastRequest } from '../../../policies/least-request.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendId, makeBackend, makeBackends, pickIds, requestOf, snapshotOf } = fixtures

describe('least_request', () => {
  test('without weights it samples: the idlest of many does not get everything', () => {
    const backends = makeBackends(20, (index) => ({ inFlight: index === 3 ? 0 : 5 }))
    const picker = fixtures
      .createPolicy(leastRequest, undefined, { rng: createRng(1) })
      .onSnapshot(snapshotOf(backends))
    const share = (fixtures.countsOf(pickIds(picker, 10_000)).get(backendId(3)) ?? 0) / 10_000
    // Drawn at least once in two draws: 1 - 0.95^2.
    expect(Math.abs(share - 0.0975)).toBeLessThan(0.02)
  })

  test('in flight counts in the schedule, and is read when a backend was picked', () => {
    const backends = [makeBackend('a', {}, { weight: 2 }), makeBackend('b', { inFlight: 3 }, { weight: 4 })]
    const picker = fixtures
      .createPolicy(leastRequest, undefined, { rng: createRng(1) })
      .onSnapshot(snapshotOf(backends))
    // 2 / 1 against 4 / 4.
    expect(pickIds(picker, 300).filter((id) => id === 'a')).toHaveLength(200)
  })

  test('a bias between: weight / (in flight + 1) ^ bias', () => {
    const backends = [makeBackend('a', {}, { weight: 1 }), makeBackend('b', { inFlight: 3 }, { weight: 4 })]
    const policy = fixtures.createPolicy(leastRequest, { activeRequestBias: 0.5 }, { rng: createRng(1) })
    // 1 against 4 / 2.
    const picks = pickIds(policy.onSnapshot(snapshotOf(backends)), 300)
    expect(picks.filter((id) => id === 'b')).toHaveLength(200)
  })

  test('the avoided are redrawn, and a full scan passes them by', () => {
    const backends = makeBackends(5, (index) => ({ inFlight: index }))
    for (const config of [{}, { selectionMethod: 'FULL_SCAN' }, { activeRequestBias: 1 }]) {
      const policy = fixtures.createPolicy(leastRequest, config, { rng: createRng(1) })
      const picker = policy.onSnapshot(snapshotOf(backends))
      const avoid = (backend: { id: string }): boolean => backend.id < backendId(4)
      expect(pickIds(picker, 5, requestOf({ avoid }))).toEqual(Array(5).fill(backendId(4)))
    }
  })

  test('an explained pick lists those that were compared', () => {
    const backends = makeBackends(3, (index) => ({ inFlight: 9 - index }))
    const explain = (config: unknown): unknown => {
      const policy = fixtures.createPolicy(leastRequest, config, { rng: fixtures.scriptedRng([0, 2, 1, 0, 2]) })
      const result = policy.onSnapshot(snapshotOf(backends)).pick(requestOf({ explain: true }))
      return result.kind === 'picked' && result.scores?.map(({ backend, inputs }) => [backend.id, inputs])
    }
    expect(explain({})).toEqual([
      [backendId(2), { in_flight: 7 }],
      [backendId(0), { in_flight: 9 }],
    ])
    expect(explain({ selectionMethod: 'FULL_SCAN' })).toEqual([
      [backendId(2), { in_flight: 7 }],
      [backendId(1), { in_flight: 8 }],
      [backendId(0), { in_flight: 9 }],
    ])
    const scheduled = Array(3).fill([expect.any(String), { in_flight: expect.any(Number), weight: 1 }])
    expect(explain({ activeRequestBias: 1 })).toEqual(scheduled)
  })

  test('an explanation of a large pool is short', () => {
    const policy = fixtures.createPolicy(leastRequest, { selectionMethod: 'FULL_SCAN' }, { rng: createRng(1) })
    const result = policy.onSnapshot(snapshotOf(makeBackends(500))).pick(requestOf({ explain: true }))
    expect(result.kind === 'picked' && result.scores).toHaveLength(16)
  })
})
