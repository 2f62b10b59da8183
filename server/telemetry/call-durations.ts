import { Histogram } from './histogram.ts'
import type { HistogramSeries } from './histogram.ts'

/** Seconds: what the RPC conventions advise, with a finer start, since most calls here end within a millisecond. */
const BOUNDS = [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** How long calls take, by method and status code: both are fixed sets, since only registered methods are counted. */
export class CallDurations {
  readonly histogram: Histogram
  private readonly byMethod = new Map<string, Map<string, HistogramSeries>>()

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.histogram = new Histogram(BOUNDS, now)
  }

  record(method: string, code: string, seconds: number): void {
    let byCode = this.byMethod.get(method)
    if (byCode === undefined) {
      byCode = new Map()
      this.byMethod.set(method, byCode)
    }
    let series = byCode.get(code)
    if (series === undefined) {
      series = this.histogram.open({ 'rpc.method': method, 'rpc.response.status_code': code })
      byCode.set(code, series)
    }
    series.record(seconds)
  }
}
