/** What all hashing policies promise: the same key to the same backend, few keys moved, loads bounded. */

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { maglev } from '../../../policies/maglev.ts'
import type { Picker, PolicyFactory, SnapshotBackend } from '../../../policies/policy.ts'
import { rendezvous } from '../../../policies/rendezvous.ts'
import { ringHash } from '../../../policies/ring-hash.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendOf, makeBackend, makeBackends, requestOf, snapshotOf } = fixtures
const keys = Array.from({ length: 800 }, (_, index) => `user-${index}`)

interface Hashing {
  readonly type: string
  readonly factory: PolicyFactory
  /** Small enough to build often, large enough to share well among the few backends here. */
  readonly config: Readonly<Record<string, unknown>>
  /** Quick to build. */
  readonly small: Readonly<Record<string, unknown>>
  /** Most of the keys of backends that stay which may move when one of 20 to 40 leaves. */
  readonly disruption: number
}

const POLICIES: readonly Hashing[] = [
  {
    type: 'ring_hash',
    factory: ringHash,
    config: { minRingSize: 4096 },
    small: { minRingSize: 64, maxRingSize: 64 },
    disruption: 0.05,
  },
  // 100 to 200 places a backend.
  { type: 'maglev', factory: maglev, config: { tableSize: 4093 }, small: { tableSize: 61 }, disruption: 0.05 },
  { type: 'rendezvous', factory: rendezvous, config: {}, small: {}, disruption: 0 },
]

function placesOf(picker: Picker): Map<string, string> {
  return new Map(keys.map((affinityKey) => [affinityKey, backendOf(picker.pick(requestOf({ affinityKey }))).id]))
}

