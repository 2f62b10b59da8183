const SLICES = 10

/** A sum of which each part is forgotten after a time, a tenth of the time at once. O(1) to add and to read. */
export class WindowedSum {
  private readonly slices = new Float64Array(SLICES)
  private readonly sliceMs: number
  private slice = Number.NEGATIVE_INFINITY
  private sum = 0

  constructor(windowMs: number) {
    this.sliceMs = windowMs / SLICES
  }

  add(amount: number, now: number): void {
    this.forget(now)
    const place = placeOf(this.slice)
    this.slices[place] = (this.slices[place] ?? 0) + amount
    this.sum += amount
  }

  total(now: number): number {
    this.forget(now)
    return this.sum
  }

  private forget(now: number): void {
    const current = Math.floor(now / this.sliceMs)
    if (current === this.slice) return
    if (current - this.slice >= SLICES) {
      this.slices.fill(0)
      this.sum = 0
      this.slice = current
    }
    while (this.slice < current) {
      this.slice += 1
      const place = placeOf(this.slice)
      this.sum -= this.slices[place] ?? 0
      this.slices[place] = 0
    }
  }
}

/** The origin of a clock has no meaning, so its times may be negative. */
function placeOf(slice: number): number {
  return ((slice % SLICES) + SLICES) % SLICES
}
