import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FlowMeter } from '../../../../policies/lib/flow-meter.ts'

describe('a flow meter', () => {
  test("finds Little's law: a steady flow has its time in flight and its number in flight", () => {
    const meter = new FlowMeter()
    meter.setWindow(400)
    // Four in flight, one completes each 20 ms: each stays 80 ms.
    for (let now = 0; now <= 10_000; now += 20) {
      meter.setInFlight(4, now)
      meter.complete(1, now)
    }
    const { exposureMs, completions, busyMs } = meter.read(10_010)
    expect(exposureMs / completions).toBeCloseTo(80, -0.5)
    expect(exposureMs / busyMs).toBeCloseTo(4, 6)
    expect(busyMs).toBeCloseTo(400, 3)
  })

  test('shows a backend that stops while its calls still run', () => {
    const meter = new FlowMeter()
    meter.setWindow(400)
    for (let now = 0; now <= 4_000; now += 20) {
      meter.setInFlight(4, now)
      meter.complete(1, now)
    }
    const residence = (now: number): number => {
      const { exposureMs, completions } = meter.read(now)
      return exposureMs / completions
    }
    const before = residence(4_000)
    expect(residence(4_200)).toBeGreaterThan(1.4 * before)
    expect(residence(4_800)).toBeGreaterThan(4 * before)
  })

  test('the usual latency is an average over some thirty calls, and drifts to that of its peers without news', () => {
    const meter = new FlowMeter()
    expect(meter.usualMs(0, 0)).toBe(0)
    expect(meter.usualMs(0, 70)).toBe(70)
    meter.usually(100, 1, 0, 0)
    expect(meter.usualMs(0, 0)).toBe(100)
    for (let call = 0; call < 30; call += 1) meter.usually(200, 1, 1, 150)
    expect(meter.usualMs(1, 150)).toBeGreaterThan(150)
    expect(meter.usualMs(1, 150)).toBeLessThan(175)
    const [one, batch] = [new FlowMeter(), new FlowMeter()]
    for (const each of [one, batch]) each.usually(100, 1, 0, 100)
    for (let call = 0; call < 5; call += 1) one.usually(40, 1, 0, 100)
    batch.usually(40, 5, 0, 100)
    expect(batch.usualMs(0, 100)).toBeCloseTo(one.usualMs(0, 100), 9)
    expect(Math.abs(one.usualMs(60_000, 100) - 100)).toBeLessThan(1)
  })

  test('reading leaves no trace, and whatever comes is finite and not negative', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 1e300))
    const step = fc.record({ what: fc.nat(2), value: number, elapsed: fc.nat(5_000), reads: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [read, unread] = [new FlowMeter(), new FlowMeter()]
        let now = 0
        for (const { what, value, elapsed, reads } of steps) {
          now += elapsed
          for (let again = 0; again < reads; again += 1) read.read(now + again)
          for (const meter of [read, unread]) {
            if (what === 0) meter.setInFlight(value, now)
            else if (what === 1) meter.complete(value, now)
            else meter.setWindow(value)
          }
        }
        const told = { ...read.read(now + 7) }
        expect(told).toEqual({ ...unread.read(now + 7) })
        for (const each of [told.exposureMs, told.completions, told.busyMs]) {
          expect(each >= 0 && each < Infinity).toBe(true)
        }
      }),
    )
  })
})
