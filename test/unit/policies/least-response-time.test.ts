import { describe, expect, test } from '@jest/globals'
import { leastResponseTime } from '../../../policies/least-response-time.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { makeBackend, pickIds, requestOf, snapshotOf } = fixtures

function pool(backends: readonly fixtures.TestBackend[], config?: unknown) {
  const clock = fixtures.fakeClock()
  clock.advance(100_000)
  const policy = fixtures.createPolicy(leastResponseTime, config, { clock })
  const succeed = (backendId: string, latencyMs: number): void =>
    policy.onOutcome?.({ backendId, result: 'success', latencyMs })
  return { clock, policy, succeed, picker: policy.onSnapshot(snapshotOf(backends)) }
}

describe('least_response_time', () => {
  test('requests in flight count as much as time does', () => {
    const [a, b] = [makeBackend('a'), makeBackend('b')]
    const { picker, succeed } = pool([a, b])
    pickIds(picker, 2)
    succeed('a', 30)
    succeed('b', 70)
    expect(pickIds(picker, 1)).toEqual(['a'])
    // 40 * (1 + 1) against 80 * 1: equal, so they take turns; one more and b is the better.
    a.state.inFlight = 2
    expect(pickIds(picker, 3)).toEqual(['b', 'b', 'b'])
  })

  test('times within 20 ms are equal and take turns by weight', () => {
    const { picker, succeed } = pool([makeBackend('a', {}, { weight: 1 }), makeBackend('b', {}, { weight: 1 })])
    pickIds(picker, 2)
    succeed('a', 21)
    succeed('b', 39)
    expect(pickIds(picker, 4)).toEqual(['a', 'b', 'a', 'b'])
  })

  test('a higher weight stands a longer time', () => {
    const { picker, succeed } = pool([makeBackend('a', {}, { weight: 1 }), makeBackend('b', {}, { weight: 3 })])
    succeed('a', 30)
    succeed('b', 90)
    // Both have idled for ever, so their times start at nothing: b by its weight, then the idle a.
    expect(pickIds(picker, 5)).toEqual(['b', 'a', 'b', 'b', 'b'])
  })

  test('only successes count, so a fast failure attracts nobody', () => {
    const { picker, policy, succeed, clock } = pool([makeBackend('a'), makeBackend('b')], { maxFails: 0 })
    pickIds(picker, 2)
    succeed('a', 30)
    succeed('b', 200)
    for (const result of ['error', 'rejected', 'cancelled', 'timeout'] as const) {
      for (let n = 0; n < 50; n += 1) policy.onOutcome?.({ backendId: 'b', result, latencyMs: 1 })
    }
    clock.advance(1_000)
    expect(pickIds(picker, 3)).toEqual(['a', 'a', 'a'])
  })

  test('the latency signal stands in until outcomes come', () => {
    const [a, b] = [makeBackend('a', { latencyMs: 500 }), makeBackend('b', { latencyMs: 50 })]
    const { picker, succeed } = pool([a, b])
    expect(pickIds(picker, 3)).toEqual(['b', 'b', 'b'])
    succeed('b', 900)
    expect(pickIds(picker, 1)).toEqual(['a'])
  })

  test('failures pass a backend over, and history stays over snapshots', () => {
    const { picker, policy, succeed } = pool([makeBackend('a'), makeBackend('b')])
    pickIds(picker, 2)
    succeed('a', 30)
    succeed('b', 500)
    const again = policy.onSnapshot(
      snapshotOf([makeBackend('a'), makeBackend('b'), makeBackend('c', { latencyMs: 900 })]),
    )
    expect(pickIds(again, 2)).toEqual(['a', 'a'])
    policy.onOutcome?.({ backendId: 'a', result: 'connect_failure', latencyMs: undefined })
    expect(pickIds(again, 2)).toEqual(['b', 'b'])
    for (const backendId of ['b', 'c']) policy.onOutcome?.({ backendId, result: 'timeout', latencyMs: undefined })
    expect(pickIds(again, 1)).toEqual(['a'])
  })

  test('an explained pick says what went in', () => {
    const { picker } = pool([makeBackend('a', { latencyMs: 31, inFlight: 1 }), makeBackend('b', { latencyMs: 90 })])
    expect(picker.pick(requestOf({ explain: true }))).toMatchObject({
      reason: 'least_response_time',
      scores: [
        { backend: { id: 'a' }, score: 80, inputs: { latency: 31, in_flight: 1, weight: 1 } },
        { backend: { id: 'b' }, score: 100, inputs: { latency: 90, in_flight: 0, weight: 1 } },
      ],
    })
  })
})
