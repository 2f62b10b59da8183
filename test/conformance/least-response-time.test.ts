import { describe, expect, test } from '@jest/globals'
import { leastResponseTime } from '../../policies/least-response-time.ts'
import { averageTime, estimatedTime, timeAfterIdling } from '../../policies/lib/nginx-time.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/nginx_other.json' with { type: 'json' }

/** Time that the slow backend of upstream_least_time.t takes, and how long it then pauses. */
const SLOW_MS = 4_000
const FAST_MS = 1

function counts(name: string): number[] {
  const found = vectors.least_time.cases.find((one) => one.test.startsWith(name))
  if (found === undefined) throw new Error(`no case ${name}`)
  return found.counts
}

/** nginx in front of two backends, one request at a time. */
function twoBackends(latencies: readonly [number, number], config: unknown) {
  const clock = fixtures.fakeClock()
  clock.advance(1_000_000)
  const policy = fixtures.createPolicy(leastResponseTime, config, { clock })
  const backends = fixtures.makeBackends(2)
  const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
  const finish = (index: number): void => {
    const backend = backends[index]
    if (backend === undefined) return
    backend.state.inFlight -= 1
    policy.onOutcome?.({ backendId: backend.id, result: 'success', latencyMs: latencies[index] })
  }
  const start = (): number => {
    const id = fixtures.backendOf(picker.pick(fixtures.requestOf())).id
    const index = backends.findIndex((backend) => backend.id === id)
    const backend = backends[index]
    if (backend !== undefined) backend.state.inFlight += 1
    return index
  }
  return {
    clock,
    backends,
    /** Requests one after the other. */
    serial(requests: number): number[] {
      const served = [0, 0]
      for (let sent = 0; sent < requests; sent += 1) {
        const index = start()
        served[index] = (served[index] ?? 0) + 1
        clock.advance(latencies[index] ?? 0)
        finish(index)
      }
      return served
    },
    /** Requests all at once. */
    parallel(requests: number): void {
      const started = Array.from({ length: requests }, start)
      clock.advance(Math.max(...latencies))
      for (const index of started) finish(index)
    },
  }
}

describe('least_response_time: nginx least_time', () => {
  test('the average: first sample as it is, then 0.5 + 0.05 sample + 0.95 average', () => {
    expect(averageTime(0, 137)).toBe(137)
    expect(averageTime(100, 200)).toBe(105)
    expect(averageTime(105, 1)).toBe(100)
  })

  test('the estimate: halved while idle, cut at 5 s, rounded up to 20 ms, times 1 + connections', () => {
    expect([0, 1, 19, 20, 5000, 5001].map((ms) => estimatedTime(ms, 0))).toEqual([20, 20, 20, 40, 5020, 5000])
    expect(estimatedTime(30, 2)).toBe(120)
    expect(timeAfterIdling(4000, 10, 10)).toBe(4000)
    expect(timeAfterIdling(4000, 22, 10)).toBe(1000)
    expect(timeAfterIdling(4000, 8, 0)).toBe(15)
    expect(timeAfterIdling(4000, Infinity, 10)).toBe(0)
  })

  test('response time, its decay and the probe after it', () => {
    const pool = twoBackends([SLOW_MS, FAST_MS], { failTimeoutMs: 0 })
    expect(pool.serial(10)).toEqual(counts('zero connections'))
    pool.clock.advance(2_000)
    expect(pool.serial(10)).toEqual(counts('response time decay not yet'))
    // Upstream waits until the first probe; from there its next ten requests are counted.
    pool.clock.advance(4_000)
    expect(pool.serial(10)).toEqual(counts('response time decay probe'))
  })

  test.each([
    { name: 'lesser response time', latencies: [SLOW_MS, FAST_MS] as const },
    { name: 'greater response time', latencies: [FAST_MS, SLOW_MS] as const },
  ])('$name', ({ name, latencies }) => {
    const pool = twoBackends(latencies, undefined)
    pool.parallel(6)
    expect(pool.serial(10)).toEqual(counts(name))
  })

  test('least_conn as reference: equals share, the busy one gets nothing', () => {
    const [fast, held] = vectors.least_conn.cases
    expect(twoBackends([FAST_MS, FAST_MS], undefined).serial(fast?.requests ?? 0)).toEqual(fast?.counts)
    const pool = twoBackends([FAST_MS, FAST_MS], undefined)
    const [busy] = pool.backends
    if (busy !== undefined) busy.state.inFlight = 3
    expect(pool.serial(10)).toEqual(held?.counts)
  })
})
