/** Samples kept: with a sample each 25 ms they reach back 800 ms, well beyond the age of an honest report. */
const SLOTS = 32
/** Least time between two samples, so that a busy backend does not push its own past out. */
const SPACING_MS = 25

/**
 * How many picks were outstanding at a time in the near past, so that a load report can be compared with what was known
 * when its sample was taken. Filled as counts change; O(1) to record, O(32) to ask.
 */
export class OutstandingHistory {
  private times: Float64Array | undefined
  private counts: Int32Array | undefined
  private next = 0
  private filled = 0
  private lastAt = Number.NEGATIVE_INFINITY
  private last = 0

  /** Notes that the count became `count`. */
  record(now: number, count: number): void {
    const before = this.last
    this.last = count
    if (now - this.lastAt < SPACING_MS) return
    this.lastAt = now
    if (this.times === undefined || this.counts === undefined) {
      this.times = new Float64Array(SLOTS)
      this.counts = new Int32Array(SLOTS)
    }
    // The count before this change is what was true up to now.
    this.times[this.next] = now
    this.counts[this.next] = before
    this.next = (this.next + 1) % SLOTS
    this.filled = Math.min(this.filled + 1, SLOTS)
  }

  /** The count at `time`, as near as the samples tell. Undefined: nothing was recorded since, so the current count holds. */
  at(time: number): number | undefined {
    const { times, counts } = this
    if (times === undefined || counts === undefined) return undefined
    let found: number | undefined
    for (let back = 1; back <= this.filled; back++) {
      const slot = (this.next - back + SLOTS) % SLOTS
      // A change at the very moment of the sample counts as seen by it.
      if ((times[slot] ?? 0) <= time) break
      found = counts[slot]
    }
    return found
  }
}
