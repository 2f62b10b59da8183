/** A factor that is wanted, and the range that it has to stay in. */
export interface Wanted {
  readonly factor: number
  readonly least: number
  readonly most: number
}

/** Halvings of the range of the scale, which leave a part in a billion of the widest one. */
const HALVINGS = 40

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
    if (sumAt(wanted, middle) < sum) low = middle
    else high = middle
  }
  return wanted.map((one) => inRange(one, high))
}

/** Called many times a step, for as many backends as there are: it allocates nothing. */
function sumAt(wanted: readonly Wanted[], scale: number): number {
  let sum = 0
  for (const one of wanted) sum += inRange(one, scale)
  return sum
}

function inRange({ factor, least, most }: Wanted, scale: number): number {
  return Math.min(most, Math.max(least, factor * scale))
}
