/**
 * Ketama ring as Envoy and gRPC build it (ring_hash_lb.cc; gRFC A42): a member gets points in proportion to its weight,
 * the point i of a member is the hash of "key_i", and a request goes to the first point at or after its hash.
 */

import type { Hash64 } from '../policy.ts'
import type { Member } from './shares.ts'

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

/**
 * Builds a ring, O(points * log points). The least member gets a whole number of points, so that the ring has at least
 * minRingSize, unless maxRingSize cuts it.
 */
export function buildRing(
  members: readonly Member[],
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
