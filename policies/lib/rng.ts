import type { Rng } from '../policy.ts'

const TWO_32 = 4_294_967_296
const TWO_53 = 9_007_199_254_740_992

/** Rounds that sfc32's author runs before the first use, so that near seeds give unlike streams. */
const WARM_UP_ROUNDS = 15

/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state, passes PractRand and BigCrush.
 * Not for secrets.
 *
 * @param seed any finite number; the same seed gives the same stream.
 */
export function createRng(seed: number): Rng {
  let a = 0
  let b = Math.floor(seed / TWO_32) | 0
  let c = seed | 0
  let counter = 1

  function next32(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next32()

  return {
    next() {
      const high = next32() >>> 5
      return (high * 67_108_864 + (next32() >>> 6)) / TWO_53
    },
    below(bound) {
      for (;;) {
        const draw = next32()
        const rest = draw % bound
        // A draw from the last, incomplete block of `bound` numbers would favour small results: draw again.
        if (draw - rest + bound <= TWO_32) return rest
      }
    },
  }
}
