import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { roundRobin } from '../../../policies/round-robin.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendId, makeBackends, pickIds, requestOf, snapshotOf } = fixtures
const zero = { below: () => 0, next: () => 0.5 }

describe('round_robin', () => {
  test('replicas start at different backends', () => {
    const starts = Array.from({ length: 200 }, (_, seed) => {
      const policy = fixtures.createPolicy(roundRobin, undefined, { rng: createRng(seed) })
      return pickIds(policy.onSnapshot(snapshotOf(makeBackends(10))), 1)[0] ?? ''
    })
    const counts = fixtures.countsOf(starts)
    expect(counts.size).toBe(10)
    expect(Math.max(...counts.values())).toBeLessThan(45)
  })

  test('a new snapshot goes on with the backend whose turn it is', () => {
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: zero })
    expect(pickIds(policy.onSnapshot(snapshotOf(makeBackends(5))), 2)).toEqual([0, 1].map(backendId))
    expect(pickIds(policy.onSnapshot(snapshotOf(makeBackends(8))), 4)).toEqual([2, 3, 4, 5].map(backendId))
    // The one whose turn it was is gone, and two before it.
    const left = makeBackends(8).filter((backend) => ![0, 1, 6].map(backendId).includes(backend.id))
    expect(pickIds(policy.onSnapshot(snapshotOf(left)), 3)).toEqual([7, 2, 3].map(backendId))
  })

  test('after an empty snapshot it goes on too', () => {
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: zero })
    pickIds(policy.onSnapshot(snapshotOf(makeBackends(5))), 3)
    policy.onSnapshot(snapshotOf([]))
    expect(pickIds(policy.onSnapshot(snapshotOf(makeBackends(5))), 1)).toEqual([backendId(3)])
  })

  test('the rotation steps over the avoided', () => {
    const picker = fixtures.createPolicy(roundRobin, undefined, { rng: zero }).onSnapshot(snapshotOf(makeBackends(4)))
    const avoid = (backend: { id: string }): boolean => backend.id === backendId(1)
    expect(pickIds(picker, 6, requestOf({ avoid }))).toEqual([0, 2, 3, 0, 2, 3].map(backendId))
    expect(picker.pick(requestOf({ avoid: () => true }))).toEqual({ kind: 'none', reason: 'all_avoided' })
  })

  test('unequal weights: in proportion through snapshots that keep coming', () => {
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: createRng(3) })
    const counts = new Map<string, number>()
    for (let round = 0; round < 500; round += 1) {
      const backends = [1, 2, 5].map((weight, index) => fixtures.makeBackend(backendId(index), {}, { weight }))
      for (const id of pickIds(policy.onSnapshot(snapshotOf(backends)), 3)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    for (const [index, weight] of [1, 2, 5].entries()) {
      expect(Math.abs((counts.get(backendId(index)) ?? 0) - (1500 * weight) / 8)).toBeLessThanOrEqual(2)
    }
  })

  test('many that join together at unequal weights do not come one after the other', () => {
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: createRng(8) })
    const old = Array.from({ length: 90 }, (_, index) =>
      fixtures.makeBackend(backendId(index), {}, { weight: 1 + (index % 2) }),
    )
    pickIds(policy.onSnapshot(snapshotOf(old)), 500)
    const fresh = Array.from({ length: 10 }, (_, index) => fixtures.makeBackend(`new${index}`, {}, { weight: 2 }))
    const picks = pickIds(policy.onSnapshot(snapshotOf([...old, ...fresh])), 40)
    const ofFresh = picks.filter((id) => id.startsWith('new')).length
    // 20 of 155 parts of 40 picks are 5.
    expect(ofFresh).toBeGreaterThan(0)
    expect(ofFresh).toBeLessThan(11)
  })

  test('slow start is read live: a share grows without a new snapshot', () => {
    const [old, warming] = [fixtures.makeBackend('a'), fixtures.makeBackend('b', { weight: 0.1 }, { weight: 1 })]
    const picker = fixtures
      .createPolicy(roundRobin, undefined, { rng: createRng(1) })
      .onSnapshot(snapshotOf([old, warming]))
    const share = (): number => pickIds(picker, 110).filter((id) => id === 'b').length
    expect(share()).toBeGreaterThanOrEqual(9)
    warming.state.weight = 0.5
    expect(share()).toBeGreaterThanOrEqual(28)
    warming.state.weight = 1
    expect(Math.abs(share() - 55)).toBeLessThanOrEqual(2)
  })

  test('from rotation to schedule and back: shares stay even', () => {
    const policy = fixtures.createPolicy(roundRobin, undefined, { rng: createRng(2) })
    const counts = new Map<string, number>()
    for (let round = 0; round < 400; round += 1) {
      const backends = makeBackends(10)
      const [first] = backends
      if (round % 2 === 0 && first !== undefined) first.state.weight = 0.9
      for (const id of pickIds(policy.onSnapshot(snapshotOf(backends)), 5)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count / 200 - 1)).toBeLessThan(0.25)
  })

  test.each([
    ['equal', () => ({}), 'next_in_turn'],
    ['unequal', (index: number) => ({ weight: index + 1 }), 'earliest_deadline'],
  ])('an explained pick of %s weights lists whose turn comes next, which then comes', (_, state, reason) => {
    const picker = fixtures.createPolicy(roundRobin).onSnapshot(snapshotOf(fixtures.makeBackends(5, state)))
    for (let round = 0; round < 20; round++) {
      const result = picker.pick(requestOf({ explain: true }))
      if (result.kind !== 'picked') throw new Error(result.kind)
      expect(result.reason).toBe(reason)
      expect(result.scores?.map(({ backend }) => backend)[0]).toBe(result.backend)
      const second = result.scores?.[1]
      const weight = second?.backend.signals.weight()
      expect(second).toEqual({ backend: second?.backend, score: expect.any(Number), inputs: { weight } })
      const avoid = (backend: { id: string }): boolean => backend.id === result.backend.id
      expect(fixtures.backendOf(picker.pick(requestOf({ avoid })))).toBe(second?.backend)
    }
  })
})
