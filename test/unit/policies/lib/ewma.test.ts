import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Ema, PeakEwma } from '../../../../policies/lib/ewma.ts'

describe('PeakEwma', () => {
  test('without history there is no estimate', () => {
    const ewma = new PeakEwma(1_000)
    expect(ewma.read(0)).toBeUndefined()
    ewma.observe(5, 10)
    expect(ewma.read(10)).toBe(5)
  })

  test('a peak counts at once, a lower sample by the time that passed', () => {
    const ewma = new PeakEwma(1_000)
    ewma.observe(100, 0)
    ewma.observe(300, 1)
    expect(ewma.read(1)).toBe(300)
    ewma.observe(100, 1_001)
    expect(ewma.read(1_001)).toBeCloseTo(300 * Math.exp(-1) + 100 * (1 - Math.exp(-1)), 9)
  })

  test('a sample is compared with what was read last, as upstream', () => {
    const ewma = new PeakEwma(1_000)
    ewma.observe(300, 0)
    expect(ewma.read(2_000)).toBeCloseTo(300 * Math.exp(-2), 9)
    ewma.observe(100, 2_000)
    expect(ewma.read(2_000)).toBe(100)
  })

  test('time that goes backwards neither decays nor is counted twice', () => {
    const ewma = new PeakEwma(1_000)
    ewma.observe(100, 5_000)
    expect(ewma.read(1_000)).toBe(100)
    expect(ewma.read(5_000)).toBe(100)
    expect(ewma.read(6_000)).toBeCloseTo(100 * Math.exp(-1), 9)
  })

  test('an initial value without a start decays from the first read', () => {
    const ewma = new PeakEwma(1_000, 20)
    expect(ewma.read(77_000)).toBe(20)
    expect(ewma.read(78_000)).toBeCloseTo(20 * Math.exp(-1), 9)
  })

  test.each([0, -1, NaN])('a decay time of %d is refused', (decayMs) => {
    expect(() => new PeakEwma(decayMs)).toThrow(RangeError)
  })

  test('whatever is fed, in whatever order: finite and not negative', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 1e308))
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, fc.boolean())), (events) => {
        const ewma = new PeakEwma(10_000)
        const ema = new Ema(10_000)
        for (const [value, now, reads] of events) {
          ema.observe(value, now)
          if (reads) ewma.read(now)
          else ewma.observe(value, now)
          for (const estimate of [ewma.read(now), ema.read()]) {
            if (estimate === undefined) continue
            expect(Number.isFinite(estimate)).toBe(true)
            expect(estimate).toBeGreaterThanOrEqual(0)
          }
        }
      }),
    )
  })
})

test('Ema: time that stands still or goes backwards gives a sample no weight', () => {
  const ema = new Ema(1_000)
  ema.observe(10, 100)
  ema.observe(50, 100)
  ema.observe(50, 20)
  expect(ema.read()).toBe(10)
  expect(() => new Ema(-1)).toThrow(RangeError)
})
