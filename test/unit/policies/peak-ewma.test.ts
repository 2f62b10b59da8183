import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { peakEwma } from '../../../policies/peak-ewma.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { makeBackend, makeBackends, pickIds, requestOf, snapshotOf } = fixtures

function pickerOf(backends: readonly fixtures.TestBackend[], config?: unknown) {
  return fixtures.createPolicy(peakEwma, config, { rng: createRng(1) }).onSnapshot(snapshotOf(backends))
}

describe('peak_ewma', () => {
  test('of two, the one with the lower latency times load', () => {
    const a = makeBackend('a', { latencyMs: 10, inFlight: 5 })
    const b = makeBackend('b', { latencyMs: 50, inFlight: 0 })
    expect(new Set(pickIds(pickerOf([a, b]), 20))).toEqual(new Set(['b']))
    b.state.inFlight = 1
    expect(new Set(pickIds(pickerOf([a, b]), 20))).toEqual(new Set(['a']))
  })

  test('the two are different, so the worst of a pool is never picked', () => {
    const backends = makeBackends(4, (index) => ({ latencyMs: index === 0 ? 1_000 : 10 }))
    expect(pickIds(pickerOf(backends), 2_000)).not.toContain(backends[0]?.id)
  })

  test('no history: tried before any other while idle, not at all while its probe runs', () => {
    const [known, fresh] = [makeBackend('a', { latencyMs: 10 }), makeBackend('b')]
    const picker = pickerOf([known, fresh])
    expect(pickIds(picker, 1)).toEqual(['b'])
    fresh.state.inFlight = 1
    known.state.inFlight = 100
    expect(new Set(pickIds(picker, 50))).toEqual(new Set(['a']))
  })

  test('a default latency makes an unknown backend wait for its turn', () => {
    const picker = pickerOf([makeBackend('a', { latencyMs: 10 }), makeBackend('b')], { defaultLatencyMs: 20 })
    expect(new Set(pickIds(picker, 20))).toEqual(new Set(['a']))
  })

  test('with all but one avoided there is nothing to compare', () => {
    const backends = makeBackends(3, () => ({ latencyMs: 5 }))
    const avoid = (backend: { id: string }): boolean => backend.id !== backends[1]?.id
    expect(pickerOf(backends).pick(requestOf({ avoid, explain: true }))).toMatchObject({
      backend: { id: backends[1]?.id },
      reason: 'only_candidate',
      scores: [{ score: 5 }],
    })
  })

  test('an explained pick shows both and what went in', () => {
    const picker = pickerOf([makeBackend('a', { latencyMs: 10, inFlight: 1 }), makeBackend('b', { inFlight: 2 })], {
      penaltyMs: 1_000_000,
    })
    expect(picker.pick(requestOf({ explain: true }))).toMatchObject({
      backend: { id: 'a' },
      reason: 'least_cost',
      scores: [
        { backend: { id: 'a' }, score: 20, inputs: { latency: 10, in_flight: 1 } },
        { backend: { id: 'b' }, score: 1_000_002, inputs: { in_flight: 2 } },
      ],
    })
  })
})
