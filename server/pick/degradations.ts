import type { Clock } from '../../policies/policy.ts'
import type { Pool } from '../pools/pool.ts'
import type { StoreStatus } from '../store/store.ts'
import type { Degradation, DegradedReason } from '../use-cases.ts'

/** A store that has been silent for longer than this hides other replicas' changes: three of its slowest heartbeats. */
export const STORE_SILENT_MS = 3_000

/** What a pick met on its way. */
export interface Circumstances {
  /** Health was ignored. */
  readonly panic: boolean
  /** The fallback policy picked. */
  readonly policyFallback: boolean
  /** Nobody carried the labels asked for. */
  readonly subsetFallback: boolean
}

export const NOTHING_MET: Circumstances = { panic: false, policyFallback: false, subsetFallback: false }

/** Keeps what is degraded for the replica and its pools, and since when, so that a pick only has to look. */
export class Degradations {
  private storeSince: number | undefined
  private readonly panicSince = new WeakMap<Pool, number>()
  private readonly fallbackSince = new WeakMap<Pool, number>()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** Called on each sweep. */
  noteStore(status: StoreStatus): void {
    const silent = !status.up || status.silentMs > STORE_SILENT_MS
    if (!silent) this.storeSince = undefined
    else this.storeSince ??= this.clock.now() - status.silentMs
  }

  storeIsSilent(): boolean {
    return this.storeSince !== undefined
  }

  /** By the clock. Undefined: the store answers. */
  storeSilentSince(): number | undefined {
    return this.storeSince
  }

  /** What is degraded behind a pick or a list of this pool. Undefined: nothing. */
  of(pool: Pool, met: Circumstances): Degradation | undefined {
    this.mark(this.panicSince, pool, met.panic)
    this.mark(this.fallbackSince, pool, met.policyFallback)
    return this.peek(pool, met)
  }

  /** The same, without noting since when. */
  peek(pool: Pool, met: Circumstances): Degradation | undefined {
    if (
      !met.panic &&
      !met.policyFallback &&
      !met.subsetFallback &&
      this.storeSince === undefined &&
      pool.selfPreservation === undefined &&
      !pool.unconfirmed
    ) {
      return undefined
    }
    const now = this.clock.now()
    const all = this.since(pool, met)
    const since = all.reduce((earliest, [, from]) => Math.min(earliest, from), now)
    return { reasons: all.map(([reason]) => reason), ageMs: Math.max(0, now - since) }
  }

  /** Every reason that applies to this pool, and since when by the clock. */
  since(pool: Pool, met: Circumstances): readonly (readonly [DegradedReason, number])[] {
    const now = this.clock.now()
    const all: [DegradedReason, number][] = []
    const add = (reason: DegradedReason, from: number | undefined): void => {
      if (from !== undefined) all.push([reason, from])
    }
    add('store_unavailable', this.storeSince)
    add('state_stale', pool.unconfirmed ? pool.createdAt : undefined)
    add('self_preservation', pool.selfPreservation?.since)
    add('panic', met.panic ? (this.panicSince.get(pool) ?? now) : undefined)
    add('policy_fallback', met.policyFallback ? (this.fallbackSince.get(pool) ?? now) : undefined)
    // A matter of one request's labels: others of the same pool may be served as they asked.
    add('subset_fallback', met.subsetFallback ? now : undefined)
    return all
  }

  private mark(since: WeakMap<Pool, number>, pool: Pool, active: boolean): void {
    if (active === since.has(pool)) return
    if (active) since.set(pool, this.clock.now())
    else since.delete(pool)
  }
}
