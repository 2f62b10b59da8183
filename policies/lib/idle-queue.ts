/**
 * The idle backends of a snapshot, by index, in the order in which they became idle. A backend is in it once. Every
 * operation takes a constant time and allocates nothing.
 *
 * Source: Lu, Xie, Kliot, Geller, Larus and Greenberg, "Join-Idle-Queue", Performance Evaluation 68 (2011).
 */
export class IdleQueue {
  /** A ring with room for all. */
  readonly #ring: Uint32Array
  /** 1: the backend is in the ring. */
  readonly #isIn: Uint8Array
  #head = 0
  #size = 0

  /** @param backends how many backends the snapshot has. */
  constructor(backends: number) {
    this.#ring = new Uint32Array(backends)
    this.#isIn = new Uint8Array(backends)
  }

  get size(): number {
    return this.#size
  }

  /** Adds a backend at the end, unless it is in the queue already or is none. */
  join(index: number): void {
    if (this.#isIn[index] !== 0) return
    this.#isIn[index] = 1
    this.#ring[(this.#head + this.#size) % this.#ring.length] = index
    this.#size += 1
  }

  /** Takes out the first; -1: there is none. */
  take(): number {
    if (this.#size === 0) return -1
    const index = this.#ring[this.#head] ?? 0
    this.#isIn[index] = 0
    this.#head = (this.#head + 1) % this.#ring.length
    this.#size -= 1
    return index
  }

  /** Up to `count` of them, the first first. */
  first(count: number): number[] {
    const length = Math.min(count, this.#size)
    return Array.from({ length }, (_, place) => this.#ring[(this.#head + place) % this.#ring.length] ?? 0)
  }
}
