import type { EventQueue } from '../event-queue.ts'
import type {
  BackendStore,
  PoolWriteResult,
  SoftChange,
  StoreChange,
  StoreListener,
  StoreStatus,
} from '../../store/store.ts'

/** Joins the simulated replicas: what one offers, the others hear after a delay. It is never down and keeps nothing. */
export class SharedStore {
  private readonly listeners = new Map<string, StoreListener>()
  private readonly events: EventQueue
  private readonly delayMs: number

  constructor(events: EventQueue, delayMs: number) {
    this.events = events
    this.delayMs = delayMs
  }

  /** The store as one replica sees it. */
  of(replica: string): BackendStore {
    let batch: StoreChange[] | undefined
    const offer = (change: SoftChange): void => {
      if (this.listeners.size < 2) return
      const shared = sharedForm(change, replica)
      if (batch !== undefined) {
        batch.push(shared)
        return
      }
      const changes = [shared]
      batch = changes
      this.events.at(this.events.now() + this.delayMs, () => {
        batch = undefined
        for (const [name, listener] of this.listeners) if (name !== replica) listener.apply(changes)
      })
    }
    return {
      // The kind that shares: a replica tells digests to any store but the embedded one.
      kind: 'redis',
      start: (listener) => {
        this.listeners.set(replica, listener)
        return Promise.resolve()
      },
      putPool: () => Promise.resolve(WRITTEN),
      deletePool: () => Promise.resolve(WRITTEN),
      putOverride: () => Promise.resolve(),
      offer,
      status: () => UP,
      close: () => Promise.resolve(),
    }
  }
}

const WRITTEN: PoolWriteResult = { kind: 'written', version: 1 }
const UP: StoreStatus = { up: true, silentMs: 0, epochChanges: 0, pending: 0, repairs: 0, error: '' }

function sharedForm(change: SoftChange, replica: string): StoreChange {
  switch (change.kind) {
    case 'register':
      return {
        kind: 'register',
        pool: change.pool,
        backend: change.backend,
        beat: change.beat,
        leaseLeftMs: change.leaseMs,
      }
    case 'beat':
      return { kind: 'beat', pool: change.pool, beat: change.beat, leaseLeftMs: change.leaseMs }
    case 'deregister':
      return change
    case 'load':
      return { kind: 'load', pool: change.pool, replica, digest: change.digest }
    case 'bind': {
      const { pool, key, backendId, ttlMs } = change
      return { kind: 'bind', pool, key, backendId, ttlLeftMs: ttlMs }
    }
  }
}
