/** Neighbouring buckets differ by 5 %, so what is read is within 2.5 % of a value that was there. */
const GROWTH = 1.05
const LOG_GROWTH = Math.log(GROWTH)
/** Milliseconds; what is below shares the first bucket. */
const SMALLEST = 0.01
/** Enough for an hour, the longest latency that is taken in. */
const BUCKETS = 405

/** Counts of latencies in buckets that grow by a constant factor (as DDSketch, Masson, Rim and Lee 2019), of 1.6 KB whatever comes. */
export class LatencySketch {
  count = 0
  private readonly buckets = new Uint32Array(BUCKETS)

  add(latencyMs: number): void {
    const bucket = latencyMs <= SMALLEST ? 0 : Math.ceil(Math.log(latencyMs / SMALLEST) / LOG_GROWTH)
    const place = Math.min(BUCKETS - 1, bucket)
    this.buckets[place] = (this.buckets[place] ?? 0) + 1
    this.count++
  }

  /** The value of a rank, 1 for the smallest. Ranks beyond the ends are the ends. 0 without values. */
  ranked(rank: number): number {
    let left = Math.min(Math.max(1, Math.round(rank)), this.count)
    for (const [bucket, count] of this.buckets.entries()) {
      left -= count
      if (left <= 0 && count > 0) return bucket === 0 ? SMALLEST : (SMALLEST * GROWTH ** bucket * 2) / (1 + GROWTH)
    }
    return 0
  }
}
