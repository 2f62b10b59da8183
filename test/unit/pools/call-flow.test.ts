import { describe, expect, test } from '@jest/globals'
import { CallFlow } from '../../../server/pools/call-flow.ts'
import { PoolTraffic } from '../../../server/pools/traffic.ts'
import { NO_LOAD } from '../../support/records.ts'

const flowOf = (lagMs: number): CallFlow => {
  const traffic = new PoolTraffic()
  traffic.outcomeCame(lagMs)
  return new CallFlow(traffic)
}

/** Reports each second, of a backend that completes ten calls in between. */
function report(flow: CallFlow, count: number): void {
  for (let at = 0; at < count; at += 1) {
    const load = { ...NO_LOAD, completed: 1_000 + 10 * at, inFlight: 4 }
    const before = at === 0 ? undefined : { ...load, completed: load.completed - 10 }
    flow.reported(load, before, at === 0 ? 0 : 1_000, 1_000 * at)
  }
}

const completionsAt = (flow: CallFlow, now: number): number => flow.read(now, 0, true).completions

describe('where completions come from', () => {
  test('outcomes that come at once, from the first load report on', () => {
    const flow = flowOf(10)
    report(flow, 1)
    flow.succeeded(1, 80, 10)
    expect(completionsAt(flow, 10)).toBeCloseTo(1, 6)
    expect(flow.read(10, 0, true).isEstimated).toBe(false)
  })

  test('the counters of load reports, where outcomes come later than half of them', () => {
    const flow = flowOf(900)
    report(flow, 3)
    const before = completionsAt(flow, 2_000)
    expect(before).toBeGreaterThanOrEqual(10)
    flow.succeeded(1, 80, 2_000)
    expect(completionsAt(flow, 2_000)).toBeCloseTo(before, 6)
    expect(flow.read(2_000, 0, true).isEstimated).toBe(true)
  })

  test('the counters of load reports, where callers tell nothing of many completions', () => {
    const flow = flowOf(0)
    report(flow, 6)
    expect(flow.read(6_000, 0, true).isEstimated).toBe(true)
    flow.told()
    expect(flow.read(6_000, 0, true).isEstimated).toBe(false)
  })
})
