import type { LoadDigest, SoftChange } from '../store.ts'
import type { BackendChange } from './beat-codec.ts'

export type BindChange = Extract<SoftChange, { kind: 'bind' }>

/** A change and when it was offered, on the replica's own clock. */
export interface Held<Change> {
  readonly change: Change
  readonly at: number
}

export interface PendingPool {
  readonly backends: Map<string, Held<BackendChange>>
  readonly bindings: Map<string, Held<BindChange>>
}

/**
 * A busy hour of new sessions must not fill the memory while the store is away. The oldest bindings go first: they are
 * offered again when their keys are used.
 */
export const MAX_PENDING_BINDINGS = 200_000

/** The last value of each key that waits to be written. Not a queue: it does not grow with time, only with keys. */
export class Pending {
  private readonly pools = new Map<string, PendingPool>()
  private readonly digests = new Map<string, Map<string, LoadDigest>>()
  private bindings = 0

  get size(): number {
    let size = 0
    for (const pool of this.pools.values()) size += pool.backends.size + pool.bindings.size
    for (const digests of this.digests.values()) size += digests.size
    return size
  }

  offer(change: SoftChange, now: number): void {
    if (change.kind === 'load') this.offerDigest(change.pool, change.digest)
    else if (change.kind === 'bind') this.offerBinding({ change, at: now })
    else this.offerBackend({ change, at: now })
  }

  /** Puts back what could not be written, or what is put in again after the store was emptied: anything newer stays. */
  putBack(change: Exclude<SoftChange, { kind: 'load' }>, at: number): void {
    const pool = this.pool(change.pool)
    if (change.kind === 'bind') {
      if (!pool.bindings.has(change.key)) this.offerBinding({ change, at })
      return
    }
    const id = idOf(change)
    const newer = pool.backends.get(id)
    pool.backends.set(id, newer === undefined ? { change, at } : coalesce({ change, at }, newer))
  }

  /** Takes at most `limit` items out, pool by pool, those of `skip` excepted. */
  take(limit: number, skip: (pool: string) => boolean): Map<string, PendingPool> {
    const taken = new Map<string, PendingPool>()
    let left = limit
    for (const [name, pool] of this.pools) {
      if (left <= 0) break
      if (skip(name)) continue
      const some = { backends: moveOut(pool.backends, left), bindings: new Map<string, Held<BindChange>>() }
      left -= some.backends.size
      some.bindings = moveOut(pool.bindings, left)
      left -= some.bindings.size
      this.bindings -= some.bindings.size
      if (pool.backends.size + pool.bindings.size === 0) this.pools.delete(name)
      if (some.backends.size + some.bindings.size > 0) taken.set(name, some)
    }
    return taken
  }

  takeDigests(): [pool: string, digest: LoadDigest][] {
    const taken = [...this.digests].flatMap(([pool, digests]) =>
      Array.from(digests.values(), (digest): [string, LoadDigest] => [pool, digest]),
    )
    this.digests.clear()
    return taken
  }

  /** The counts of a digest that may have been told are not told again; what is outstanding is. */
  putBackDigest(pool: string, { backendId, outstanding, autoWeight }: LoadDigest): void {
    if (this.digests.get(pool)?.has(backendId) === true) return
    this.offerDigest(pool, { ...NO_CALLS, backendId, outstanding, ...(autoWeight === undefined ? {} : { autoWeight }) })
  }

  private pool(name: string): PendingPool {
    let pool = this.pools.get(name)
    if (pool === undefined) this.pools.set(name, (pool = { backends: new Map(), bindings: new Map() }))
    return pool
  }

  private offerBackend(held: Held<BackendChange>): void {
    const { backends } = this.pool(held.change.pool)
    const id = idOf(held.change)
    const older = backends.get(id)
    backends.set(id, older === undefined ? held : coalesce(older, held))
  }

