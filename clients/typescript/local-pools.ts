import type { Locality } from './backend.ts'
import type { Clock } from './clock.ts'
import { createKeptLists, leastRecent } from './kept-lists.ts'
import type { LocalPool } from './local-pool.ts'
import { createLocalPool } from './local-pool.ts'
import type { Watches } from './watches.ts'
import type { WeightedList } from './weighted-list.ts'

/** The pools that this client picks from. */
export interface LocalPools {
  of(name: string): LocalPool
  /** The pool is used: watches its list from now on; of more than `keptLists`, the one not used for longest is let go of. */
  keep(pool: LocalPool): void
  /** There is no such pool: its list is not asked for again at once. */
  miss(pool: LocalPool): void
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

export function createLocalPools(deps: LocalPoolsDeps): LocalPools {
  const { clock, random, locality, staticLists } = deps
  const byName = new Map<string, LocalPool>()
  const whereabouts = locality === undefined ? {} : { locality }
  const kept = createKeptLists({
    limit: deps.keptLists,
    clock,
    watch: ({ name }) => deps.watches.share(name, whereabouts),
  })
  let last: LocalPool | undefined
  const make = (name: string): LocalPool => {
    const least = byName.size >= MAX_POOLS ? leastRecent(byName.values()) : undefined
    if (least !== undefined) {
      kept.letGo(least)
      byName.delete(least.name)
    }
    const pool = createLocalPool({ name, staticList: staticLists.get(name), clock, random })
    byName.set(name, pool)
    return pool
  }
  return {
    of(name) {
      if (last?.name === name) return last
      const pool = byName.get(name) ?? make(name)
      last = pool
      return pool
    },
    keep(pool) {
      pool.touchedAt = clock.now()
      kept.keep(pool)
    },
    miss(pool) {
      kept.letGo(pool)
      pool.missingAt = clock.now()
    },
    close: () => kept.close(),
  }
}
