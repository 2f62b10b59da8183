/**
 * Ketama ring as Envoy and gRPC build it (ring_hash_lb.cc; gRFC A42): a member gets points in proportion to its weight,
 * the point i of a member is the hash of "key_i", and a request goes to the first point at or after its hash.
 */

import type { Hash64 } from '../policy.ts'

export interface RingMember {
  /** What is hashed: the address. */
  readonly key: string
  /** Share of the whole, more than 0; all shares sum to 1. */
  readonly share: number
}

export interface RingSize {
  readonly minRingSize: number
  readonly maxRingSize: number
}

export interface Ring {
  readonly size: number
  /** Members that have a point at all. A ring smaller than the pool leaves some out. */
  readonly members: number
  /** Hash of a point, in ascending order. */
  hashAt(point: number): Hash64
  /** Index of the member that has the point. */
  memberAt(point: number): number
  /** First point at or after the hash, else point 0. */
  find(hash: Hash64): number
}

export interface WeightedKey {
  readonly key: string
  readonly weight: number
  readonly locality?: string | undefined
}

function total(items: readonly WeightedKey[]): number {
  return items.reduce((sum, item) => sum + item.weight, 0)
}

/**
 * Shares by weight. With weights of localities, a locality shares in proportion to its weight and splits that among
 * its members; a locality without weight, and its members, are left out. Envoy: normalizeLocalityWeights.
 *
 * @returns in the order of `items`, or grouped by the order of `localityWeights`.
 */
export function sharesOf(
  items: readonly WeightedKey[],
  localityWeights?: Readonly<Record<string, number>>,
): (RingMember & { index: number })[] {
  const indexed = items.map((item, index) => ({ item, index }))
  if (localityWeights === undefined) {
    const sum = total(items)
    return indexed.map(({ item, index }) => ({ key: item.key, share: item.weight / sum, index }))
  }
  const localities = Object.entries(localityWeights)
  const sumOfLocalities = localities.reduce((sum, [, weight]) => sum + weight, 0)
  return localities.flatMap(([locality, weight]) => {
    if (weight <= 0) return []
    const members = indexed.filter(({ item }) => item.locality === locality)
    const sum = total(members.map(({ item }) => item))
    // The order of operations decides over the last digit, and that over a point: as in Envoy.
    return members.map(({ item, index }) => ({
      key: item.key,
      share: (item.weight * (weight / sumOfLocalities)) / sum,
      index,
    }))
  })
}

/**
 * Builds a ring, O(points * log points). The least member gets a whole number of points, so that the ring has at least
 * minRingSize, unless maxRingSize cuts it.
 */
export function buildRing(
  members: readonly RingMember[],
  { minRingSize, maxRingSize }: RingSize,
  hashOf: (text: string) => Hash64,
): Ring {
  const leastShare = members.reduce((least, member) => Math.min(least, member.share), 1)
  const scale = Math.min(Math.ceil(leastShare * minRingSize) / leastShare, maxRingSize)
  const hi: number[] = []
  const lo: number[] = []
  const owners: number[] = []
  let withPoints = 0
  // Running sums, as in Envoy: what one member gets too much of by rounding, the next one lacks.
  let target = 0
  for (const [member, { key, share }] of members.entries()) {
    target += scale * share
    if (owners.length < target) withPoints += 1
    for (let copy = 0; owners.length < target; copy += 1) {
      const hash = hashOf(`${key}_${copy}`)
      hi.push(hash.hi)
      lo.push(hash.lo)
      owners.push(member)
    }
  }
  return sorted(hi, lo, owners, withPoints)
}

function sorted(hashHi: number[], hashLo: number[], owners: number[], members: number): Ring {
  const size = owners.length
  const order = Uint32Array.from(owners.keys())
  order.sort((a, b) => (hashHi[a] ?? 0) - (hashHi[b] ?? 0) || (hashLo[a] ?? 0) - (hashLo[b] ?? 0))
  const hi = Uint32Array.from(order, (point) => hashHi[point] ?? 0)
  const lo = Uint32Array.from(order, (point) => hashLo[point] ?? 0)
  const owner = Int32Array.from(order, (point) => owners[point] ?? 0)
  return {
    size,
    members,
    hashAt: (point) => ({ hi: hi[point] ?? 0, lo: lo[point] ?? 0 }),
    memberAt: (point) => owner[point] ?? -1,
    find(hash) {
      let low = 0
      let high = size
      while (low < high) {
        const middle = (low + high) >>> 1
        const pointHi = hi[middle] ?? 0
        const isBefore = pointHi === hash.hi ? (lo[middle] ?? 0) < hash.lo : pointHi < hash.hi
        if (isBefore) low = middle + 1
        else high = middle
      }
      return low < size ? low : 0
    },
  }
}