  private offerBinding(held: Held<BindChange>): void {
    const { bindings } = this.pool(held.change.pool)
    const older = bindings.get(held.change.key)
    // What the older one replaced is still what the store may hold.
    const replaces = held.change.replaces ?? older?.change.replaces
    bindings.set(held.change.key, { at: held.at, change: { ...held.change, replaces } })
    if (older !== undefined) return
    this.bindings += 1
    if (this.bindings > MAX_PENDING_BINDINGS) this.dropOldestBinding()
  }

  private dropOldestBinding(): void {
    for (const { bindings } of this.pools.values()) {
      for (const key of bindings.keys()) {
        bindings.delete(key)
        this.bindings -= 1
        return
      }
    }
  }

  private offerDigest(pool: string, digest: LoadDigest): void {
    let digests = this.digests.get(pool)
    if (digests === undefined) this.digests.set(pool, (digests = new Map<string, LoadDigest>()))
    const older = digests.get(digest.backendId)
    digests.set(digest.backendId, older === undefined ? digest : addDigests(older, digest))
  }
}

const NO_CALLS = { successes: 0, failures: 0, latencyMeanMs: 0, latencyMaxMs: 0 }

/** Two changes of one backend in one: epoch, then sequence, then order decide. */
export function coalesce(older: Held<BackendChange>, newer: Held<BackendChange>): Held<BackendChange> {
  const before = epochOf(older.change)
  const after = epochOf(newer.change)
  if (after < before) return older
  if (after > before || older.change.kind === 'deregister') {
    // A heartbeat cannot follow the deregistration of its own epoch; a registration can.
    return after === before && newer.change.kind === 'beat' ? older : newer
  }
  if (newer.change.kind === 'deregister') return newer
  const { beat, leaseMs } = newer.change
  if (beat.sequence < older.change.beat.sequence) {
    return newer.change.kind === 'register' ? { ...newer, change: { ...newer.change, beat: older.change.beat } } : older
  }
  // A heartbeat without a load report says nothing new of the load: the report before it still has to be told.
  const carried = beat.load === undefined ? older.change.beat : undefined
  const merged =
    carried?.load === undefined
      ? beat
      : { ...beat, load: carried.load, loadAgeMs: carried.loadAgeMs + (newer.at - older.at) }
  const register =
    newer.change.kind === 'register' ? newer.change : older.change.kind === 'register' ? older.change : undefined
  if (register === undefined) return { at: newer.at, change: { ...newer.change, beat: merged } }
  return { at: newer.at, change: { ...register, beat: merged, leaseMs } }
}

/** Counts add up, `outstanding` is the later one. */
export function addDigests(older: LoadDigest, newer: LoadDigest): LoadDigest {
  const successes = older.successes + newer.successes
  const autoWeight = newer.autoWeight ?? older.autoWeight
  const total = older.latencyMeanMs * older.successes + newer.latencyMeanMs * newer.successes
  return {
    backendId: newer.backendId,
    outstanding: newer.outstanding,
    successes,
    failures: older.failures + newer.failures,
    latencyMeanMs: successes === 0 ? 0 : total / successes,
    latencyMaxMs: Math.max(older.latencyMaxMs, newer.latencyMaxMs),
    ...(autoWeight === undefined ? {} : { autoWeight }),
  }
}

function idOf(change: BackendChange): string {
  if (change.kind === 'register') return change.backend.id
  return change.kind === 'beat' ? change.beat.backendId : change.backendId
}

function epochOf(change: BackendChange): number {
  if (change.kind === 'register') return change.backend.epoch
  return change.kind === 'beat' ? change.beat.epoch : change.epoch
}

function moveOut<Value>(from: Map<string, Value>, limit: number): Map<string, Value> {
  const taken = new Map<string, Value>()
  for (const [key, value] of from) {
    if (taken.size >= limit) break
    taken.set(key, value)
    from.delete(key)
  }
  return taken
}
