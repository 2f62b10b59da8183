import type { ClientEvent } from './client-events.ts'
import type { LocalPool } from './local-pool.ts'
import type { Log } from './log.ts'
import type { Pick } from './pick.ts'

/** Tells when a pool begins to be answered from a list, and when that is over; not each pick. */
export interface FallbackNews {
  fellBack(pool: LocalPool, pick: Pick, why: string): void
  good(pool: LocalPool): void
}

/** Where some calls to the service work and others do not, it is not over while the last one did not work. */
const SETTLED_MS = 1_000

export function createFallbackNews(now: () => number, log: Log, emit: (event: ClientEvent) => void): FallbackNews {
  return {
    fellBack(pool, { source, degraded }, why) {
      const isNews = pool.fallbackAt === undefined
      pool.fallbackAt = now()
      if (!isNews) return
      log.warn('picks are answered from a list', { pool: pool.name, source, why, degraded })
      emit({ kind: 'fallback', pool: pool.name, source: source === 'static' ? 'static' : 'cache', why })
    },
    good(pool) {
      if (pool.fallbackAt === undefined || now() - pool.fallbackAt < SETTLED_MS) return
      pool.fallbackAt = undefined
      log.info('picks are answered by the service again', { pool: pool.name })
      emit({ kind: 'recovered', pool: pool.name })
    },
  }
}
