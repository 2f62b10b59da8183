import type { BackendCall } from './attempt.ts'
import { closedError } from './caller.ts'
import type { ClientEvent } from './client-events.ts'
import type { ClientDeps, ClientParts } from './client-parts.ts'
import { createClientParts } from './client-parts.ts'
import type { ClientStats } from './client-stats.ts'
import { createPickCounts, readStats } from './client-stats.ts'
import type { Clock, Timer } from './clock.ts'
import { SYSTEM_CLOCK } from './clock.ts'
import { needsService, withoutLocalToken } from './local-pick.ts'
import { createLocalTokens, LOCAL_LEASE_MS } from './local-token.ts'
import type { ClientOptions } from './options.ts'
import { checkOptions } from './options.ts'
import type { Outcome } from './outcome.ts'
import type { Pick, PickOptions } from './pick.ts'
import type { PoolWatch, WatchOptions } from './pool-watch.ts'
import { createReport } from './report.ts'
import { createRetryBudget } from './retry-budget.ts'
import type { Here, WithBackendOptions } from './with-backend.ts'
import { withBackend } from './with-backend.ts'

/** Asks Lookaside which backend to call, and tells how the call went. */
export interface LookasideClient {
  /**
   * Picks a backend of a pool: by the service, or from what is known of the pool when the service does not answer in time.
   * @throws {LookasideError} `NO_BACKENDS`, `POOL_SATURATED`, `POOL_NOT_FOUND`, `INVALID_FIELD`, ..., and `UNREACHABLE` or
   * `TIMEOUT` when nothing is known of the pool.
   */
  pick(pool: string, options?: PickOptions): Promise<Pick>
  /**
   * Tells how a call ended. It is sent in the background, in batches.
   * @throws {TypeError} naming the field that is wrong.
   */
  report(outcome: Outcome): void
  /**
   * Picks a backend, calls it with `call`, reports how that went, and tries another backend where that is safe and within
   * the retry budget. Returns or throws what the last call did.
   * @throws {LookasideError} when no backend could be picked.
   */
  withBackend<Value>(pool: string, call: BackendCall<Value>, options?: WithBackendOptions<Value>): Promise<Value>
  /**
   * Watches a pool: its backends with their shares, kept up to date. It outlives the service, as picks do.
   * @throws {LookasideError} `CLIENT_CLOSED`.
   */
  watchPool(pool: string, options?: WatchOptions): PoolWatch
  /** What changes in the life of this client. `on` answers how to stop listening. */
  readonly events: { on(listener: (event: ClientEvent) => void): () => void }
  /** Sends the outcomes that wait. Resolves when they are sent, or one try has failed. */
  flush(): Promise<void>
  stats(): ClientStats
  /** Sends the outcomes that wait, for at most a second, and lets go of every connection. */
  close(): Promise<void>
}

/** How long the last outcomes may hold `close` up. */
const CLOSE_FLUSH_MS = 1_000

/**
 * Makes a client, which connects in the background. Close it, or its connections keep the process alive.
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function createClient(options: ClientOptions, deps: Partial<ClientDeps> = {}): LookasideClient {
  const { clock = SYSTEM_CLOCK, random = Math.random } = deps
  const settings = checkOptions(options)
  const parts = createClientParts(settings, options, { clock, random })
  const { reporter, watches, pools } = parts
  const budget = createRetryBudget(settings.retryBudget, () => clock.now())
  const tokens = createLocalTokens(clock)
  const counts = createPickCounts()
  const whereabouts = settings.locality === undefined ? {} : { locality: settings.locality }
  let closing: Promise<void> | undefined

  const pick = (pool: string, pickOptions: PickOptions): Promise<Pick> =>
    closing === undefined
      ? counts.count(parts.route.pick(pool, withoutLocalToken(pickOptions)))
      : Promise.reject(closedError('PickBackend'))
  const pickHere = (name: string, pickOptions: PickOptions, now: number): Here | undefined => {
    if (settings.mode !== 'watch' || closing !== undefined || needsService(pickOptions)) return undefined
    const pool = pools.of(name)
    const list = pool.liveList()
    if (list === undefined) return undefined
    pool.touchedAt = now
    const here = pool.choose(list, pickOptions, now)
    if (here !== undefined) counts.sources.watch++
    return here
  }
  const picked = async (pool: string, pickOptions: PickOptions): Promise<Pick> => {
    const made = await pick(pool, pickOptions)
    if (made.token !== '') return made
    const { id } = made.backend
    return { ...made, token: tokens.issue(pool, id, pools.of(pool).backend(id)), leaseMs: LOCAL_LEASE_MS }
  }
  const callDeps = {
    ...{ pick, pickHere, budget, clock, tracing: options.tracing },
    local: (pool: string, id: string) => pools.of(pool).backend(id),
    report: (outcome: Outcome, now: number) => reporter.report(outcome, now),
    onRetry: (kind: 'allowed' | 'over_budget') => void counts.retries[kind]++,
  }
  return {
    pick: (pool, pickOptions = {}) => picked(pool, pickOptions),
    report: createReport(reporter, pools, tokens, clock),
    withBackend: (pool, call, callOptions = {}) => withBackend(callDeps, pool, call, callOptions),
    watchPool: (pool, watchOptions = {}) => watches.open(pool, { ...whereabouts, ...watchOptions }),
    events: { on: (listener) => parts.events.on(listener) },
    flush: () => reporter.flush(),
    stats: () => readStats(settings.mode, parts, counts),
    close: () => (closing ??= close(parts, clock)),
  }
}

async function close(parts: ClientParts, clock: Clock): Promise<void> {
  const { reporter, stream, caller, pools, watches, endpoints } = parts
  let enough: Timer | undefined
  const late = new Promise<void>((resolve) => {
    enough = clock.after(CLOSE_FLUSH_MS, resolve, { background: true })
  })
  await Promise.race([reporter.flush(), late])
  enough?.cancel()
  reporter.stop()
  caller.close()
  stream.close()
  pools.close()
  watches.close()
  endpoints.close()
}
