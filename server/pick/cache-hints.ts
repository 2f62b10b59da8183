import type { PoolConfig } from '../pools/pool-config.ts'

/** An answer is better than none for at least this long: a minute outlives the restart of a replica. */
const MIN_STALE_AGE_MS = 60_000

/** How long an answer may serve without asking again, in milliseconds. */
export function cacheHints(config: PoolConfig): { maxAgeMs: number; staleAgeMs: number } {
  const { intervalMs, missedLimit } = config.heartbeat
  return { maxAgeMs: intervalMs, staleAgeMs: Math.max(MIN_STALE_AGE_MS, 10 * intervalMs * missedLimit) }
}
