import { describe, expect, test } from '@jest/globals'
import { bestOf, newSample } from '../../../policies/lib/hot-cold.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import { drawDistinct } from '../../../policies/lib/sample.ts'
import { SlidingQuantile } from '../../../policies/lib/sliding-quantile.ts'
import type { PolicyFactory } from '../../../policies/policy.ts'
import { prequal } from '../../../policies/prequal.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'
import { latenciesUnder, percentile } from '../../support/processor-sharing.ts'

const { backendOf, countsOf, makeBackend, makeBackends, pickIds, requestOf, snapshotOf } = fixtures

function pool(backends: readonly fixtures.TestBackend[], config?: unknown) {
  const clock = fixtures.fakeClock()
  const policy = fixtures.createPolicy(prequal, config, { clock, rng: createRng(2) })
  const picker = policy.onSnapshot(snapshotOf(backends))
  const end = (backendId: string, result: 'success' | 'error', latencyMs: number): void =>
    policy.onOutcome?.({ backendId, result, latencyMs })
  return { clock, policy, picker, end }
}

describe('prequal', () => {
  test('the fastest that is not hot, though a hot one is faster and a cold one has less to do', () => {
    const loads = [30, 5, 0]
    const backends = makeBackends(16, (index) => ({ inFlight: loads[index] ?? 6 }))
    const { picker, end } = pool(backends)
    for (const { id, state } of backends) {
      // Each was measured under its present load.
      end(id, 'success', id === 'b00000' ? 1 : id === 'b00001' ? 10 : 100 * (state.inFlight + 1))
    }
    // Loads are yet to be seen.
    pickIds(picker, 50)
    expect(new Set(pickIds(picker, 50))).toEqual(new Set(['b00001']))
    expect(picker.pick(requestOf())).toMatchObject({ reason: 'cold_least_latency' })
  })

  test('all of the sample hot: the one with the least to do, whatever the latencies', () => {
    const backends = makeBackends(5, (index) => ({ inFlight: 1, latencyMs: 10 - index }))
    const { picker } = pool(backends, { qRif: 0.5 })
    pickIds(picker, 50)
    for (const [index, { state }] of backends.entries()) state.inFlight = 40 - index * 5
    expect(picker.pick(requestOf())).toMatchObject({ reason: 'hot_least_load', backend: { id: 'b00004' } })
  })

  test('the expected latency follows the load: half as fast and a third as busy is better', () => {
    const [a, b] = [makeBackend('a', { inFlight: 3 }), makeBackend('b', { inFlight: 3 })]
    const { picker, end } = pool([a, b], { qRif: 1 })
    end('a', 'success', 40)
    end('b', 'success', 80)
    expect(new Set(pickIds(picker, 20))).toEqual(new Set(['a']))
    a.state.inFlight = 8
    b.state.inFlight = 2
    expect(picker.pick(requestOf({ explain: true }))).toMatchObject({
      backend: { id: 'b' },
      scores: [
        { backend: { id: 'b' }, score: 60, inputs: { in_flight: 2, load: 2, expected_ms: 60 } },
        { backend: { id: 'a' }, score: 90 },
      ],
    })
  })

  test('no history: one call at once, and no other until it ends', () => {
    const backends = [makeBackend('a', { inFlight: 2, latencyMs: 10 }), makeBackend('new')]
    const { picker, end } = pool(backends, { qRif: 1 })
    expect(pickIds(picker, 5)).toEqual(['new', 'new', 'new', 'new', 'new'])
    Object.assign(backends[1]?.state ?? {}, { inFlight: 1 })
    expect(new Set(pickIds(picker, 50))).toEqual(new Set(['a']))
    end('new', 'success', 5)
    expect(new Set(pickIds(picker, 50))).toEqual(new Set(['new']))
  })

  test('a backend that was slow is tried again after it idled', () => {
    const backends = [makeBackend('a', { inFlight: 1 }), makeBackend('b')]
    const { clock, picker, end } = pool(backends, { qRif: 1 })
    end('a', 'success', 20)
    end('b', 'success', 300)
    expect(new Set(pickIds(picker, 20))).toEqual(new Set(['a']))
    clock.advance(30_000)
    expect(new Set(pickIds(picker, 20))).toEqual(new Set(['b']))
  })

  test('one that fails fast draws few calls, and is back soon after it has recovered', () => {
    const backends = makeBackends(10)
    const { clock, picker, end } = pool(backends)
    const rng = createRng(9)
    let broken = true
    const run = (calls: number): number => {
      let ofTheBroken = 0
      for (let call = 0; call < calls; call += 1) {
        clock.advance(2)
        const { id } = backendOf(picker.pick(requestOf()))
        const isIt = id === 'b00003'
        if (isIt) ofTheBroken += 1
        if (isIt && broken && rng.next() < 0.9) end(id, 'error', 1)
        else end(id, 'success', 15 + rng.next() * 10)
      }
      return ofTheBroken / calls
    }
    run(500)
    expect(run(10_000)).toBeLessThan(0.01)
    broken = false
    run(20_000)
    expect(run(10_000)).toBeGreaterThan(0.02)
  })

  test('a sample is of sampleSize, so a larger pool shares even when one is the best of all', () => {
    const backends = makeBackends(40, (index) => ({ latencyMs: 10 + index }))
    const counts = countsOf(pickIds(pool(backends, { sampleSize: 4, qRif: 1 }).picker, 4_000))
    // The best is in one sample of ten.
    expect(Math.abs((counts.get('b00000') ?? 0) - 400)).toBeLessThan(80)
    expect(counts.has('b00039')).toBe(false)
  })

  test('with all but one avoided, that one', () => {
    const backends = makeBackends(50)
    const avoid = ({ id }: { id: string }): boolean => id !== 'b00007'
    expect(new Set(pickIds(pool(backends).picker, 20, requestOf({ avoid })))).toEqual(new Set(['b00007']))
    expect(pool(backends).picker.pick(requestOf({ avoid: () => true }))).toEqual({
      kind: 'none',
      reason: 'all_avoided',
    })
  })

  test('history stays over snapshots', () => {
    const { policy, end } = pool([makeBackend('a'), makeBackend('b')], { qRif: 1 })
    end('a', 'success', 50)
    end('b', 'success', 10)
    const again = policy.onSnapshot(snapshotOf([makeBackend('a'), makeBackend('b')]))
    expect(new Set(pickIds(again, 20))).toEqual(new Set(['b']))
  })

  test('a state that does not fit is an error that names the field', () => {
    const { policy } = pool(makeBackends(1))
    for (const [state, message] of [
      [{}, 'state.loads'],
      [{ loads: [], completions: [] }, 'state.completions: expected 1 entries'],
      [{ loads: [], completions: [[1, 2, 3, null]] }, 'state.completions[0]'],
    ] as const) {
      expect(() => policy.onSnapshot(snapshotOf(makeBackends(1)), state)).toThrow(message)
    }
  })
})

