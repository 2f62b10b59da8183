import type { StoreChange } from '../store.ts'
import { decodeItem } from './beat-codec.ts'
import type { Core } from './core.ts'
import { decodeDigests } from './load-messages.ts'
import type { MessageHead } from './message.ts'
import { readBody, readHead } from './message.ts'
import type { Peers } from './peers.ts'
import type { KnownPool } from './pool-book.ts'
import { learnConfig, learnOverride } from './pool-book.ts'
import { arrayOf } from './replies.ts'

/**
 * Takes one message of the channel. `onNewcomer`: a replica needs to be told what this one has outstanding.
 *
 * A replica passes over its own messages after the head: they only keep its count of revisions.
 */
export function receive(core: Core, peers: Peers, message: Buffer, onNewcomer: () => void): void {
  const head = readHead(message)
  if (head === undefined) return
  const own = head.origin === core.origin
  if (!own && head.kind !== 'G' && (peers.heard(head.origin, core.clock.now()) || head.kind === 'H')) onNewcomer()
  if (head.kind === 'P' || head.kind === 'H') return
  if (head.kind === 'G') {
    if (!own && peers.left(head.origin)) core.deliver([{ kind: 'replica_gone', replica: head.origin }])
    return
  }
  if (head.kind === 'L') {
    if (!own) core.deliver(decodeDigests(head.origin, readBody(message, head)))
    return
  }
  const pool = core.book.get(head.pool)
  countRevision(core, pool, head)
  if (!own) core.deliver(decodeChanges(core, pool, head.kind, readBody(message, head)))
}

/** The channel gives each revision of a pool once and in order, unless something was lost. */
function countRevision(core: Core, pool: KnownPool, head: MessageHead): void {
  if (pool.run === '') {
    if (head.revision > 1) return core.wantRead(pool)
    pool.run = head.run
  }
  // Another run is believed only from an answer of the store: this message may be one from before it was emptied.
  if (head.run !== pool.run) return core.wantRead(pool)
  if (head.revision > pool.seen + 1) {
    // Nothing was seen yet in this life of the store: a first reading, not a repair.
    if (pool.seen > 0) core.link.repairs += 1
    core.wantRead(pool)
  }
  pool.seen = Math.max(pool.seen, head.revision)
  pool.floor = Math.max(pool.floor, head.revision)
}

function decodeChanges(core: Core, pool: KnownPool, kind: 'D' | 'A' | 'S', body: unknown): StoreChange[] {
  if (!Array.isArray(body)) {
    core.log.warn('broken message on the channel of changes', { pool: pool.name, kind })
    core.wantRead(pool)
    return []
  }
  if (kind === 'S') return decodeDurable(pool, body)
  const items: readonly unknown[] = body
  return items.flatMap((item): StoreChange[] => {
    const change = kind === 'D' ? decodeItem(pool.name, item) : decodeBinding(pool.name, item)
    return change === undefined ? [] : [change]
  })
}

/** [[version, deleted, document] or null, [[backend id, stored override], ...]] */
function decodeDurable(pool: KnownPool, body: readonly unknown[]): StoreChange[] {
  const changes: StoreChange[] = []
  const [version, deleted, document] = arrayOf(body[0])
  if (typeof version === 'number') {
    const change = learnConfig(pool, { version, document: deleted === 1 ? undefined : JSON.stringify(document) })
    if (change !== undefined) changes.push(change)
  }
  for (const entry of arrayOf(body[1])) {
    const [backendId, stored] = arrayOf(entry)
    const change = typeof backendId === 'string' ? learnOverride(pool, backendId, JSON.stringify(stored)) : undefined
    if (change !== undefined) changes.push(change)
  }
  return changes
}

function decodeBinding(pool: string, item: unknown): StoreChange | undefined {
  const [key, backendId, ttlLeftMs] = arrayOf(item)
  if (typeof key !== 'string' || typeof backendId !== 'string' || typeof ttlLeftMs !== 'number') return undefined
  return { kind: 'bind', pool, key, backendId, ttlLeftMs }
}
