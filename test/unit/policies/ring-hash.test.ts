import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Picker, SnapshotBackend } from '../../../policies/policy.ts'
import { ringHash } from '../../../policies/ring-hash.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import { xxh64 } from '../../../policies/lib/xxh64.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendOf, makeBackend, makeBackends, requestOf, snapshotOf } = fixtures
const keys = Array.from({ length: 500 }, (_, index) => `user-${index}`)

function placesOf(picker: Picker): Map<string, string> {
  return new Map(keys.map((affinityKey) => [affinityKey, backendOf(picker.pick(requestOf({ affinityKey }))).id]))
}

function newPolicy(config?: unknown, warnings: string[] = []) {
  return fixtures.createPolicy(ringHash, config, { rng: createRng(1), warnings })
}

describe('ring_hash', () => {
  test('the same key goes to the same backend in every replica', () => {
    const places = [1, 2].map(() => placesOf(newPolicy().onSnapshot(snapshotOf(makeBackends(20)))))
    expect(places[0]).toEqual(places[1])
  })

  test('the hash of the request wins over the key, and a key is hashed by XXH64', () => {
    const picker = newPolicy({ hashFunction: 'MURMUR_HASH_2' }).onSnapshot(snapshotOf(makeBackends(20)))
    for (const affinityKey of keys.slice(0, 50)) {
      const byHash = picker.pick(requestOf({ hash: xxh64(affinityKey), affinityKey: 'other' }))
      expect(backendOf(byHash).id).toBe(backendOf(picker.pick(requestOf({ affinityKey }))).id)
    }
  })

  /** Share of the keys that moved although their backend stayed, when the backend `nth` of `count` leaves. */
  function disruption(count: number, nth: number): number {
    const backends = makeBackends(count)
    const gone = backends[nth]?.id
    const policy = newPolicy()
    const before = placesOf(policy.onSnapshot(snapshotOf(backends)))
    const after = placesOf(policy.onSnapshot(snapshotOf(backends.filter((backend) => backend.id !== gone))))
    return keys.filter((key) => before.get(key) !== after.get(key) && before.get(key) !== gone).length / keys.length
  }

  test('when one leaves and the others keep their points, no key of another moves', () => {
    // Of 1024 points, each of 600 has two, and each of 599 too.
    for (const nth of [0, 300, 599]) expect(disruption(600, nth)).toBe(0)
  })

  test('when one leaves and the others get more points, few keys of others move', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (count, nth) => {
        expect(disruption(count, nth % count)).toBeLessThan(0.2)
      }),
      { numRuns: 10 },
    )
  })

  test('attempts and avoidance move on along the ring; the others stay', () => {
    const picker = newPolicy().onSnapshot(snapshotOf(makeBackends(10)))
    for (const affinityKey of keys.slice(0, 100)) {
      const first = backendOf(picker.pick(requestOf({ affinityKey })))
      const result = picker.pick(requestOf({ affinityKey, alternates: 3 }))
      const second = result.kind === 'picked' ? result.alternates?.[0] : undefined
      const avoid = (backend: SnapshotBackend): boolean => backend === first
      expect(backendOf(picker.pick(requestOf({ affinityKey, avoid })))).toBe(second)
    }
  })

  test('alternates are different, at most what was asked for and what there is', () => {
    const picker = newPolicy().onSnapshot(snapshotOf(makeBackends(4)))
    for (const alternates of [0, 1, 3, 10]) {
      const result = picker.pick(requestOf({ affinityKey: 'x', alternates }))
      if (result.kind !== 'picked') throw new Error('expected a pick')
      const others = result.alternates ?? []
      expect(others).toHaveLength(Math.min(alternates, 3))
      expect(new Set([result.backend, ...others]).size).toBe(others.length + 1)
    }
  })

  test('weights share the ring; slow start does not', () => {
    const backends = [makeBackend('a', { weight: 0.1 }, { weight: 1 }), makeBackend('b', {}, { weight: 3 })]
    const places = placesOf(newPolicy({ minRingSize: 4096 }).onSnapshot(snapshotOf(backends)))
    const share = [...places.values()].filter((id) => id === 'b').length / keys.length
    expect(Math.abs(share - 0.75)).toBeLessThan(0.08)
  })

  test('the ring is built anew only when members, addresses or weights change', () => {
    const backends = makeBackends(5)
    const policy = newPolicy()
    const before = placesOf(policy.onSnapshot(snapshotOf(backends)))
    const copies = backends.map((backend) => ({ ...backend }))
    const again = policy.onSnapshot(snapshotOf(copies))
    expect(placesOf(again)).toEqual(before)
    expect(copies).toContain(backendOf(again.pick(requestOf({ affinityKey: 'x' }))))
    const moved = backends.map((backend) => ({ ...backend, address: `other-${backend.address}` }))
    expect(placesOf(policy.onSnapshot(snapshotOf(moved)))).not.toEqual(before)
  })

  test('a ring too small for the pool says so, and who is off it is picked when all on it are avoided', () => {
    const warnings: string[] = []
    const backends = makeBackends(10)
    const picker = newPolicy({ minRingSize: 4, maxRingSize: 4 }, warnings).onSnapshot(snapshotOf(backends))
    expect(warnings).toHaveLength(1)
    const onRing = new Set(keys.map((affinityKey) => backendOf(picker.pick(requestOf({ affinityKey })))))
    expect(onRing.size).toBeLessThanOrEqual(4)
    const avoid = (backend: SnapshotBackend): boolean => onRing.has(backend)
    const other = backendOf(picker.pick(requestOf({ affinityKey: 'x', avoid, alternates: 2 })))
    expect(onRing.has(other)).toBe(false)
    expect(picker.pick(requestOf({ avoid: () => true }))).toEqual({ kind: 'none', reason: 'all_avoided' })
  })

  test.each([
    [{ minRingSize: 5000 }, 'minRingSize: expected at most maxRingSize, which is 4096, got 5000'],
    [{ maxRingSize: 8_388_609 }, 'maxRingSize: expected an integer from 1 to 8388608, got 8388609'],
    [{ hashFunction: 'MD5' }, 'hashFunction: expected one of XX_HASH, MURMUR_HASH_2, got "MD5"'],
    [
      { minimumRingSize: 5 },
      'minimumRingSize: expected only minRingSize, maxRingSize, hashFunction, hashBalanceFactor',
    ],
  ])('%j is refused', (config, message) => {
    expect(() => ringHash.parseConfig(config)).toThrow(message)
  })

  test('an explained pick lists the backend and those that the key would move to, in this order', () => {
    const picker = newPolicy().onSnapshot(snapshotOf(makeBackends(3)))
    const result = picker.pick(requestOf({ affinityKey: 'x', explain: true }))
    if (result.kind !== 'picked') throw new Error(result.kind)
    expect(result).toMatchObject({ reason: 'hash', scores: [{ score: 0 }, {}, {}] })
    const [, second] = result.scores ?? []
    expect(second?.inputs).toEqual({ ring_size: expect.any(Number) })
    const avoid = (backend: { id: string }): boolean => backend.id === result.backend.id
    const moved = picker.pick(requestOf({ affinityKey: 'x', avoid }))
    expect(moved.kind === 'picked' && moved.backend).toBe(second?.backend)
  })
})
