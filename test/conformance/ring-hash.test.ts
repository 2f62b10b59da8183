import { describe, expect, test } from '@jest/globals'
import type { Hash64 } from '../../policies/policy.ts'
import { murmur64a } from '../../policies/lib/murmur64a.ts'
import { buildRing, type Ring } from '../../policies/lib/ring.ts'
import { sharesOf } from '../../policies/lib/shares.ts'
import { xxh64 } from '../../policies/lib/xxh64.ts'
import { ringHash } from '../../policies/ring-hash.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/ring_hash.json' with { type: 'json' }

function toHash(text: string): Hash64 {
  const value = BigInt(text)
  return { hi: Number(value >> 32n), lo: Number(value & 0xffffffffn) }
}

function toText({ hi, lo }: Hash64): string {
  return ((BigInt(hi) << 32n) | BigInt(lo)).toString()
}

type Case = (typeof vectors.cases)[number]

function ringOf(one: Case): { ring: Ring; owner: (point: number) => string } {
  const items = one.hosts.map((host) => ({
    key: host.key,
    weight: host.weight,
    locality: 'locality' in host ? host.locality : undefined,
  }))
  const localities = 'locality_weights' in one ? one.locality_weights : undefined
  const shares = sharesOf(items, localities)
  const hash = 'hash' in one ? (text: string) => murmur64a(text) : (text: string) => xxh64(text)
  const ring = buildRing(shares, { minRingSize: one.min_ring, maxRingSize: one.max_ring }, hash)
  return { ring, owner: (point) => shares[ring.memberAt(point)]?.key ?? '' }
}

/** Points of each host, by its place in the vector. */
function pointsOf(one: Case): number[] {
  const { ring, owner } = ringOf(one)
  const points = Array.from({ length: ring.size }, (_, point) => owner(point))
  return one.hosts.map((host) => points.filter((key) => key === host.key).length)
}

/** A picker of the policy, for the cases that it has parameters for. */
function pickerOf(one: Case, rng = fixtures.scriptedRng([])) {
  const config = {
    minRingSize: one.min_ring,
    maxRingSize: one.max_ring,
    hashFunction: 'hash' in one ? 'MURMUR_HASH_2' : 'XX_HASH',
  }
  const backends = one.hosts.map(({ key, weight }) => fixtures.makeBackend(key, {}, { address: key, weight }))
  return fixtures.createPolicy(ringHash, config, { rng }).onSnapshot(fixtures.snapshotOf(backends))
}

describe('ring_hash: Envoy', () => {
  const byName = (name: string): Case => {
    const found = vectors.cases.find((one) => one.name === name)
    if (found === undefined) throw new Error(`no case ${name}`)
    return found
  }

  test.each(vectors.cases.filter((one) => one.ring !== undefined))('$name: every point', (one) => {
    const { ring, owner } = ringOf(one)
    const points = Array.from({ length: ring.size }, (_, point) => ({
      host: owner(point).split(':')[1],
      hash: toText(ring.hashAt(point)),
    }))
    expect(points).toEqual(one.ring)
  })

  test.each(vectors.cases.filter((one) => one.min_entries_per_host !== undefined))('$name: points per host', (one) => {
    const points = pointsOf(one)
    expect(Math.min(...points)).toBe(one.min_entries_per_host)
    expect(Math.max(...points)).toBe(one.max_entries_per_host)
  })

  test.each(vectors.cases.filter((one) => one.picks !== undefined))('$name: picks of the policy', (one) => {
    const picker = pickerOf(one)
    for (const { hash, host } of one.picks ?? []) {
      const result = picker.pick(fixtures.requestOf({ hash: toHash(hash) }))
      expect({ hash, host: fixtures.backendOf(result).address.split(':')[1] }).toEqual({ hash, host })
    }
  })

  test('Basic: without a key the hash is drawn, high half first', () => {
    const one = byName('Basic')
    const drawn = one.picks?.find((pick) => 'note' in pick)
    const { hi, lo } = toHash(drawn?.hash ?? '0')
    const result = pickerOf(one, fixtures.scriptedRng([hi, lo])).pick(fixtures.requestOf())
    expect(fixtures.backendOf(result).address.split(':')[1]).toBe(drawn?.host)
  })

  test('Basic: attempt k goes to the k-th point after the first', () => {
    const one = byName('Basic')
    const picker = pickerOf(one)
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const result = picker.pick(fixtures.requestOf({ hash: { hi: 0, lo: 0 }, attempt }))
      expect(fixtures.backendOf(result).address.split(':')[1]).toBe(one.ring?.[attempt % 12]?.host)
    }
  })

  test('TwoHosts odd ring: histogram of probes', () => {
    const one = byName('TwoHosts odd ring')
    const histogram = one.probe_histogram
    const step = (2n ** 64n - 1n) / BigInt(histogram?.probes ?? 1)
    const picker = pickerOf(one)
    const ids = Array.from({ length: histogram?.probes ?? 0 }, (_, probe) => {
      const hash = toHash((BigInt(probe) * step).toString())
      return fixtures.backendOf(picker.pick(fixtures.requestOf({ hash }))).id
    })
    const counts = fixtures.countsOf(ids)
    expect(one.hosts.map((host) => counts.get(host.key))).toEqual(histogram?.counts)
  })

  test('SmallFractionalScale: the ring leaves two of four out', () => {
    const one = byName('SmallFractionalScale')
    expect(ringOf(one).ring.size).toBe(one.ring_size)
    expect(pointsOf(one).filter((points) => points === 0)).toHaveLength(2)
  })

  test('the defaults are those of gRPC', () => {
    const { min_ring_size, max_ring_size } = vectors.algorithm.grpc_defaults
    expect(ringHash.parseConfig(undefined)).toEqual({
      minRingSize: min_ring_size,
      maxRingSize: max_ring_size,
      hashFunction: 'XX_HASH',
      hashBalanceFactor: 0,
    })
  })
})
