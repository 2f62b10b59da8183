import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { OutcomeResult } from '../../../policies/policy.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { LiveSignals } from '../../../server/pools/signals.ts'
import { FakeTime } from '../../support/fake-time.ts'

function signals(): { live: LiveSignals; time: FakeTime } {
  const time = new FakeTime()
  return { live: new LiveSignals(time, defaultPoolConfig('p')), time }
}

describe('outcomes', () => {
  test('a backend that fails fast does not look fast', () => {
    const { live } = signals()
    live.observe('success', 50)
    for (let i = 0; i < 100; i++) live.observe('error', 1)
    expect(live.latencyMs()).toBe(50)
    expect(live.successRate()).toBeLessThan(0.01)
  })

  test('a time-out makes it look slow', () => {
    const { live } = signals()
    live.observe('success', 50)
    live.observe('timeout', 2_000)
    expect(live.latencyMs()).toBe(2_000)
  })

  test('a failure alone is no history', () => {
    const { live } = signals()
    live.observe('error', 1)
    expect(live.latencyMs()).toBeUndefined()
  })

  test('a caller that gave up judges nobody', () => {
    const { live } = signals()
    live.observe('cancelled', 9_000)
    expect([live.successRate(), live.latencyMs()]).toEqual([1, undefined])
  })

  test('whatever comes, every signal is finite and not negative', () => {
    const result = fc.constantFrom<OutcomeResult>(
      'success',
      'error',
      'timeout',
      'connect_failure',
      'cancelled',
      'rejected',
    )
    const latency = fc.option(fc.double({ min: 0, max: 3_600_000, noNaN: true }), { nil: undefined })
    const step = fc.record({ result, latency, advance: fc.integer({ min: 0, max: 100_000 }), begin: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const { live, time } = signals()
        for (const { result: how, latency: ms, advance, begin } of steps) {
          time.advance(advance)
          if (begin) live.begin()
          else live.end()
          live.observe(how, ms)
          for (const value of [live.inFlight(), live.latencyMs() ?? 0, live.successRate(), live.weight()]) {
            expect(Number.isFinite(value) && value >= 0).toBe(true)
          }
        }
      }),
    )
  })
})
