import { describe, expect, test } from '@jest/globals'
import { adaptive } from '../../../policies/adaptive.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { PickResult } from '../../../policies/policy.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

type Flow = fixtures.BackendState['flow']

/** Calls stay `residenceMs`, and `mean` are in flight on average. */
const flowOf = (residenceMs: number, mean = 4, more: Partial<Flow> = {}): Flow => ({
  ...{ exposureMs: mean * 400, completions: (mean * 400) / residenceMs, busyMs: 400, usualMs: residenceMs },
  ...{ isEstimated: false, isProven: true },
  ...more,
})

const pickerOf = (backends: readonly fixtures.TestBackend[], seed = 1) =>
  fixtures.createPolicy(adaptive, undefined, { rng: createRng(seed) }).onSnapshot(fixtures.snapshotOf(backends))

function picks(backends: readonly fixtures.TestBackend[], count: number): Map<string, number> {
  const picker = pickerOf(backends)
  const counts = new Map<string, number>()
  for (let pick = 0; pick < count; pick += 1) {
    const { id } = fixtures.backendOf(picker.pick(fixtures.requestOf()))
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

const reasonOf = (result: PickResult): string => (result.kind === 'picked' ? (result.reason ?? '') : result.reason)

describe('adaptive', () => {
  test('of a few, takes the one where calls stay the shortest', () => {
    const backends = fixtures.makeBackends(5, (index) => ({ inFlight: 4, flow: flowOf(index === 3 ? 20 : 80) }))
    expect([...picks(backends, 100)]).toEqual([[fixtures.backendId(3), 100]])
  })

  test('knows the crowd of now from that of the near past', () => {
    const backends = fixtures.makeBackends(3, (index) => ({ inFlight: [9, 4, 1][index] ?? 0, flow: flowOf(80) }))
    expect([...picks(backends, 50).keys()]).toEqual([fixtures.backendId(2)])
  })

  test('counts what nobody has told yet', () => {
    const backends = fixtures.makeBackends(2, (index) => ({
      inFlight: 4,
      flow: flowOf(80, 4, { inFlight: index === 0 ? 7 : 3 }),
    }))
    expect([...picks(backends, 50).keys()]).toEqual([fixtures.backendId(1)])
  })

  test('with capacities: the emptier in proportion, and a boast is not believed beyond bounds', () => {
    const honest = fixtures.makeBackends(2, (index) => ({ inFlight: 5, capacity: [10, 5][index], flow: flowOf(80) }))
    expect([...picks(honest, 50).keys()]).toEqual([fixtures.backendId(0)])
    const boast = fixtures.makeBackends(2, (index) => ({
      ...{ inFlight: [150, 2][index] ?? 0, capacity: [1e8, 5][index], flow: flowOf(80) },
    }))
    expect([...picks(boast, 50).keys()]).toEqual([fixtures.backendId(1)])
  })

  test('one capacity that is missing or cannot be, and none counts', () => {
    for (const capacity of [undefined, 0, 5e-324, NaN, Infinity]) {
      const backends = fixtures.makeBackends(2, (index) => ({
        ...{ inFlight: 4, capacity: [1_000, capacity][index], flow: flowOf([80, 20][index] ?? 0) },
      }))
      expect([...picks(backends, 20).keys()]).toEqual([fixtures.backendId(1)])
    }
  })

  test('a fast failer is no bargain', () => {
    const backends = fixtures.makeBackends(2, (index) => ({
      ...{ inFlight: [0, 6][index] ?? 0, successRate: [0.1, 1][index] ?? 1, flow: flowOf([60, 80][index] ?? 0) },
    }))
    expect([...picks(backends, 50).keys()]).toEqual([fixtures.backendId(1)])
  })

  test('draws at home, and elsewhere only where that is better by a fifth', () => {
    const at = (index: number, home: boolean, residenceMs: number): fixtures.TestBackend =>
      fixtures.makeBackend(fixtures.backendId(index), { inFlight: 4, flow: flowOf(residenceMs) }, { home })
    const near = Array.from({ length: 10 }, (_, index) => at(index, true, 80))
    const count = (residenceMs: number): number => {
      const elsewhere = Array.from({ length: 20 }, (_, index) => at(10 + index, false, residenceMs))
      return [...picks([...near, ...elsewhere], 300)].filter(([id]) => id >= fixtures.backendId(10)).length
    }
    expect(count(72)).toBe(0)
    expect(count(60)).toBeGreaterThan(10)
  })

  test('steps down as what it knows grows old, and says so', () => {
    const told = { inFlight: 2, flow: flowOf(80) }
    const reported = { reportAgeMs: 500, flow: flowOf(80, 4, { isEstimated: true }) }
    const old = { reportAgeMs: 60_000, flow: flowOf(80, 4, { isEstimated: true }) }
    const nothing = { flow: flowOf(80, 0, { usualMs: 0, completions: 0 }) }
    const steps = [told, reported, old, nothing].map((state) => {
      return reasonOf(pickerOf(fixtures.makeBackends(30, () => state)).pick(fixtures.requestOf()))
    })
    expect(steps).toEqual(['least_cost', 'least_estimated', 'fewer_of_two', 'rotation'])
  })

  test('one newcomer does not make the others forget', () => {
    const backends = fixtures.makeBackends(6, (index) => (index === 0 ? {} : { inFlight: 1, flow: flowOf(80) }))
    expect(reasonOf(pickerOf(backends).pick(fixtures.requestOf()))).toBe('least_cost')
  })

  test('whoever has had no calls yet gets some, also where the others are idle at this moment', () => {
    // Calls take as long everywhere; one and a half were in flight while there were any, and none is now.
    const known = flowOf(10, 1.5)
    const unknown = flowOf(10, 0, { completions: 0, busyMs: 0 })
    const backends = fixtures.makeBackends(4, (index) => ({ flow: index === 2 ? unknown : known }))
    expect(picks(backends, 400).get(fixtures.backendId(2))).toBeGreaterThan(70)
  })

  test('the rotation gives each its turn, in proportion to weight', () => {
    const even = picks(fixtures.makeBackends(5), 500)
    expect([...even.values()]).toEqual([100, 100, 100, 100, 100])
    const shares = picks(
      fixtures.makeBackends(2, (index) => ({ weight: [1, 4][index] ?? 1 })),
      5_000,
    )
    const ratio = (shares.get(fixtures.backendId(1)) ?? 0) / (shares.get(fixtures.backendId(0)) ?? 1)
    expect(ratio).toBeGreaterThan(3)
    expect(ratio).toBeLessThan(5)
  })
})
