import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as ended from '../../../../policies/lib/completions.ts'

const outcome = (result: 'success' | 'error' | 'timeout' | 'cancelled', latencyMs?: number) => ({
  ...{ backendId: 'a', result },
  latencyMs,
})

describe('completions', () => {
  test('latency and load are averaged over the same calls', () => {
    const past = ended.newCompletions()
    ended.observeCompletion(past, outcome('success', 100), 3, 0)
    expect(ended.unitLatencyMs(past, 1, 0)).toBe(25)
    for (let call = 0; call < 1_000; call += 1) ended.observeCompletion(past, outcome('success', 30), 2, call)
    expect(ended.unitLatencyMs(past, 1, 1_000)).toBeCloseTo(10, 5)
  })

  test('a failure never makes a backend look faster, and a slow one makes it look slower', () => {
    const past = ended.newCompletions()
    ended.observeCompletion(past, outcome('error', 1), 0, 0)
    expect(past.latencyMs).toBe(0)
    ended.observeCompletion(past, outcome('success', 50), 0, 0)
    ended.observeCompletion(past, outcome('error', 1), 0, 0)
    expect(past.latencyMs).toBe(50)
    ended.observeCompletion(past, outcome('timeout', 5_000), 0, 0)
    expect(past.latencyMs).toBeGreaterThan(50)
    const before = { ...past }
    ended.observeCompletion(past, outcome('cancelled', 9), 0, 9)
    expect(past).toEqual(before)
  })

  test('idling, not time, takes back what is held against a backend', () => {
    const past = ended.newCompletions()
    ended.observeCompletion(past, outcome('success', 100), 0, 0)
    for (let call = 0; call < 20; call += 1) ended.observeCompletion(past, outcome('error'), 0, 0)
    const [unit, load] = [ended.unitLatencyMs(past, 1, 0), ended.weighedLoad(past, 0, 0)]
    expect(load).toBeGreaterThan(1)
    expect(ended.unitLatencyMs(past, 1, 60_000)).toBe(unit)
    expect(ended.unitLatencyMs(past, 0, 60_000)).toBeLessThan(unit / 100)
    expect(ended.weighedLoad(past, 0, 60_000)).toBeLessThan(0.1)
    // The next failure brings the old opinion back, a success keeps the new one.
    const forgiven = { ...past }
    ended.observeCompletion(past, outcome('error'), 0, 60_000)
    expect(ended.weighedLoad(past, 0, 60_000)).toBeGreaterThan(load)
    ended.observeCompletion(forgiven, outcome('success', 100), 0, 60_000)
    expect(ended.weighedLoad(forgiven, 0, 60_000)).toBeLessThan(0.1)
  })

  test('whatever comes: finite, and the load is never less than what is in flight', () => {
    const number = fc.oneof(fc.constantFrom(undefined, NaN, Infinity, -1, 0, 1e300), fc.double())
    const result = fc.constantFrom('success' as const, 'error' as const, 'timeout' as const, 'cancelled' as const)
    const load = fc.integer({ min: 0, max: 1_000_000_000 })
    fc.assert(
      fc.property(fc.array(fc.tuple(result, number, load, fc.nat(100_000))), load, (calls, inFlight) => {
        const past = ended.newCompletions()
        let now = 0
        for (const [kind, latencyMs, left, elapsed] of calls) {
          now += elapsed
          ended.observeCompletion(past, outcome(kind, latencyMs), left, now)
        }
        expect(ended.unitLatencyMs(past, inFlight, now)).toBeGreaterThanOrEqual(0)
        expect(ended.unitLatencyMs(past, inFlight, now)).toBeLessThan(Infinity)
        expect(ended.weighedLoad(past, inFlight, now)).toBeGreaterThanOrEqual(inFlight)
        expect(ended.weighedLoad(past, inFlight, now)).toBeLessThan(Infinity)
      }),
    )
  })
})
