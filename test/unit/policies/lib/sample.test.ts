import { describe, expect, test } from '@jest/globals'
import { buildAliasTable } from '../../../../policies/lib/alias-table.ts'
import { createRng } from '../../../../policies/lib/rng.ts'
import { drawDistinct, drawIndex } from '../../../../policies/lib/sample.ts'
import { makeBackends } from '../../../contracts/policy-fixtures.ts'

describe('drawIndex', () => {
  const backends = makeBackends(100)
  const [first] = backends

  test('even over those that are left, few or many', () => {
    for (const left of [1, 3, 60]) {
      const allowed = new Set(backends.slice(40, 40 + left))
      const rng = createRng(left)
      const counts = new Map<number, number>()
      for (let draw = 0; draw < left * 500; draw += 1) {
        const index = drawIndex(rng, backends, (backend) => !allowed.has(backend as never))
        counts.set(index, (counts.get(index) ?? 0) + 1)
      }
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: left }, (_, index) => 40 + index))
      for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(120)
    }
  })

  test('never the excepted one; -1 when nobody is left', () => {
    const rng = createRng(1)
    for (let draw = 0; draw < 300; draw += 1) expect(drawIndex(rng, backends.slice(0, 3), undefined, 1)).not.toBe(1)
    expect(drawIndex(rng, [], undefined)).toBe(-1)
    expect(drawIndex(rng, backends.slice(0, 1), undefined, 0)).toBe(-1)
    expect(drawIndex(rng, backends, () => true)).toBe(-1)
    expect(drawIndex(rng, backends, (backend) => backend !== first, 0)).toBe(-1)
    expect(drawIndex(rng, backends, (backend) => backend !== first, 5)).toBe(0)
  })
})

describe('drawDistinct', () => {
  test('different indexes, each as likely as the other', () => {
    const rng = createRng(3)
    const drawn = new Uint32Array(4)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let draw = 0; draw < 10_000; draw += 1) {
      expect(drawDistinct(rng, 10, drawn)).toBe(4)
      expect(new Set(drawn).size).toBe(4)
      for (const index of drawn) counts[index] = (counts[index] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 4_000)).toBeLessThan(250)
  })

  test('all, in order and without a draw, when they fit', () => {
    const drawn = new Uint32Array(4)
    const refusing = { next: () => NaN, below: () => NaN }
    expect([drawDistinct(refusing, 3, drawn), ...drawn.subarray(0, 3)]).toEqual([3, 0, 1, 2])
    expect([drawDistinct(refusing, 4, drawn), ...drawn]).toEqual([4, 0, 1, 2, 3])
    expect(drawDistinct(refusing, 0, drawn)).toBe(0)
  })
})

test('alias table: draws in proportion to weights that lie far apart', () => {
  const weights = Float64Array.of(1, 1_000, 0.5, 10, 1e-6)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const table = buildAliasTable(weights)
  const rng = createRng(2)
  const counts = [0, 0, 0, 0, 0]
  const draws = 400_000
  for (let draw = 0; draw < draws; draw += 1) {
    const index = table.draw(rng)
    counts[index] = (counts[index] ?? 0) + 1
  }
  for (const [index, count] of counts.entries()) {
    const expected = ((weights[index] ?? 0) / sum) * draws
    // Five standard deviations of a binomial count.
    expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected) + 1)
  }
})
