import type { Pool } from '../pools/pool.ts'
import type { Picked } from '../use-cases.ts'
import type { Refusal } from '../errors.ts'
import { Histogram } from './histogram.ts'
import type { HistogramSeries } from './histogram.ts'

/** Seconds. Picks take microseconds; what is above a millisecond was held up by the garbage collector or a busy core. */
const BOUNDS = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 5e-2, 1e-1]

interface PoolSeries {
  readonly policy: string
  readonly byReason: Map<string, HistogramSeries>
}

/** How long picks take, by pool, policy, result and reason. */
export class PickDurations {
  readonly histogram: Histogram
  /** Undefined: pools that do not exist, which callers may name as many of as they like. */
  private readonly byPool = new Map<Pool | undefined, PoolSeries>()

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number, max?: number) {
    this.histogram = new Histogram(BOUNDS, now, max)
  }

  seriesOf(pool: Pool | undefined, answer: Picked | Refusal): HistogramSeries {
    const policy = pool === undefined ? '' : pool.config.policy.type
    let known = this.byPool.get(pool)
    if (known === undefined || known.policy !== policy) {
      this.forget(known)
      known = { policy, byReason: new Map() }
      this.byPool.set(pool, known)
    }
    let series = known.byReason.get(answer.reason)
    if (series === undefined) {
      const result = answer.kind === 'picked' ? 'picked' : 'refused'
      series = this.histogram.open({ pool: pool?.name ?? '', policy, result, reason: answer.reason })
      known.byReason.set(answer.reason, series)
    }
    return series
  }

  /** Lets go of pools that are gone: their names are free to be other pools', and the number of series is limited. */
  keepOnly(isAlive: (pool: Pool) => boolean): void {
    for (const [pool, known] of this.byPool) {
      if (pool === undefined || isAlive(pool)) continue
      this.forget(known)
      this.byPool.delete(pool)
    }
  }

  private forget(known: PoolSeries | undefined): void {
    for (const series of known?.byReason.values() ?? []) this.histogram.close(series)
  }
}