describe.each(POLICIES)('$type', ({ factory, config, small, disruption }) => {
  const newPolicy = (more: Readonly<Record<string, unknown>> = {}, warnings: string[] = []) =>
    fixtures.createPolicy(factory, { ...config, ...more }, { rng: createRng(1), warnings })

  test('the same key goes to the same backend in every replica', () => {
    const places = [1, 2].map(() => placesOf(newPolicy().onSnapshot(snapshotOf(makeBackends(20)))))
    expect(places[0]).toEqual(places[1])
  })

  test('when one leaves, its keys move and at most a few others; when it comes back, so do they', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 40 }), fc.nat(), (count, nth) => {
        const backends = makeBackends(count)
        const gone = backends[nth % count]?.id
        const policy = newPolicy()
        const before = placesOf(policy.onSnapshot(snapshotOf(backends)))
        const after = placesOf(policy.onSnapshot(snapshotOf(backends.filter(({ id }) => id !== gone))))
        const own = keys.filter((key) => before.get(key) === gone)
        const moved = keys.filter((key) => before.get(key) !== after.get(key) && before.get(key) !== gone)
        expect(Math.abs(own.length / keys.length - 1 / count)).toBeLessThan(1 / count)
        expect(moved.length / keys.length).toBeLessThanOrEqual(disruption)
        expect(placesOf(policy.onSnapshot(snapshotOf(backends)))).toEqual(before)
      }),
      { numRuns: 4 },
    )
  })

  test('shares follow weights; slow start does not count', () => {
    const backends = [makeBackend('a', { weight: 0.1 }, { weight: 1 }), makeBackend('b', {}, { weight: 3 })]
    const places = placesOf(newPolicy().onSnapshot(snapshotOf(backends)))
    const share = [...places.values()].filter((id) => id === 'b').length / keys.length
    expect(Math.abs(share - 0.75)).toBeLessThan(0.05)
  })

  test('one that is avoided gives way to the first alternate, and nobody else moves', () => {
    const picker = newPolicy().onSnapshot(snapshotOf(makeBackends(10)))
    for (const affinityKey of keys.slice(0, 200)) {
      const result = picker.pick(requestOf({ affinityKey, alternates: 3 }))
      const first = backendOf(result)
      const [second, ...others] = result.kind === 'picked' ? (result.alternates ?? []) : []
      expect(new Set([first, second, ...others]).size).toBe(4)
      const avoid = (backend: SnapshotBackend): boolean => backend === first
      expect(backendOf(picker.pick(requestOf({ affinityKey, avoid })))).toBe(second)
      const avoidOther = (backend: SnapshotBackend): boolean => backend !== first && !others.includes(backend)
      expect(backendOf(picker.pick(requestOf({ affinityKey, avoid: avoidOther })))).toBe(first)
    }
    expect(picker.pick(requestOf({ avoid: () => true }))).toEqual({ kind: 'none', reason: 'all_avoided' })
  })

  test('an explained pick lists the backend and those that the key would move to, in this order', () => {
    const picker = newPolicy().onSnapshot(snapshotOf(makeBackends(5)))
    for (const affinityKey of keys.slice(0, 50)) {
      const result = picker.pick(requestOf({ affinityKey, explain: true, alternates: 2 }))
      if (result.kind !== 'picked') throw new Error(result.kind)
      expect(result.scores?.map(({ backend }) => backend)).toEqual([result.backend, ...(result.alternates ?? [])])
      expect(backendOf(picker.pick(requestOf({ affinityKey })))).toBe(result.backend)
    }
  })

  describe('with hashBalanceFactor', () => {
    const inFlightOf = (backends: readonly fixtures.TestBackend[]): number =>
      backends.reduce((sum, { state }) => sum + state.inFlight, 0)

    test('nobody is ever given more than its share of the load, whatever the keys and weights', () => {
      const call = fc.record({ key: fc.nat(2), lasts: fc.nat(60) })
      const weights = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 })
      const factors = fc.integer({ min: 100, max: 200 })
      fc.assert(
        fc.property(weights, factors, fc.array(call, { maxLength: 120 }), (sizes, hashBalanceFactor, calls) => {
          const backends = sizes.map((weight, index) => makeBackend(fixtures.backendId(index), {}, { weight }))
          const all = sizes.reduce((sum, weight) => sum + weight, 0)
          const picker = newPolicy({ ...small, hashBalanceFactor }).onSnapshot(snapshotOf(backends))
          const running: { readonly backend: fixtures.TestBackend; readonly ends: number }[] = []
          for (const [time, { key, lasts }] of calls.entries()) {
            for (const { backend, ends } of running) if (ends === time) backend.state.inFlight -= 1
            const total = inFlightOf(backends)
            const { id } = backendOf(picker.pick(requestOf({ affinityKey: `key-${key}` })))
            const backend = backends.find((one) => one.id === id)
            if (backend === undefined) throw new Error(id)
            running.push({ backend, ends: time + 1 + lasts })
            backend.state.inFlight += 1
            const most = Math.ceil((hashBalanceFactor * (total + 1) * backend.weight) / (100 * all))
            expect(backend.state.inFlight).toBeLessThanOrEqual(Math.max(1, most))
          }
        }),
        { numRuns: 30 },
      )
    })

    test('a key whose backend has room stays', () => {
      const loads = makeBackends(10, () => ({ inFlight: 5 }))
      const bounded = newPolicy({ hashBalanceFactor: 125 }).onSnapshot(snapshotOf(loads))
      expect(placesOf(bounded)).toEqual(placesOf(newPolicy().onSnapshot(snapshotOf(makeBackends(10)))))
    })

    test('the keys of a full one spread over others, and return when it has room', () => {
      const backends = makeBackends(10, () => ({ inFlight: 5 }))
      const picker = newPolicy({ hashBalanceFactor: 125 }).onSnapshot(snapshotOf(backends))
      const before = placesOf(picker)
      const [hot] = backends
      if (hot === undefined) throw new Error('ten backends')
      hot.state.inFlight = 50
      const during = placesOf(picker)
      const refuges = keys.filter((key) => before.get(key) === hot.id).map((key) => during.get(key) ?? '')
      expect(refuges).not.toContain(hot.id)
      expect(new Set(refuges).size).toBeGreaterThan(4)
      for (const key of keys) if (before.get(key) !== hot.id) expect(during.get(key)).toBe(before.get(key))
      hot.state.inFlight = 5
      expect(placesOf(picker)).toEqual(before)
    })

    test('when all that may be picked are full, the least full is picked, by its weight', () => {
      const backends = [
        makeBackend('a', { inFlight: 60 }, { weight: 1 }),
        makeBackend('b', { inFlight: 90 }, { weight: 3 }),
        makeBackend('c', { inFlight: 0 }, { weight: 8 }),
      ]
      const picker = newPolicy({ hashBalanceFactor: 100 }).onSnapshot(snapshotOf(backends))
      const avoid = ({ id }: SnapshotBackend): boolean => id === 'c'
      for (const affinityKey of keys.slice(0, 20)) {
        const result = picker.pick(requestOf({ affinityKey, avoid, explain: true }))
        expect(result).toMatchObject({ kind: 'picked', backend: { id: 'b' }, reason: 'least_full' })
        expect(result).toMatchObject({ scores: [{ inputs: { in_flight: 90, load_bound: 38 } }] })
      }
    })

    test('a large pool is summed every n / 64 picks, and in any case after 100 ms', () => {
      const clock = fixtures.fakeClock()
      const backends = makeBackends(640)
      let reads = 0
      for (const { signals } of backends) {
        const read = signals.inFlight.bind(signals)
        signals.inFlight = () => ((reads += 1), read())
      }
      const policy = fixtures.createPolicy(factory, { ...config, hashBalanceFactor: 200 }, { clock, rng: createRng(1) })
      const picker = policy.onSnapshot(snapshotOf(backends))
      const sums = (picks: number): number => {
        reads = 0
        for (let pick = 0; pick < picks; pick += 1) picker.pick(requestOf())
        return Math.floor(reads / 640)
      }
      expect(sums(1)).toBe(1)
      expect(sums(9)).toBe(0)
      expect(sums(1)).toBe(1)
      clock.advance(99)
      expect(sums(5)).toBe(0)
      clock.advance(1)
      expect(sums(1)).toBe(1)
      expect(sums(9)).toBe(0)
    })

    test.each([[99], [1], [-1], [125.5], [65_536], ['125']])('%j is refused', (hashBalanceFactor) => {
      expect(() => factory.parseConfig({ hashBalanceFactor })).toThrow(
        'hashBalanceFactor: expected 0, or an integer from 100 to 65535',
      )
    })
  })
})
