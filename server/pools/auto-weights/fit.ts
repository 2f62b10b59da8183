/** A factor that is wanted, and the range that it has to stay in. */
export interface Wanted {
  readonly factor: number
  readonly least: number
  readonly most: number
}

/** Halvings of the range of the scale: from the widest range of factors to a millionth and far below. */
const HALVINGS = 60

/**
 * Multiplies all factors by one scale and keeps each in its range, so that they add up to `sum`, or come as near to it as the
 * ranges allow. The relations that the ranges do not touch stay as they are.
 */
export function fitTo(sum: number, wanted: readonly Wanted[]): number[] {
  let low = Infinity
  let high = 0
  for (const { factor, least, most } of wanted) {
    low = Math.min(low, least / factor)
    high = Math.max(high, most / factor)
  }
  for (let halving = 0; halving < HALVINGS && low < high; halving += 1) {
    const middle = Math.sqrt(low * high)
    if (scaled(wanted, middle).reduce((total, factor) => total + factor, 0) < sum) low = middle
    else high = middle
  }
  return scaled(wanted, high)
}

function scaled(wanted: readonly Wanted[], scale: number): number[] {
  return wanted.map(({ factor, least, most }) => Math.min(most, Math.max(least, factor * scale)))
}
