import type { LoadReport, Locality } from '../../policies/policy.ts'

/**
 * The contract between a replica's memory and what outlives it or is shared with other replicas.
 *
 * Memory is what picks read; the store is never awaited by a pick or a heartbeat. Two kinds of state go through it:
 *
 * - **durable**: pool configurations and operators' overrides. Written through: the promise resolves after the write,
 *   and rejects with {@link StoreUnavailableError} when it could not be done.
 * - **soft**: backends, heartbeats, load and affinity bindings. Offered and forgotten: the store batches them, keeps the
 *   last value of each key while it cannot write, and drops nothing that a later offer would not repeat.
 *
 * Changes made by other replicas come back through {@link StoreListener}; a replica's own changes do not.
 */
export interface BackendStore {
  readonly kind: 'memory' | 'redis'
  /**
   * Loads what there is and starts to deliver changes. Resolves when the first load is done, or when it has failed once:
   * `status().up` tells which; a store that is down goes on trying.
   */
  start(listener: StoreListener): Promise<void>
  /** Makes or replaces a pool's configuration. `expectedVersion` undefined: whatever is there; 0: only make. */
  putPool(config: PoolDocument, expectedVersion: number | undefined): Promise<PoolWriteResult>
  deletePool(pool: string, expectedVersion: number | undefined): Promise<PoolWriteResult>
  /** Sets the override of a backend. An override with nothing set is removed. */
  putOverride(pool: string, backendId: string, override: BackendOverride): Promise<void>
  /** Takes a soft change. Never waits, never throws. */
  offer(change: SoftChange): void
  status(): StoreStatus
  /** Writes what is pending, within a second, and lets go of every resource. */
  close(): Promise<void>
}

export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
}

/** A pool's configuration as it is stored: JSON in the form of `config/`'s pool schema (durations in milliseconds). */
export interface PoolDocument {
  readonly pool: string
  readonly document: Readonly<Record<string, unknown>>
}

export type PoolWriteResult =
  | { readonly kind: 'written'; readonly version: number }
  | { readonly kind: 'version_mismatch'; readonly version: number }

/** What an operator has decided about a backend. It survives the backend. */
export interface BackendOverride {
  readonly drained: boolean
  /** Undefined: the backend's own weight is in force. */
  readonly weight: number | undefined
}

/** A backend as it registered. */
export interface BackendRecord {
  readonly id: string
  readonly address: string
  readonly locality: Locality
  readonly labels: ReadonlyMap<string, string>
  readonly weight: number
  readonly epoch: number
  /** 0: unknown. */
  readonly capacity: number
}

export type BackendHealth = 'unknown' | 'healthy' | 'unhealthy'

/** The last heartbeat of a backend. */
export interface BeatRecord {
  readonly backendId: string
  readonly epoch: number
  readonly sequence: number
  readonly health: BackendHealth
  readonly healthDetail: string
  readonly draining: boolean
  readonly load: LoadReport | undefined
  /** Age of the load sample in milliseconds when the record was offered or delivered. */
  readonly loadAgeMs: number
}

/** What one replica did with a backend since its last digest; `outstanding` and `autoWeight` are absolute. */
export interface LoadDigest {
  readonly backendId: string
  /** Picks of that replica that are in flight now. */
  readonly outstanding: number
  readonly successes: number
  readonly failures: number
  /** Mean and maximum latency of the successes in milliseconds; 0 without successes. */
  readonly latencyMeanMs: number
  readonly latencyMaxMs: number
  /** Factor that the replica's automatic weights came to, more than 0. Undefined: nothing new of it. */
  readonly autoWeight?: number | undefined
}

export type SoftChange =
  | {
      readonly kind: 'register'
      readonly pool: string
      readonly backend: BackendRecord
      readonly beat: BeatRecord
      readonly leaseMs: number
    }
  | { readonly kind: 'beat'; readonly pool: string; readonly beat: BeatRecord; readonly leaseMs: number }
  | { readonly kind: 'deregister'; readonly pool: string; readonly backendId: string; readonly epoch: number }
  | { readonly kind: 'load'; readonly pool: string; readonly digest: LoadDigest }
  | {
      readonly kind: 'bind'
      readonly pool: string
      readonly key: string
      readonly backendId: string
      readonly ttlMs: number
      /**
       * The backend that the key was bound to and is moved away from: this one may be overwritten. Undefined: another
       * replica's binding wins while it lasts and its backend is usable.
       */
      readonly replaces?: string | undefined
    }

/** A change made by another replica, or found in a re-read. */
export type StoreChange =
  | {
      readonly kind: 'pool'
      readonly pool: string
      readonly version: number
      readonly document: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'pool_deleted'; readonly pool: string }
  | { readonly kind: 'override'; readonly pool: string; readonly backendId: string; readonly override: BackendOverride }
  /** `leaseLeftMs` is reckoned with the store's clock; 0 or less: over. */
  | {
      readonly kind: 'register'
      readonly pool: string
      readonly backend: BackendRecord
      readonly beat: BeatRecord
      readonly leaseLeftMs: number
    }
  | { readonly kind: 'beat'; readonly pool: string; readonly beat: BeatRecord; readonly leaseLeftMs: number }
  | { readonly kind: 'deregister'; readonly pool: string; readonly backendId: string; readonly epoch: number }
  | { readonly kind: 'load'; readonly pool: string; readonly replica: string; readonly digest: LoadDigest }
  /** A replica has gone: what it had outstanding no longer counts. */
  | { readonly kind: 'replica_gone'; readonly replica: string }
  | {
      readonly kind: 'bind'
      readonly pool: string
      readonly key: string
      readonly backendId: string
      readonly ttlLeftMs: number
    }

export interface StoreListener {
  /** Applies changes to memory, in order. Changes may repeat; epochs and sequences decide what is news. */
  apply(changes: readonly StoreChange[]): void
  /** The store was found empty or older than memory: offer everything that lives again. */
  repopulate(): LiveState
}

/** Everything that a replica knows to be alive, for an emptied store. */
export interface LiveState {
  readonly pools: readonly (PoolDocument & { readonly version: number })[]
  readonly overrides: readonly {
    readonly pool: string
    readonly backendId: string
    readonly override: BackendOverride
  }[]
  readonly soft: readonly SoftChange[]
}

export interface StoreStatus {
  readonly up: boolean
  /** Milliseconds since the store last answered. 0 for the embedded one. */
  readonly silentMs: number
  /** How often the store was found emptied or replaced. */
  readonly epochChanges: number
  /** Soft changes that wait to be written. */
  readonly pending: number
  /** Gaps in revisions, or lost channels, that led to a re-read. */
  readonly repairs: number
  /** Why it is down. Empty when up. Never contains a password. */
  readonly error: string
}
