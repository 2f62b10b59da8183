import type { Pool } from '../pools/pool.ts'
import type { SoftChange } from '../store/store.ts'

/** Tells the other replicas what this one picked and observed since it was last asked. */
export function offerDigests(pools: Iterable<Pool>, offer: (change: SoftChange) => void): void {
  for (const pool of pools) {
    for (const entry of pool.byId()) {
      const { digest, autoWeight } = entry
      if (!digest.dirty && !autoWeight.untold) continue
      const { successes, failures, latencySumMs, latencyMaxMs } = digest
      offer({
        kind: 'load',
        pool: pool.name,
        digest: {
          backendId: entry.id,
          outstanding: entry.signals.own,
          successes,
          failures,
          latencyMeanMs: successes > 0 ? latencySumMs / successes : 0,
          latencyMaxMs,
          ...(autoWeight.untold ? { autoWeight: autoWeight.factor } : {}),
        },
      })
      autoWeight.untold = false
      digest.dirty = false
      entry.signals.told()
      digest.successes = 0
      digest.failures = 0
      digest.latencySumMs = 0
      digest.latencyMaxMs = 0
    }
  }
}
