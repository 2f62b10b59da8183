import type { Hash64 } from '../policy.ts'
import { add, multiply } from './hash64.ts'

const TWO_31 = 2_147_483_648

/**
 * Jump consistent hash: one of `buckets` numbers for a key, evenly, without a table. Of n + 1 buckets the new one takes 1 in
 * n + 1 keys, and no other key moves. Only the last bucket can leave, so it is for numbered shards and not for backends.
 * O(log buckets).
 *
 * Source: Lamping and Veach, arXiv 1406.2294.
 *
 * @param buckets integer from 1 to 2^31.
 * @returns 0 to buckets - 1.
 */
export function jumpHash(key: Hash64, buckets: number): number {
  const state = { hi: key.hi | 0, lo: key.lo | 0 }
  let bucket = 0
  let next = 0
  while (next < buckets) {
    bucket = next
    // The paper's linear congruential generator.
    multiply(state, 0x27bb2ee6, 0x87b0b0fd)
    add(state, 0, 1)
    next = Math.floor((bucket + 1) * (TWO_31 / ((state.hi >>> 1) + 1)))
  }
  return bucket
}
