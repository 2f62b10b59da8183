import { toLocalityMessage } from './backend.ts'
import { createBackoff } from './backoff.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import type { Clock } from './clock.ts'
import type { Endpoints } from './endpoints.ts'
import { LookasideError } from './errors.ts'
import type { Log } from './log.ts'
import type { PoolWatch, WatchOptions } from './pool-watch.ts'
import { createPoolWatch } from './pool-watch.ts'
import type { WatchedPool } from './watched-pool.ts'
import { createWatchedPool } from './watched-pool.ts'
import type { WatchLink, WatchLinkDeps } from './watch-link.ts'
import { openWatchLink } from './watch-link.ts'
import type { WeightedList } from './weighted-list.ts'
import { toWeightedList } from './weighted-list.ts'

/** Every watch of a client; those of the same pool with the same options share one stream. */
export interface Watches {
  open(pool: string, options: WatchOptions): PoolWatch
  /** The same, with all that is known of the list. */
  share(pool: string, options: WatchOptions): { readonly pool: WatchedPool; readonly release: () => void }
  readonly streams: number
  close(): void
}

export interface WatchesDeps {
  readonly endpoints: Endpoints
  readonly makeMetadata: MakeCallMetadata
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** How long the first list of a stream may take. */
  readonly timeoutMs: number
  readonly staticLists: ReadonlyMap<string, WeightedList>
  readonly judge: WatchLinkDeps['judge']
}

/** Where a static list can stand in, a cold start waits this long at most for the first list. */
const PATIENCE_MS = 250
/** Everybody who watches a service that restarts comes back within two seconds of each other. */
const RECONNECT_BACKOFF = { initialMs: 200, maxMs: 2_000 }

interface Shared {
  readonly pool: string
  readonly watched: WatchedPool
  readonly link: WatchLink
  users: number
}

export function createWatches(deps: WatchesDeps): Watches {
  const byKey = new Map<string, Shared>()
  let closed = false
  const acquire = (pool: string, options: WatchOptions): { readonly shared: Shared; readonly release: () => void } => {
    if (closed) throw closedError(pool)
    const key = keyOf(pool, options)
    const shared = byKey.get(key) ?? start(deps, pool, options)
    byKey.set(key, shared)
    shared.users++
    let released = false
    const release = (): void => {
      if (released) return
      released = true
      shared.users--
      if (shared.users > 0) return
      byKey.delete(key)
      stop(shared, closedError(pool))
    }
    return { shared, release }
  }
  return {
    get streams() {
      return byKey.size
    },
    open(pool, options) {
      const { shared, release } = acquire(pool, options)
      return createPoolWatch(shared.watched, () => closedError(pool), release)
    },
    share(pool, options) {
      const { shared, release } = acquire(pool, options)
      return { pool: shared.watched, release }
    },
    close() {
      closed = true
      for (const shared of byKey.values()) stop(shared, closedError(shared.pool))
      byKey.clear()
    },
  }
}

function start(deps: WatchesDeps, pool: string, options: WatchOptions): Shared {
  const { log, clock, random } = deps
  const { locality, labelSelector = {} } = options
  const selectsNothing = Object.keys(labelSelector).length === 0
  // A static list has no labels to select by.
  const staticList = selectsNothing ? deps.staticLists.get(pool) : undefined
  const watched = createWatchedPool({
    ...{ pool, clock, staticList },
    onListenerError: (error) => log.error('a listener of a pool watch threw', { pool, error: String(error) }),
  })
  let isLost = false
  const link = openWatchLink({
    ...deps,
    backoff: createBackoff(RECONNECT_BACKOFF, random),
    patienceMs: staticList === undefined ? deps.timeoutMs : PATIENCE_MS,
    request: {
      pool,
      labelSelector: { ...labelSelector },
      ...(locality === undefined ? {} : { locality: toLocalityMessage(locality) }),
    },
    onList(message) {
      if (isLost) log.info('the list of a pool is kept up to date again', { pool })
      isLost = false
      watched.update(toWeightedList(message))
    },
    onLost(error) {
      if (!isLost) log.warn('the list of a pool is no longer kept up to date', { pool, error: error.message })
      isLost = true
      watched.lost(error)
    },
  })
  return { pool, watched, link, users: 0 }
}

function stop({ watched, link }: Shared, error: LookasideError): void {
  link.close()
  watched.close(error)
}

/** The same for options that mean the same. */
function keyOf(pool: string, { locality, labelSelector = {} }: WatchOptions): string {
  const labels = Object.entries(labelSelector).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([pool, locality?.region ?? '', locality?.zone ?? '', locality?.subZone ?? '', labels])
}

function closedError(pool: string): LookasideError {
  const message = `WatchBackends: the watch of pool "${pool}" is closed (CANCELLED/CLIENT_CLOSED). Open another one, or close this one later.`
  return new LookasideError({ code: 'CANCELLED', reason: 'CLIENT_CLOSED', message })
}
