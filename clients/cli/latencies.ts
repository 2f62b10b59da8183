/** Each bucket is this much wider than the one before: percentiles are exact to 2 %. */
const GROWTH = 1.04
/** A microsecond: nothing over a network is quicker. */
const LEAST_MS = 0.001

export interface LatencySummary {
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export interface LatencyBar {
  readonly fromMs: number
  readonly toMs: number
  readonly count: number
}

/** Latencies in buckets, so that an hour takes no more memory than a second. All in milliseconds. */
export class Latencies {
  count = 0
  private sum = 0
  private min = Number.POSITIVE_INFINITY
  private max = 0
  private readonly buckets = new Map<number, number>()

  record(ms: number): void {
    this.count += 1
    this.sum += ms
    this.min = Math.min(this.min, ms)
    this.max = Math.max(this.max, ms)
    const index = Math.floor(Math.log(Math.max(LEAST_MS, ms) / LEAST_MS) / Math.log(GROWTH))
    this.buckets.set(index, (this.buckets.get(index) ?? 0) + 1)
  }

  /** `part` of 0 to 1. 0 without latencies. */
  percentile(part: number): number {
    let left = Math.ceil(this.count * part)
    for (const [index, count] of this.sorted()) {
      left -= count
      // The middle of the bucket, but never beyond what was seen.
      if (left <= 0) return Math.min(this.max, Math.max(this.min, LEAST_MS * GROWTH ** (index + 0.5)))
    }
    return this.max
  }

  /** Null: there were none. */
  summary(): LatencySummary | null {
    if (this.count === 0) return null
    const [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map((part) => this.percentile(part))
    return {
      ...{ min: this.min, mean: this.sum / this.count, max: this.max },
      ...{ p50: p50 ?? 0, p90: p90 ?? 0, p99: p99 ?? 0, p999: p999 ?? 0 },
    }
  }

  /** Bars with round edges (1, 2, 5, 10, ...), from the first that is not empty to the last. */
  bars(): readonly LatencyBar[] {
    const edges = [-3, -2, -1, 0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power))
    const bars = edges.map((toMs, index) => ({ fromMs: edges[index - 1] ?? 0, toMs, count: 0 }))
    for (const [index, count] of this.buckets) {
      const middle = LEAST_MS * GROWTH ** (index + 0.5)
      const bar = bars.find(({ toMs }) => middle <= toMs) ?? bars.at(-1)
      if (bar !== undefined) bar.count += count
    }
    const first = bars.findIndex(({ count }) => count > 0)
    const last = bars.findLastIndex(({ count }) => count > 0)
    return first < 0 ? [] : bars.slice(first, last + 1)
  }

  private sorted(): readonly (readonly [number, number])[] {
    return [...this.buckets].sort(([a], [b]) => a - b)
  }
}
