import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../../policies/lib/rng.ts'

describe('createRng', () => {
  test('one seed gives one stream, near seeds give unlike ones', () => {
    const stream = (seed: number): number[] => {
      const rng = createRng(seed)
      return Array.from({ length: 50 }, () => rng.below(1_000_000))
    }
    expect(stream(7)).toEqual(stream(7))
    const [a, b] = [stream(7), stream(8)]
    expect(a.filter((value, index) => value === b[index]).length).toBeLessThan(3)
    expect(stream(7 + 2 ** 32)).not.toEqual(stream(7))
  })

  test.each([0, -1, 1.5, 2 ** 53, -(2 ** 40)])('seed %d works', (seed) => {
    const rng = createRng(seed)
    const draws = Array.from({ length: 1_000 }, () => rng.next())
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws)).toBeLessThan(1)
    expect(new Set(draws).size).toBe(1_000)
  })

  test.each([1, 2, 3, 10, 1_000, 3_000_000_000, 2 ** 32])('below(%d) stays below and reaches both halves', (bound) => {
    const rng = createRng(3)
    const draws = Array.from({ length: 500 }, () => rng.below(bound))
    expect(draws.every((draw) => Number.isInteger(draw) && draw >= 0 && draw < bound)).toBe(true)
    if (bound > 1) expect(new Set(draws.map((draw) => draw < bound / 2)).size).toBe(2)
  })

  test('below is even: chi-square of 10 classes', () => {
    const rng = createRng(99)
    const counts = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 100_000; draw += 1) {
      const index = rng.below(10)
      counts[index] = (counts[index] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // 99.9 % point at 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.9)
  })

  test('below is even where a plain modulo is not', () => {
    // 2^32 mod 3e9 would give the lower part of the range twice the chance.
    const rng = createRng(5)
    let low = 0
    for (let draw = 0; draw < 20_000; draw += 1) if (rng.below(3_000_000_000) < 1_294_967_296) low += 1
    expect(low / 20_000).toBeCloseTo(1_294_967_296 / 3_000_000_000, 1)
    expect(Math.abs(low / 20_000 - 0.4317)).toBeLessThan(0.02)
  })
})
