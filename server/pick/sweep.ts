import type { Clock, Rng } from '../../policies/policy.ts'
import type { Pool } from '../pools/pool.ts'
import { eject, findOutliers } from './outlier-detection.ts'

/** Runs outlier detection of each pool in its own interval. */
export class OutlierSweep {
  private readonly nextAt = new WeakMap<Pool, number>()
  private readonly clock: Clock
  private readonly rng: Rng

  constructor(clock: Clock, rng: Rng) {
    this.clock = clock
    this.rng = rng
  }

  sweep(pool: Pool): void {
    const settings = pool.config.outlierDetection
    const now = this.clock.now()
    const due = this.nextAt.get(pool)
    if (due === undefined || now >= due) this.nextAt.set(pool, now + settings.intervalMs)
    if (due === undefined || now < due || !settings.enabled) return
    const entries = pool.byId()
    const ejected = entries.filter((entry) => entry.ejection.until !== undefined).length
    const counts = entries.map(({ ejection }) => ({ successes: ejection.successes, failures: ejection.failures }))
    const outliers = findOutliers(counts, settings, ejected, this.rng)
    for (const { index, reason } of outliers) {
      const entry = entries[index]
      if (entry !== undefined && entry.ejection.until === undefined) eject(entry, settings, reason, now)
    }
    for (const { ejection } of entries) {
      if (ejection.until === undefined && ejection.multiplier > 0) ejection.multiplier--
      ejection.nextInterval()
    }
    if (outliers.length > 0) pool.touch()
  }
}
