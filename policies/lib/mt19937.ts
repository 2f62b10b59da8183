/**
 * The 32-bit Mersenne Twister of C++'s std::mt19937 (Matsumoto and Nishimura 1998), which Envoy seeds with a hash. The state
 * is renewed word by word as it is used, so a few numbers cost little more than the seeding.
 */

import { UINT32 } from './hash64.ts'

const WORDS = 624
const SHIFT = 397
const SEEDING = 1_812_433_253
const MATRIX = 0x9908b0df
const UPPER = 0x80000000
const LOWER = 0x7fffffff

export interface MersenneTwister {
  /** Starts anew from an unsigned 32-bit number. */
  seed(seed: number): void
  /** Unsigned 32 bits. */
  next(): number
  /** Uniform integer in [0, bound): whole blocks of 2^32 / bound numbers, and a draw beyond the last is made again. */
  below(bound: number): number
}

export function createMersenneTwister(seed: number): MersenneTwister {
  const state = new Uint32Array(WORDS)
  let at = 0

  function start(from: number): void {
    state[0] = from
    let last = from
    for (let word = 1; word < WORDS; word += 1) {
      last = (Math.imul(SEEDING, last ^ (last >>> 30)) + word) | 0
      state[word] = last
    }
    at = 0
  }

  function next(): number {
    const following = at + 1 < WORDS ? at + 1 : 0
    const joined = ((state[at] ?? 0) & UPPER) | ((state[following] ?? 0) & LOWER)
    const other = state[(at + SHIFT) % WORDS] ?? 0
    let word = other ^ (joined >>> 1) ^ ((joined & 1) === 0 ? 0 : MATRIX)
    state[at] = word
    at = following
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }

  start(seed)
  return {
    seed: start,
    next,
    below(bound) {
      const block = Math.floor(UINT32 / bound)
      for (;;) {
        const number = Math.floor(next() / block)
        if (number < bound) return number
      }
    },
  }
}
