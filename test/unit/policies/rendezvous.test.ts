import { describe, expect, test } from '@jest/globals'
import { rendezvous } from '../../../policies/rendezvous.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendOf, makeBackend, makeBackends, requestOf, snapshotOf } = fixtures
const keys = Array.from({ length: 2_000 }, (_, index) => `user-${index}`)

const pickerOf = (backends: readonly fixtures.TestBackend[]) =>
  fixtures.createPolicy(rendezvous, undefined, { rng: createRng(1) }).onSnapshot(snapshotOf(backends))

const placesOf = (backends: readonly fixtures.TestBackend[]): Map<string, string> => {
  const picker = pickerOf(backends)
  return new Map(keys.map((affinityKey) => [affinityKey, backendOf(picker.pick(requestOf({ affinityKey }))).id]))
}

describe('rendezvous', () => {
  test('shares are in proportion to weights', () => {
    const weights = [1, 2, 3, 4]
    const backends = weights.map((weight, index) => makeBackend(fixtures.backendId(index), {}, { weight }))
    const counts = fixtures.countsOf([...placesOf(backends).values()])
    for (const [index, weight] of weights.entries()) {
      expect(Math.abs((counts.get(fixtures.backendId(index)) ?? 0) / keys.length - weight / 10)).toBeLessThan(0.03)
    }
  })

  test('a larger weight draws keys to itself and moves no other', () => {
    const weigh = (weight: number) =>
      placesOf([...makeBackends(5, () => ({ weight: 2 })), makeBackend('x', {}, { weight })])
    const [before, after] = [weigh(2), weigh(3)]
    const moved = keys.filter((key) => before.get(key) !== after.get(key))
    expect(moved.length).toBeGreaterThan(0)
    expect(new Set(moved.map((key) => after.get(key)))).toEqual(new Set(['x']))
  })

  test('equal weights of any size place keys alike', () => {
    const weighted = (weight: number) =>
      placesOf(Array.from({ length: 5 }, (_, index) => makeBackend(fixtures.backendId(index), {}, { weight })))
    expect(weighted(7)).toEqual(weighted(1))
  })

  test('attempt k goes to the k-th best, and begins again after the last', () => {
    const picker = pickerOf(makeBackends(6))
    const result = picker.pick(requestOf({ affinityKey: 'x', alternates: 5 }))
    if (result.kind !== 'picked') throw new Error(result.kind)
    const order = [result.backend, ...(result.alternates ?? [])]
    expect(new Set(order).size).toBe(6)
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect(backendOf(picker.pick(requestOf({ affinityKey: 'x', attempt })))).toBe(order[attempt % 6])
    }
  })

  test('explained scores are those that won, best first', () => {
    const weights = [1, 5, 2]
    const backends = weights.map((weight, index) => makeBackend(fixtures.backendId(index), {}, { weight }))
    const result = pickerOf(backends).pick(requestOf({ affinityKey: 'x', explain: true }))
    if (result.kind !== 'picked') throw new Error(result.kind)
    const scores = (result.scores ?? []).map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(result.scores?.map(({ inputs }) => inputs)).toEqual(
      result.scores?.map(({ backend }) => ({ weight: backend.weight })),
    )
  })
})
