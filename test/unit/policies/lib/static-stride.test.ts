import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FULL_STRIDE, nextTurn, scaleToStrides } from '../../../../policies/lib/static-stride.ts'

const clamp = { least: 0.1, most: 10 }

describe('static stride', () => {
  test('whatever the weights: strides in range, the largest full, and the next turn within one round', () => {
    const weight = fc.oneof(
      fc.constantFrom(0, -1, 1e-6, 4_294_967_295),
      fc.double({ noNaN: true, min: 1e-6, max: 5e9 }),
    )
    const weights = fc.array(weight, { minLength: 1, maxLength: 40 })
    const standIn = fc.constantFrom('mean' as const, 'median' as const)
    fc.assert(
      fc.property(weights, standIn, fc.nat(4_294_967_295), (given, unknown, start) => {
        const strides = new Uint16Array(given.length)
        const known = scaleToStrides(Float64Array.from(given), { standIn: unknown, clamp }, strides)
        expect(known).toBe(given.filter((one) => one > 0).length)
        expect(Math.min(...strides)).toBeGreaterThanOrEqual(1)
        expect(Math.max(...strides)).toBe(FULL_STRIDE)
        const sequence = { next: start }
        for (let pick = 0; pick < 50; pick += 1) {
          const before = sequence.next
          const index = nextTurn(strides, sequence)
          expect(strides[index]).toBeGreaterThan(0)
          // One round, and another where the counter wraps in the midst of one.
          expect((sequence.next - before) >>> 0).toBeLessThanOrEqual(2 * given.length)
        }
      }),
    )
  })

  test('over a whole period each gets exactly its stride', () => {
    const strides = Uint16Array.of(FULL_STRIDE, 21_845, 1, 40_000)
    const counts = [0, 0, 0, 0]
    const sequence = { next: 0 }
    while (sequence.next < FULL_STRIDE * strides.length) {
      const index = nextTurn(strides, sequence)
      if (sequence.next <= FULL_STRIDE * strides.length) counts[index] = (counts[index] ?? 0) + 1
    }
    expect(counts).toEqual([...strides])
  })

  test('weights keep within a tenth and ten times the mean', () => {
    const strides = new Uint16Array(101)
    scaleToStrides(
      Float64Array.from({ length: 101 }, (_, index) => (index === 0 ? 1e9 : 1)),
      { standIn: 'mean', clamp },
      strides,
    )
    expect((strides[0] ?? 0) / (strides[1] ?? 1)).toBeCloseTo(100, 0)
  })
})
