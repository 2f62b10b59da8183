/**
 * Rendezvous hashing, also called highest random weight (Thaler and Ravishankar 1998): every node has a random distance from
 * every key, and the nearest one wins.
 */

import type { Hash64 } from '../policy.ts'
import { fmix64 } from './hash64.ts'

export interface Rendezvous {
  /** Distance of the node at `index` from a key in (0, 1), uniform over keys and independent of the other nodes'. */
  distance(index: number, key: Hash64): number
}

/** @param nodes hashes of the nodes. Equal hashes have equal distances. */
export function createRendezvous(nodes: readonly Hash64[]): Rendezvous {
  const hi = Int32Array.from(nodes, (node) => node.hi | 0)
  const lo = Int32Array.from(nodes, (node) => node.lo | 0)
  const mixed = { hi: 0, lo: 0 }
  return {
    distance(index, key) {
      mixed.hi = (hi[index] ?? 0) ^ key.hi
      mixed.lo = (lo[index] ?? 0) ^ key.lo
      fmix64(mixed)
      // The 52 upper bits and a half: never 0 and never 1.
      return ((mixed.hi >>> 0) * 2 ** 20 + (mixed.lo >>> 12) + 0.5) / 2 ** 52
    },
  }
}

/**
 * What a distance is worth at a weight; the highest wins. It is -weight / ln(u) with u = 1 - distance, the one form in which a
 * node wins in exact proportion to its weight, and in which a change of weight moves keys only from or to that node.
 *
 * Source: Schindelhauer and Schomaker 2005, the logarithmic method.
 */
export function weightedScore(distance: number, weight: number): number {
  return -weight / Math.log1p(-distance)
}
