import { listOf } from './state.ts'

/**
 * Quantile of the last few values: a ring in the order of arrival, and the same values sorted. Adding is O(capacity) at
 * worst, a short copy within one block of memory; reading is O(1); nothing is allocated.
 */
export class SlidingQuantile {
  readonly #ring: Float64Array
  readonly #sorted: Float64Array
  #size = 0
  /** Where the next value goes: once the ring is full, the place of the oldest. */
  #next = 0

  constructor(capacity: number) {
    this.#ring = new Float64Array(capacity)
    this.#sorted = new Float64Array(capacity)
  }

  /** Goes on from what `values` told. Throws when it does not fit. */
  static restored(capacity: number, told: unknown, name: string): SlidingQuantile {
    const values = listOf(told, name)
    const window = new SlidingQuantile(capacity)
    for (const value of values) {
      if (typeof value !== 'number' || !Number.isFinite(value) || values.length > capacity) {
        throw new Error(`state.${name}: expected at most ${capacity} finite numbers`)
      }
      window.add(value)
    }
    return window
  }

  /** @param value finite. */
  add(value: number): void {
    const capacity = this.#ring.length
    if (this.#size === capacity) {
      const oldest = this.#place(this.#ring[this.#next] ?? 0)
      this.#sorted.copyWithin(oldest, oldest + 1, this.#size)
      this.#size -= 1
    }
    const place = this.#place(value)
    this.#sorted.copyWithin(place + 1, place, this.#size)
    this.#sorted[place] = value
    this.#size += 1
    this.#ring[this.#next] = value
    this.#next = (this.#next + 1) % capacity
  }

  /** The value below or at which a share `quantile` of 0 to 1 of the window is; 0 when it is empty. */
  read(quantile: number): number {
    return this.#sorted[Math.floor((this.#size - 1) * quantile)] ?? 0
  }

  /** The window as plain JSON, oldest first. */
  values(): number[] {
    const first = this.#size < this.#ring.length ? 0 : this.#next
    return Array.from({ length: this.#size }, (_, at) => this.#ring[(first + at) % this.#ring.length] ?? 0)
  }

  /** Index of the first sorted value that is not less. */
  #place(value: number): number {
    let low = 0
    let high = this.#size
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
