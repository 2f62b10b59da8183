import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { StoreChange, StoreListener } from '../store.ts'
import type { Gateway } from './gateway.ts'
import type { Link } from './link.ts'
import type { Pending } from './pending.ts'
import type { KnownPool, PoolBook } from './pool-book.ts'

export interface Timings {
  /** Soft changes wait this long for company. */
  readonly flushMs: number
  readonly pingMs: number
  /** While the last ping had no answer. */
  readonly pingWhileDownMs: number
  /** Own pings come back through the channel; without one for this long the channel is dead. */
  readonly channelSilenceMs: number
  /** A replica that says nothing for this long has gone. */
  readonly replicaTimeoutMs: number
  /** The same while our own channel is down, when we cannot tell who is gone. */
  readonly replicaTimeoutBlindMs: number
  /** Every pool is read again once in this time. */
  readonly slowPassMs: number
  /** What has been dead for this long is removed from Redis. */
  readonly sweepAfterMs: number
}

export const DEFAULT_TIMINGS: Timings = {
  flushMs: 40,
  pingMs: 500,
  pingWhileDownMs: 250,
  channelSilenceMs: 1_600,
  replicaTimeoutMs: 3_000,
  replicaTimeoutBlindMs: 10_000,
  slowPassMs: 60_000,
  sweepAfterMs: 24 * 3_600_000,
}

/** The mark of a deleted pool, and the revision of an empty one, outlive any replica that was merely cut off. */
export const MARK_MS = 7 * 24 * 3_600_000

/** What the parts of the Redis store share. */
export interface Core {
  readonly gateway: Gateway
  readonly link: Link
  readonly book: PoolBook
  readonly pending: Pending
  readonly clock: Clock
  readonly log: Log
  readonly timings: Timings
  /** This life of this replica, as the others see it. */
  readonly origin: string
  readonly channelName: string
  newId(): string
  listener(): StoreListener
  /** Hands changes to the listener; a fault of the listener is logged, never ours. */
  deliver(changes: readonly StoreChange[]): void
  /** The pool may differ from what is known: read it again soon. */
  wantRead(pool: KnownPool): void
  /** The store has forgotten what it knew. */
  wantRebuild(reason: string): void
}

/** The arguments that each writing script begins with, after its keys. */
export function writerArguments(core: Core, pool: KnownPool): string[] {
  return [core.channelName, core.origin, pool.encoded, core.newId(), String(pool.floor)]
}

/** What was known of a pool when a script was sent, to be compared with what comes back. */
export interface SentState {
  readonly run: string
  readonly floor: number
}

export function sentState(pool: KnownPool): SentState {
  return { run: pool.run, floor: pool.floor }
}

/**
 * Compares the head of a writing script's reply with what was known at the time of sending. Another run, or a revision
 * before ours that is lower than one we had seen, means that the store was emptied or is an older copy.
 */
export function checkRevision(core: Core, pool: KnownPool, sent: SentState, reply: readonly unknown[]): void {
  const run = String(reply[0])
  const revision = Number(reply[1])
  const before = Number(reply[2])
  if (sent.run !== '' && pool.run === sent.run && (run !== sent.run || before < sent.floor)) {
    core.wantRebuild(`pool ${pool.name} has lost revisions`)
  }
  if (pool.run === '' && run !== '') pool.run = run
  if (Number.isFinite(revision)) pool.floor = Math.max(pool.floor, revision)
}
