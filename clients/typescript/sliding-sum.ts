/** A sum in which amounts count for a time and are then forgotten, a slice of the time at once. */
export interface SlidingSum {
  /** `at`: the time now, for those who have just looked. */
  add(amount: number, at?: number): void
  total(): number
  clear(): void
}

/** Finagle counts in ten slices of the time to live. */
const SLICES = 10

export function createSlidingSum(ttlMs: number, now: () => number): SlidingSum {
  const sliceMs = ttlMs / SLICES
  const slices = new Float64Array(SLICES)
  let slice = Math.floor(now() / sliceMs)
  const expire = (at: number): void => {
    const current = Math.floor(at / sliceMs)
    if (current <= slice) return
    const passed = Math.min(current - slice, SLICES)
    // After a long silence every slice is clear, so the position does not matter.
    for (let step = 1; step <= passed; step++) slices[(slice + step) % SLICES] = 0
    slice = current
  }
  return {
    add(amount, at = now()) {
      expire(at)
      slices[slice % SLICES] = (slices[slice % SLICES] ?? 0) + amount
    },
    total() {
      expire(now())
      return slices.reduce((sum, amount) => sum + amount, 0)
    },
    clear() {
      slices.fill(0)
    },
  }
}
