import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SlidingQuantile } from '../../../../policies/lib/sliding-quantile.ts'

const values = fc.array(fc.oneof(fc.nat(5), fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 60 })

test('the quantile of the last few, as sorting them gives it, and the same after JSON', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (size, all, share) => {
        const window = new SlidingQuantile(size)
        for (const value of all) window.add(value)
        const last = all.slice(-size)
        const sorted = [...last].sort((a, b) => a - b)
        expect(window.values().map((value) => value + 0)).toEqual(last.map((value) => value + 0))
        expect(window.read(share) + 0).toBe((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) + 0)
        const told: unknown = JSON.parse(JSON.stringify({ loads: window.values() }))
        const again = SlidingQuantile.restored(size, told, 'loads')
        for (const value of [3, 1, 2]) {
          window.add(value)
          again.add(value)
          expect(again.read(share) + 0).toBe(window.read(share) + 0)
        }
      },
    ),
  )
})

test('nothing seen yet: 0', () => {
  expect(new SlidingQuantile(4).read(0.84)).toBe(0)
})

test.each([
  [{}, 'state.loads'],
  [{ loads: [1, null] }, 'state.loads: expected at most 2 finite numbers'],
  [{ loads: [1, 2, 3] }, 'state.loads: expected at most 2 finite numbers'],
])('%j is no window', (state, message) => {
  expect(() => SlidingQuantile.restored(2, state, 'loads')).toThrow(message)
})