/** The same choice by the latency signal as it is, as the rule reads without a latency that knows its load. */
const plain: PolicyFactory = {
  ...{ type: 'plain', stability: 'experimental', description: 'For comparison.', configSchema: {} },
  consumes: { required: ['in_flight', 'latency'], optional: [] },
  parseConfig: () => ({}),
  create: (_, { rng }) => ({
    onSnapshot({ backends }) {
      const [sample, window] = [newSample(16), new SlidingQuantile(128)]
      return {
        pick() {
          sample.size = drawDistinct(rng, backends.length, sample.indexes)
          for (let at = 0; at < sample.size; at += 1) {
            const signals = backends[sample.indexes[at] ?? 0]?.signals
            sample.loads[at] = signals?.inFlight() ?? 0
            sample.latencies[at] = signals?.latencyMs() ?? 0
            window.add(sample.loads[at] ?? 0)
          }
          const backend = backends[sample.indexes[bestOf(sample, window.read(0.84), 0)] ?? 0]
          return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }
        },
      }
    },
  }),
}

describe('the published failure: latency that does not know its load', () => {
  const options = { backends: 50, load: 0.7, seconds: 12, seed: 5 }

  test('ratchets under the same rule, and prequal does not', () => {
    const ratcheted = percentile(latenciesUnder(plain, {}, options), 0.99)
    const stable = percentile(latenciesUnder(prequal, {}, options), 0.99)
    // A call takes 80 ms of work; the deadline of the paper is 5 s.
    expect(ratcheted).toBeGreaterThan(3_000)
    expect(stable).toBeLessThan(1_000)
  })

  test('prequal stays stable at 90 %', () => {
    expect(percentile(latenciesUnder(prequal, {}, { ...options, load: 0.9 }), 0.99)).toBeLessThan(1_500)
  })
})
