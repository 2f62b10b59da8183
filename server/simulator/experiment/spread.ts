/** A figure over the seeds of an experiment. */
export interface Spread {
  readonly median: number
  /** Interval for the median. */
  readonly low: number
  readonly high: number
  /** Confidence of the interval, 0 to 1: at least 0.95 from 6 values on. */
  readonly confidence: number
}

const WANTED = 0.95

/**
 * Median and its interval by order statistics: the k-th smallest to the k-th largest value hold the true median with
 * probability 1 - 2 P(Bin(n, 1/2) < k), whatever the distribution. k is the largest that leaves 95 %; with fewer than 6
 * values there is none, so the interval is their whole range and its confidence is less.
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const count = sorted.length
  const at = (rank: number): number => sorted[rank] ?? Number.NaN
  const middle = count % 2 === 1 ? at((count - 1) / 2) : (at(count / 2 - 1) + at(count / 2)) / 2
  const { cut, confidence } = cutOf(count)
  return { median: middle, low: at(cut), high: at(count - 1 - cut), confidence }
}

/** How many values lie outside the interval on each side. */
function cutOf(count: number): { readonly cut: number; readonly confidence: number } {
  let chance = 0.5 ** count
  let below = chance
  let cut = 0
  while (2 * (below + (chance * (count - cut)) / (cut + 1)) <= 1 - WANTED) {
    chance *= (count - cut) / (cut + 1)
    below += chance
    cut += 1
  }
  return { cut, confidence: Math.max(0, 1 - 2 * below) }
}
