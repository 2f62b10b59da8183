import type { Interval } from '../../use-cases.ts'

/** Batches kept; when there are this many, neighbours are joined and batches become twice as long. */
const MAX_BATCHES = 32
/** Fewer say nothing of their own spread. */
const MIN_BATCHES = 16
const FIRST_SAMPLES = 16
/** Picks of the same moment see the same state, so a batch lasts at least this long at first, and a thirty-second of the whole later. */
const FIRST_MS = 2_000
/** 97.5 % quantile of the normal distribution. */
const Z = 1.96

interface Batch {
  above: number
  below: number
}

/**
 * The ratio of two sums over paired values that depend on each other in time, with a confidence interval by batch means (Law,
 * Simulation Modeling and Analysis, 9.5.3): neighbours are joined to batches that are long enough to know little of one another.
 * It takes a kilobyte however long it runs.
 */
export class BatchRatio {
  private batches: Batch[] = []
  private current: Batch = { above: 0, below: 0 }
  private samples = 0
  private since: number | undefined
  private leastSamples = FIRST_SAMPLES
  private leastMs = FIRST_MS

  /** `now`: milliseconds, not going backwards. */
  add(above: number, below: number, now: number): void {
    this.since ??= now
    this.current.above += above
    this.current.below += below
    this.samples++
    if (this.samples < this.leastSamples || now - this.since < this.leastMs) return
    this.batches.push(this.current)
    this.current = { above: 0, below: 0 }
    this.samples = 0
    this.since = now
    if (this.batches.length >= MAX_BATCHES) this.join()
  }

  /** Undefined: there are too few batches. */
  ratio(): Interval | undefined {
    const { batches } = this
    const count = batches.length
    const below = batches.reduce((sum, batch) => sum + batch.below, 0)
    if (count < MIN_BATCHES || !(below > 0)) return undefined
    const estimate = batches.reduce((sum, batch) => sum + batch.above, 0) / below
    const squares = batches.reduce((sum, batch) => sum + (batch.above - estimate * batch.below) ** 2, 0)
    const error = Math.sqrt((squares * count) / (count - 1)) / below
    // Student's t by its first correction to the normal quantile.
    const reach = error * (Z + (Z ** 3 + Z) / (4 * (count - 1)))
    return { estimate, low: Math.max(0, estimate - reach), high: estimate + reach }
  }

  private join(): void {
    const joined: Batch[] = []
    for (const [index, batch] of this.batches.entries()) {
      const before = joined.at(-1)
      if (index % 2 === 0 || before === undefined) joined.push(batch)
      else joined[joined.length - 1] = { above: before.above + batch.above, below: before.below + batch.below }
    }
    this.batches = joined
    this.leastSamples *= 2
    this.leastMs *= 2
  }
}
