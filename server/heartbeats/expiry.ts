import type { Clock } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { Log } from '../telemetry/ports.ts'

/** A sweep that comes this late tells of a stall of our own, during which heartbeats waited unread. */
const STALL_MS = 1_000

export interface ExpiryDeps {
  readonly clock: Clock
  readonly log: Log
  /** Whether heartbeats that reach other replicas can reach this one at the moment. */
  readonly storeIsSilent: () => boolean
  /** A backend has been silent for so long that it is forgotten. */
  readonly onForgotten: (pool: Pool, entry: BackendEntry) => void
}

interface PoolExpiry {
  /** When members expired, oldest first, within the last lease. */
  recent: number[]
}

/**
 * Pronounces backends expired when their lease is over, by the monotonic clock of this replica, and not when the silence is
 * more likely our own: after a stall, while the store is silent, or when many backends would go at once.
 */
export class Expiry {
  private readonly deps: ExpiryDeps
  private readonly pools = new WeakMap<Pool, PoolExpiry>()
  private lastSweepAt: number | undefined
  /** No expiry before this time. */
  private graceUntil = 0
  private storeWasSilent = false

  constructor(deps: ExpiryDeps) {
    this.deps = deps
  }

  /** Looks at the pools; called several times a second. */
  sweep(pools: Iterable<Pool>, longestLeaseMs: number): void {
    const now = this.deps.clock.now()
    if (this.lastSweepAt !== undefined && now - this.lastSweepAt > STALL_MS) {
      this.graceUntil = now + longestLeaseMs
      this.deps.log.warn('stalled: expiry waits one lease', { stallMs: Math.round(now - this.lastSweepAt) })
    }
    this.lastSweepAt = now
    const silent = this.deps.storeIsSilent()
    if (this.storeWasSilent && !silent) this.graceUntil = Math.max(this.graceUntil, now + longestLeaseMs)
    this.storeWasSilent = silent
    for (const pool of pools) this.sweepPool(pool, now, silent)
  }

  private sweepPool(pool: Pool, now: number, storeSilent: boolean): void {
    const lapsed: BackendEntry[] = []
    for (const entry of pool.byId()) {
      if (entry.leaseUntil > now) continue
      if (entry.expiredAt !== undefined) {
        if (now - entry.expiredAt > pool.config.heartbeat.removeAfterMs) this.deps.onForgotten(pool, entry)
      } else if (now >= this.graceUntil && !(storeSilent && entry.beatFromStore)) {
        lapsed.push(entry)
      }
    }
    const limit = this.limitOf(pool)
    if (pool.selfPreservation !== undefined && this.mayLeave(pool, lapsed, limit, now)) this.leave(pool, lapsed)
    else if (pool.selfPreservation === undefined && lapsed.length > 0) this.expire(pool, lapsed, limit, now)
  }

  /** Backends that may expire within one lease before we suspect ourselves. Infinite: self-preservation is off. */
  private limitOf(pool: Pool): number {
    const settings = pool.config.selfPreservation
    if (!settings.enabled) return Number.POSITIVE_INFINITY
    return Math.max(settings.minimumBackends, Math.floor((pool.entries.size * settings.thresholdPercent) / 100))
  }

  private expire(pool: Pool, lapsed: readonly BackendEntry[], limit: number, now: number): void {
    const state = this.stateOf(pool)
    state.recent = state.recent.filter((at) => now - at < pool.leaseMs)
    for (const entry of lapsed) {
      // Who is draining leaves as expected: its silence says nothing about us.
      const counts = !entry.override.drained && !entry.leaving
      if (counts && state.recent.length >= limit) {
        pool.selfPreservation = { since: now }
        this.deps.log.warn('self-preservation begins: too many backends went silent at once', {
          pool: pool.name,
          expired: state.recent.length,
          limit,
          backends: pool.entries.size,
        })
        break
      }
      if (counts) state.recent.push(now)
      entry.expiredAt = now
    }
    pool.touch()
  }

  /** It ends when heartbeats are back for all but the limit, when its time is up, or when an operator switches it off. */
  private mayLeave(pool: Pool, lapsed: readonly BackendEntry[], limit: number, now: number): boolean {
    const since = pool.selfPreservation?.since ?? now
    return lapsed.length <= limit || now - since >= pool.config.selfPreservation.maxDurationMs
  }

  private leave(pool: Pool, lapsed: readonly BackendEntry[]): void {
    this.deps.log.info('self-preservation ends', { pool: pool.name, stillSilent: lapsed.length })
    pool.selfPreservation = undefined
    this.stateOf(pool).recent = []
    for (const entry of lapsed) entry.expiredAt = this.deps.clock.now()
    pool.touch()
  }

  private stateOf(pool: Pool): PoolExpiry {
    let state = this.pools.get(pool)
    if (state === undefined) {
      state = { recent: [] }
      this.pools.set(pool, state)
    }
    return state
  }
}
