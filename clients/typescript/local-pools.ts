import type { Locality } from './backend.ts'
import type { Clock, Timer } from './clock.ts'
import type { LocalPool } from './local-pool.ts'
import { createLocalPool } from './local-pool.ts'
import type { Watches } from './watches.ts'
import type { WeightedList } from './weighted-list.ts'

/** The pools that this client picks from. */
export interface LocalPools {
  of(name: string): LocalPool
  /** Watches the list of a pool from now on; of more than `keptLists`, the one that was used last lets go. */
  keep(pool: LocalPool): void
  /** There is no such pool. */
  letGo(pool: LocalPool): void
  readonly kept: number
  close(): void
}

export interface LocalPoolsDeps {
  readonly watches: Watches
  readonly staticLists: ReadonlyMap<string, WeightedList>
  readonly keptLists: number
  readonly locality: Locality | undefined
  readonly clock: Clock
  readonly random: () => number
}

/** Names come from the application, and may come from its own callers. */
const MAX_POOLS = 1_000
/** A list that nobody has used for so long is let go of. */
const IDLE_MS = 300_000
const SWEEP_MS = 60_000

export function createLocalPools(deps: LocalPoolsDeps): LocalPools {
  const { clock } = deps
  const byName = new Map<string, LocalPool>()
  const holds = new Map<LocalPool, () => void>()
  let last: LocalPool | undefined
  let sweeper: Timer | undefined
  let closed = false

  const letGo = (pool: LocalPool): void => {
    holds.get(pool)?.()
    holds.delete(pool)
    pool.watched = undefined
  }
  const oldest = (pools: Iterable<LocalPool>): LocalPool | undefined =>
    [...pools].reduce<LocalPool | undefined>(
      (least, pool) => (least === undefined || pool.touchedAt < least.touchedAt ? pool : least),
      undefined,
    )
  const sweep = (): void => {
    for (const pool of [...holds.keys()]) if (clock.now() - pool.touchedAt >= IDLE_MS) letGo(pool)
    sweeper = holds.size === 0 ? undefined : clock.after(SWEEP_MS, sweep, { background: true })
  }
  const make = (name: string): LocalPool => {
    const least = byName.size >= MAX_POOLS ? oldest(byName.values()) : undefined
    if (least !== undefined) {
      letGo(least)
      byName.delete(least.name)
    }
    const { random } = deps
    const pool = createLocalPool({ name, staticList: deps.staticLists.get(name), clock, random })
    byName.set(name, pool)
    return pool
  }
  return {
    letGo,
    get kept() {
      return holds.size
    },
    of(name) {
      if (last?.name === name) return last
      const pool = byName.get(name) ?? make(name)
      last = pool
      return pool
    },
    keep(pool) {
      pool.touchedAt = clock.now()
      if (closed || deps.keptLists === 0 || holds.has(pool)) return
      const least = holds.size >= deps.keptLists ? oldest(holds.keys()) : undefined
      if (least !== undefined) letGo(least)
      const { pool: watched, release } = deps.watches.share(pool.name, localityOf(deps.locality))
      pool.watched = watched
      holds.set(pool, release)
      sweeper ??= clock.after(SWEEP_MS, sweep, { background: true })
    },
    close() {
      closed = true
      sweeper?.cancel()
      for (const pool of [...holds.keys()]) letGo(pool)
    },
  }
}

function localityOf(locality: Locality | undefined): { readonly locality?: Locality } {
  return locality === undefined ? {} : { locality }
}
