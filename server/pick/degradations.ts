import type { Clock } from '../../policies/policy.ts'
import type { Pool } from '../pools/pool.ts'
import type { StoreStatus } from '../store/store.ts'
import type { Degradation, DegradedReason } from '../use-cases.ts'

/** A store that has been silent for longer than this hides other replicas' changes: three of its slowest heartbeats. */
export const STORE_SILENT_MS = 3_000

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
  of(pool: Pool, panic: boolean, fallback: boolean): Degradation | undefined {
    this.mark(this.panicSince, pool, panic)
    this.mark(this.fallbackSince, pool, fallback)
    return this.peek(pool, panic, fallback)
  }

  /** The same, without noting since when. */
  peek(pool: Pool, panic: boolean, fallback: boolean): Degradation | undefined {
    if (
      !panic &&
      !fallback &&
      this.storeSince === undefined &&
      pool.selfPreservation === undefined &&
      !pool.unconfirmed
    ) {
      return undefined
    }
    const now = this.clock.now()
    const all = this.since(pool, panic, fallback)
    const since = all.reduce((earliest, [, from]) => Math.min(earliest, from), now)
    return { reasons: all.map(([reason]) => reason), ageMs: Math.max(0, now - since) }
  }

  /** Every reason that applies to this pool, and since when by the clock. */
  since(pool: Pool, panic: boolean, fallback: boolean): readonly (readonly [DegradedReason, number])[] {
    const now = this.clock.now()
    const all: [DegradedReason, number][] = []
    const add = (reason: DegradedReason, from: number | undefined): void => {
      if (from !== undefined) all.push([reason, from])
    }
    add('store_unavailable', this.storeSince)
    add('state_stale', pool.unconfirmed ? pool.createdAt : undefined)
    add('self_preservation', pool.selfPreservation?.since)
    add('panic', panic ? (this.panicSince.get(pool) ?? now) : undefined)
    add('policy_fallback', fallback ? (this.fallbackSince.get(pool) ?? now) : undefined)
    return all
  }

  private mark(since: WeakMap<Pool, number>, pool: Pool, active: boolean): void {
    if (active === since.has(pool)) return
    if (active) since.set(pool, this.clock.now())
    else since.delete(pool)
  }
}
