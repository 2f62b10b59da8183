import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { weightedRoundRobin } from '../../../policies/weighted-round-robin.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { makeBackend, pickIds, requestOf, snapshotOf } = fixtures

function pool(weights: Readonly<Record<string, number>>, config?: unknown) {
  const clock = fixtures.fakeClock()
  const policy = fixtures.createPolicy(weightedRoundRobin, config, { clock, rng: createRng(1) })
  const backends = Object.entries(weights).map(([id, weight]) => makeBackend(id, {}, { weight }))
  return { clock, policy, backends, picker: policy.onSnapshot(snapshotOf(backends)) }
}

describe('weighted_round_robin', () => {
  test('a new snapshot goes on in the sequence', () => {
    const { policy, picker, backends } = pool({ a: 5, b: 1, c: 1 })
    const order = pickIds(picker, 3)
    for (let pick = 0; pick < 4; pick += 1) {
      const again = backends.map(({ id, weight }) => makeBackend(id, {}, { weight }))
      order.push(...pickIds(policy.onSnapshot(snapshotOf(again)), 1))
    }
    expect(order.join('')).toBe('aabacaa')
  })

  test('slow start scales the share at once', () => {
    const { picker, backends } = pool({ a: 4, b: 4 })
    const [, warming] = backends
    if (warming !== undefined) warming.state.weight = 0.4
    const picks = pickIds(picker, 110)
    expect(picks.filter((id) => id === 'b')).toHaveLength(10)
  })

  test('a failure takes weight / maxFails, and a round gives 1 back', () => {
    const { policy, picker } = pool({ a: 10, b: 10 }, { maxFails: 2 })
    policy.onOutcome?.({ backendId: 'a', result: 'error', latencyMs: 1 })
    expect(policy.dumpState?.()).toMatchObject({ backends: { a: { effective: 5, fails: 1 }, b: { effective: 10 } } })
    pickIds(picker, 3)
    expect(policy.dumpState?.()).toMatchObject({ backends: { a: { effective: 8 }, b: { effective: 10 } } })
  })

  test.each(['error', 'timeout', 'connect_failure'] as const)(
    '%s: passed over for failTimeoutMs, then tried again',
    (result) => {
      const { clock, policy, picker } = pool({ a: 1, b: 1 })
      clock.advance(60_000)
      policy.onOutcome?.({ backendId: 'a', result, latencyMs: undefined })
      expect(pickIds(picker, 4)).toEqual(['b', 'b', 'b', 'b'])
      clock.advance(10_000)
      expect(pickIds(picker, 2)).toEqual(['b', 'b'])
      clock.advance(1_000)
      expect(pickIds(picker, 4)).toContain('a')
      // A success clears it.
      policy.onOutcome?.({ backendId: 'a', result: 'success', latencyMs: 1 })
      expect(policy.dumpState?.()).toMatchObject({ backends: { a: { fails: 0 } } })
    },
  )

  test.each(['rejected', 'cancelled'] as const)('%s is no failure', (result) => {
    const { policy, picker } = pool({ a: 1, b: 1 })
    policy.onOutcome?.({ backendId: 'a', result, latencyMs: 1 })
    expect(pickIds(picker, 4)).toEqual(['a', 'b', 'a', 'b'])
  })

  test('maxFails 0 counts no failures', () => {
    const { policy, picker } = pool({ a: 1, b: 1 }, { maxFails: 0 })
    for (let fail = 0; fail < 5; fail += 1) policy.onOutcome?.({ backendId: 'a', result: 'error', latencyMs: 1 })
    expect(pickIds(picker, 4)).toEqual(['a', 'b', 'a', 'b'])
  })

  test('when all have failed, all are picked', () => {
    const { policy, picker } = pool({ a: 1, b: 1 })
    for (const backendId of ['a', 'b']) policy.onOutcome?.({ backendId, result: 'error', latencyMs: 1 })
    expect(new Set(pickIds(picker, 6))).toEqual(new Set(['a', 'b']))
  })

  test('when all that work are avoided, one that failed is picked', () => {
    const { policy, picker } = pool({ a: 1, b: 1 })
    policy.onOutcome?.({ backendId: 'a', result: 'error', latencyMs: 1 })
    expect(pickIds(picker, 1, requestOf({ avoid: (backend) => backend.id === 'b' }))).toEqual(['a'])
  })

  test('a changed weight keeps what failures took', () => {
    const { policy } = pool({ a: 10 }, { maxFails: 2 })
    policy.onOutcome?.({ backendId: 'a', result: 'error', latencyMs: 1 })
    policy.onSnapshot(snapshotOf([makeBackend('a', {}, { weight: 12 })]))
    expect(policy.dumpState?.()).toMatchObject({ backends: { a: { effective: 7 } } })
  })

  test('randomStart: replicas begin at different backends and share alike', () => {
    const firsts = Array.from({ length: 60 }, (_, seed) => {
      const policy = fixtures.createPolicy(weightedRoundRobin, { randomStart: true }, { rng: createRng(seed) })
      const picks = pickIds(policy.onSnapshot(snapshotOf(fixtures.makeBackends(5))), 50)
      expect([...fixtures.countsOf(picks).values()].every((count) => Math.abs(count - 10) <= 1)).toBe(true)
      return picks[0]
    })
    expect(new Set(firsts).size).toBe(5)
  })

  describe('by earliest deadline', () => {
    const schedule = 'earliest_deadline'

    test('a weight that changes counts from the next turn on', () => {
      const { picker, backends } = pool({ a: 1, b: 1 }, { schedule })
      const share = (): number => pickIds(picker, 100).filter((id) => id === 'a').length
      expect(share()).toBe(50)
      const [a] = backends
      if (a !== undefined) a.state.weight = 4
      expect(Math.abs(share() - 80)).toBeLessThanOrEqual(1)
      if (a !== undefined) a.state.weight = 0.25
      expect(Math.abs(share() - 20)).toBeLessThanOrEqual(4)
    })

    test('a failure passes a backend over for failTimeoutMs, and then it has its turns and no more', () => {
      const { clock, policy, picker } = pool({ a: 1, b: 1, c: 1 }, { schedule })
      clock.advance(60_000)
      policy.onOutcome?.({ backendId: 'a', result: 'error', latencyMs: 1 })
      expect(new Set(pickIds(picker, 30))).toEqual(new Set(['b', 'c']))
      clock.advance(11_000)
      expect(pickIds(picker, 30).filter((id) => id === 'a').length).toBeLessThanOrEqual(11)
      policy.onOutcome?.({ backendId: 'a', result: 'success', latencyMs: 1 })
      expect(policy.dumpState?.()).toMatchObject({ backends: { a: { fails: 0 } } })
    })

    test('when all that may be picked have failed, one of them is picked', () => {
      const { policy, picker } = pool({ a: 1, b: 1 }, { schedule })
      policy.onOutcome?.({ backendId: 'a', result: 'error', latencyMs: 1 })
      expect(pickIds(picker, 2, requestOf({ avoid: (backend) => backend.id === 'b' }))).toEqual(['a', 'a'])
      expect(picker.pick(requestOf({ avoid: () => true }))).toEqual({ kind: 'none', reason: 'all_avoided' })
    })

    test('a new snapshot goes on in the schedule', () => {
      const { policy, backends } = pool({ a: 1, b: 2, c: 5 }, { schedule })
      const picks = Array.from({ length: 400 }, () => pickIds(policy.onSnapshot(snapshotOf(backends)), 1)).flat()
      expect([...fixtures.countsOf(picks)].sort()).toEqual([
        ['a', 50],
        ['b', 100],
        ['c', 250],
      ])
    })
  })

  test('an explained pick lists current weights, the winner first', () => {
    const { picker } = pool({ a: 1, b: 5, c: 2 })
    const result = picker.pick(requestOf({ explain: true }))
    expect(result).toMatchObject({ kind: 'picked', backend: { id: 'b' }, reason: 'largest_current_weight' })
    expect(result.kind === 'picked' && result.scores?.map(({ backend, score }) => [backend.id, score])).toEqual([
      ['b', 5],
      ['c', 2],
      ['a', 1],
    ])
  })
})
