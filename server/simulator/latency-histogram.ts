import type { LatencySummary } from './result.ts'

/** Neighbouring buckets differ by this share. */
const GROWTH = 0.002
const LEAST_MS = 0.001
const BUCKETS = 12_000
const SCALE = 1 / Math.log1p(GROWTH)
/** Points of a distribution that a picture needs. */
const CDF_POINTS = 200

/** Latencies in logarithmic buckets from a microsecond to 7 hours: quantiles within 0.1 % of the exact ones, mean and maximum exact. */
export class LatencyHistogram {
  private readonly counts = new Uint32Array(BUCKETS)
  private sum = 0
  private most = 0
  count = 0

  add(ms: number): void {
    this.count++
    this.sum += ms
    if (ms > this.most) this.most = ms
    const bucket = ms <= LEAST_MS ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log(ms / LEAST_MS) * SCALE))
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
  }

  /** The latency that this share of the calls did not exceed; 0 when there are none. */
  quantile(share: number): number {
    const rank = Math.ceil(share * this.count)
    let seen = 0
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.counts[bucket] ?? 0
      if (seen >= rank && seen > 0) return Math.min(this.most, middleOf(bucket))
    }
    return this.most
  }

  mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count
  }

  reset(): void {
    this.counts.fill(0)
    this.sum = 0
    this.most = 0
    this.count = 0
  }

  summary(): LatencySummary {
    return {
      mean: this.mean(),
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.most,
      cdf: this.cdf(),
    }
  }

  /** Points dense where the tail is: each is a share of what the one before left. */
  private cdf(): [number, number][] {
    const points: [number, number][] = []
    let seen = 0
    let told = -1
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const here = this.counts[bucket] ?? 0
      if (here === 0) continue
      seen += here
      const share = seen / this.count
      // Even steps of -log(1 - share): 1 % to 99.999 % of the calls.
      const step = Math.floor((-Math.log1p(-Math.min(share, 1 - 1e-9)) / -Math.log(1e-6)) * CDF_POINTS)
      if (step <= told && seen < this.count) continue
      told = step
      points.push([Math.min(this.most, middleOf(bucket)), share])
    }
    return points
  }
}

function middleOf(bucket: number): number {
  return LEAST_MS * Math.exp((bucket + 0.5) / SCALE)
}
