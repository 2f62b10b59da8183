import type { Clock, Timer } from './clock.ts'
import type { LocalPool } from './local-pool.ts'
import type { WatchedPool } from './watched-pool.ts'

/** The pools whose list is watched in the background: those that were used last. */
export interface KeptLists {
  readonly size: number
  /** Watches the list of a pool from now on. */
  keep(pool: LocalPool): void
  letGo(pool: LocalPool): void
  close(): void
}

export interface KeptListsDeps {
  readonly limit: number
  readonly clock: Clock
  readonly watch: (pool: LocalPool) => { readonly pool: WatchedPool; readonly release: () => void }
}

/** A list that nobody has used for so long is let go of. */
const IDLE_MS = 300_000
const SWEEP_MS = 60_000
/** A name that nobody knows, perhaps misspelt, is not watched for so long. */
const MISSING_MS = 5_000

export function createKeptLists({ limit, clock, watch }: KeptListsDeps): KeptLists {
  const releases = new Map<LocalPool, () => void>()
  let sweeper: Timer | undefined
  let closed = false
  const letGo = (pool: LocalPool): void => {
    releases.get(pool)?.()
    releases.delete(pool)
    pool.watched = undefined
  }
  const sweep = (): void => {
    for (const pool of [...releases.keys()]) if (clock.now() - pool.touchedAt >= IDLE_MS) letGo(pool)
    sweeper = releases.size === 0 ? undefined : clock.after(SWEEP_MS, sweep, { background: true })
  }
  return {
    get size() {
      return releases.size
    },
    keep(pool) {
      if (closed || limit === 0 || releases.has(pool)) return
      if (pool.missingAt !== undefined && clock.now() - pool.missingAt < MISSING_MS) return
      const least = releases.size >= limit ? leastRecent(releases.keys()) : undefined
      if (least !== undefined) letGo(least)
      const { pool: watched, release } = watch(pool)
      pool.watched = watched
      releases.set(pool, release)
      sweeper ??= clock.after(SWEEP_MS, sweep, { background: true })
    },
    letGo,
    close() {
      closed = true
      sweeper?.cancel()
      for (const pool of [...releases.keys()]) letGo(pool)
    },
  }
}

/** The one that was not used for longest. */
export function leastRecent(pools: Iterable<LocalPool>): LocalPool | undefined {
  let least: LocalPool | undefined
  for (const pool of pools) if (least === undefined || pool.touchedAt < least.touchedAt) least = pool
  return least
}
