import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { OutcomeResult } from '../../../policies/policy.ts'
import { SIGNAL_NAMES } from '../../../policies/policy.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { LiveSignals } from '../../../server/pools/signals.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { NO_LOAD } from '../../support/records.ts'
import { PoolTraffic } from '../../../server/pools/traffic.ts'

function signals(): { live: LiveSignals; time: FakeTime } {
  const time = new FakeTime()
  return { live: new LiveSignals(time, defaultPoolConfig('p'), new PoolTraffic()), time }
}

describe('an anchor that is too old', () => {
  test.each([true, false])('does not come back with a report that has none, read meanwhile or not: %s', (read) => {
    const { live, time } = signals()
    live.observeReport({ ...NO_LOAD, inFlight: 5 }, 0)
    expect(live.inFlight()).toBe(5)
    time.advance(10_000)
    if (read) live.inFlight()
    live.observeReport(NO_LOAD, 0)
    expect(live.inFlight()).toBe(0)
  })
})

describe('load reports that contradict themselves', () => {
  const beat = (live: LiveSignals, time: FakeTime, reports: readonly number[]): void => {
    for (const inFlight of reports) {
      time.advance(1_000)
      live.observeReport({ ...NO_LOAD, inFlight, capacity: 8 }, 0)
    }
  }

  test('are told as they are, and not expected', () => {
    const { live, time } = signals()
    live.begin()
    beat(live, time, [700, 3, 950, 40, 600, 12, 801])
    expect(live.inFlight()).toBe(801)
    expect(live.flow()).toMatchObject({ inFlight: 1, isProven: false })
  })

  test('steady ones are believed, after a few in full', () => {
    const { live, time } = signals()
    beat(live, time, [50])
    expect([live.inFlight(), live.flow().inFlight, live.flow().isProven]).toEqual([50, 10, false])
    beat(live, time, [52, 49, 51])
    live.begin()
    expect([live.inFlight(), live.flow().inFlight, live.flow().isProven]).toEqual([52, 52, true])
  })

  test('a new incarnation has nothing to live down', () => {
    const { live, time } = signals()
    beat(live, time, [700, 3, 950, 40, 600])
    live.reset()
    beat(live, time, [5])
    expect(live.flow().inFlight).toBe(5)
  })
})

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
          else live.end(time.now())
          live.observe(how, ms)
          for (const value of [live.inFlight(), live.latencyMs() ?? 0, live.successRate(), live.weight()]) {
            expect(Number.isFinite(value) && value >= 0).toBe(true)
          }
        }
      }),
    )
  })
})

describe('ages', () => {
  const REPORT = {
    ...{ cpuUtilization: 0.5, memUtilization: 0, applicationUtilization: 0, rps: 0, eps: 0, completed: 0, errors: 0 },
    ...{ capacity: 0, inFlight: undefined, latencyMs: undefined },
    ...{ utilization: new Map(), namedMetrics: new Map(), requestCost: new Map() },
  }
  const agesOf = (live: LiveSignals) => Object.fromEntries(SIGNAL_NAMES.map((name) => [name, live.ageMs(name)]))
  const NONE = Object.fromEntries(SIGNAL_NAMES.map((name) => [name, undefined]))

  test('without news there are none, and what is known by ourselves has none', () => {
    const { live } = signals()
    live.setCapacity(8)
    live.begin()
    expect(agesOf(live)).toEqual(NONE)
  })

  test('run from what was heard last', () => {
    const { live, time } = signals()
    live.observe('success', 20)
    time.advance(100)
    live.observe('error', 1)
    time.advance(200)
    live.observe('cancelled', 1)
    live.observeReport({ ...REPORT, capacity: 4, inFlight: 3 }, 50)
    time.advance(10)
    expect(agesOf(live)).toEqual({
      ...{ latency: 310, success_rate: 210, in_flight: 60, utilization: 60, load_report: 60, capacity: 60 },
      weight: undefined,
    })
    live.reset()
    expect(agesOf(live)).toEqual(NONE)
  })

  test('of requests in flight end with the report that they are anchored to', () => {
    const { live, time } = signals()
    live.observeReport({ ...REPORT, inFlight: 3 }, 0)
    time.advance(60_000)
    expect([live.inFlight(), live.ageMs('in_flight')]).toEqual([0, undefined])
  })

  test('a peek says what a read would, and leaves no trace', () => {
    const [one, other] = [signals(), signals()]
    for (const { live, time } of [one, other]) {
      live.observe('success', 100)
      time.advance(333)
    }
    for (let peek = 0; peek < 5; peek++) {
      const peeked = one.live.peekLatencyMs()
      expect(peeked).toBeCloseTo(100 * Math.exp(-0.0333 * (peek + 1)), 6)
      for (const { time } of [one, other]) time.advance(333)
    }
    expect(one.live.latencyMs()).toBe(other.live.latencyMs())
  })
})
