import { describe, expect, test } from '@jest/globals'
import { createCounters } from '../../../clients/dashboard/state/counters.ts'
import { fairShares, isPickable, sharesOf } from '../../../clients/dashboard/state/shares.ts'
import { isPickable as isPickableByTheService } from '../../../server/pick/eligibility.ts'
import type { BackendStateName } from '../../../server/use-cases.ts'
import { effectOf } from '../../../clients/dashboard/words/effects.ts'
import { backend } from './fixtures.ts'

const STATES: readonly BackendStateName[] = [
  'eligible',
  'warming',
  'saturated',
  'ejected',
  'unhealthy',
  'expired',
  'draining',
]

function counted(picks: Readonly<Record<string, number>>, outcomes: Readonly<Record<string, number>>) {
  const counters = { picks: createCounters(10_000), outcomes: createCounters(10_000) }
  for (const [kind, counts] of [
    ['picks', picks],
    ['outcomes', outcomes],
  ] as const) {
    counters[kind].add(
      0,
      Object.keys(counts).map((id) => [id, 0]),
    )
    counters[kind].add(1_000, Object.entries(counts))
  }
  return counters
}

describe('shares', () => {
  test.each(STATES)('%s may be picked as the service says', (state) => {
    expect(isPickable(state)).toBe(isPickableByTheService(state))
  })

  test('live ones are of the picks, fair ones of the weights of those that may be picked', () => {
    const backends = [backend('a', { effectiveWeight: 3 }), backend('b'), backend('c', { state: 'ejected' })]
    const { of, basis } = sharesOf(backends, counted({ a: 30, b: 70, c: 0 }, { a: 29, b: 70, c: 0 }), false)
    expect(basis).toBe('picks')
    expect(of.get('a')).toEqual({ share: 0.3, fair: 0.75, perSecond: 30 })
    expect(of.get('c')).toEqual({ share: 0, fair: 0, perSecond: 0 })
  })

  test('come from outcomes where callers pick by themselves', () => {
    const { of, basis } = sharesOf([backend('a'), backend('b')], counted({ a: 0, b: 1 }, { a: 30, b: 10 }), false)
    expect(basis).toBe('outcomes')
    expect(of.get('a')?.share).toBe(0.75)
  })

  test('are unknown while nothing is picked, and nobody has a fair one where nobody may be picked', () => {
    const { of } = sharesOf([backend('a', { state: 'expired' })], counted({ a: 0 }, { a: 0 }), false)
    expect(of.get('a')).toEqual({ share: undefined, fair: 0, perSecond: 0 })
  })

  test('in panic health is ignored, drains are not', () => {
    const backends = [backend('a', { state: 'unhealthy' }), backend('b', { state: 'draining' }), backend('c')]
    expect([...fairShares(backends, true).values()]).toEqual([0.5, 0, 0.5])
  })
})

describe('the effect of a change', () => {
  const four = ['a', 'b', 'c', 'd'].map((id) => backend(id))

  test('of a drain', () => {
    expect(effectOf(four, 'a', { kind: 'drain', force: false }, 50)).toEqual({
      ...{ eligibleBefore: 4, eligibleAfter: 3, backends: 4, shareBefore: 0.25, shareAfter: 0, needed: 2 },
    })
  })

  test('of an undrain: only that of an operator ends', () => {
    const drained = [backend('a', { state: 'draining', drainedByOperator: true }), backend('b')]
    expect(effectOf(drained, 'a', { kind: 'undrain' }, 50)).toMatchObject({ eligibleAfter: 2, shareAfter: 0.5 })
    const leaving = [backend('a', { state: 'draining' }), backend('b')]
    expect(effectOf(leaving, 'a', { kind: 'undrain' }, 50)).toMatchObject({ eligibleAfter: 1, shareAfter: 0 })
  })

  test('of a weight: slow start still multiplies it', () => {
    const warming = [backend('a', { state: 'warming', weight: 2, effectiveWeight: 1 }), backend('b')]
    expect(effectOf(warming, 'a', { kind: 'weight', weight: 6 }, 50).shareAfter).toBe(0.75)
  })

  test('of clearing a weight: the dry run knows the own one', () => {
    const set = [backend('a', { weight: 9, effectiveWeight: 9, operatorWeight: 9 }), backend('b')]
    const answered = backend('a', { weight: 3 })
    expect(effectOf(set, 'a', { kind: 'weight', weight: undefined }, 50, answered).shareAfter).toBe(0.75)
  })
})
