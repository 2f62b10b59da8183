import type { Rng } from '../policy.ts'

export interface AliasTable {
  /** Draws an index with probability weight / sum of weights. */
  draw(rng: Rng): number
}

/**
 * Alias method (Walker 1977; construction by Vose 1991): O(n) to build, O(1) a draw.
 *
 * @param weights at least one, each finite and more than 0.
 */
export function buildAliasTable(weights: Float64Array): AliasTable {
  const size = weights.length
  const keep = new Float64Array(size)
  const alias = new Int32Array(size)
  const small: number[] = []
  const large: number[] = []
  const sum = weights.reduce((total, weight) => total + weight, 0)
  for (let index = 0; index < size; index += 1) {
    keep[index] = ((weights[index] ?? 0) * size) / sum
    ;((keep[index] ?? 0) < 1 ? small : large).push(index)
  }
  for (;;) {
    const under = small.pop()
    const over = large.pop()
    if (under === undefined || over === undefined) {
      // What is left is full but for rounding.
      for (const rest of [under, over, ...small, ...large]) if (rest !== undefined) keep[rest] = 1
      break
    }
    alias[under] = over
    keep[over] = (keep[over] ?? 0) + (keep[under] ?? 0) - 1
    ;((keep[over] ?? 0) < 1 ? small : large).push(over)
  }
  return {
    draw(rng) {
      const index = rng.below(size)
      return rng.next() < (keep[index] ?? 1) ? index : (alias[index] ?? index)
    },
  }
}
