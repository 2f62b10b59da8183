import type { LoadDigest, SoftChange, StoreChange } from '../store.ts'
import { encodeBackendChange } from './beat-codec.ts'
import type { Core, SentState } from './core.ts'
import { checkRevision, sentState, writerArguments } from './core.ts'
import type { CallResult } from './gateway.ts'
import { encodeDigests } from './load-messages.ts'
import type { Held } from './pending.ts'
import type { KnownPool } from './pool-book.ts'
import type { ScriptCall } from './scripts.ts'
import { arrayOf, tuples } from './replies.ts'

/** A script runs alone in Redis: this many items take about 2 ms. Lua's stack bounds it at some 4,000. */
const ITEMS_PER_CALL = 500
/** More would hold the event loop for too long in one go. */
const ITEMS_PER_ROUND = 2_000
const POOL_RETRY_MS = 250
const MAX_POOL_RETRY_MS = 2_000

type Written = Exclude<SoftChange, { kind: 'load' }>

interface Job {
  readonly pool: KnownPool
  readonly sent: SentState
  readonly call: ScriptCall
  readonly changes: readonly Held<Written>[]
}

/** Writes what waits, one round at a time: one script call a pool, all in one go. */
export async function flushOnce(core: Core, onMissing: (pool: string, ids: readonly string[]) => void): Promise<void> {
  const now = core.clock.now()
  const digests = core.pending.takeDigests()
  const taken = core.pending.take(ITEMS_PER_ROUND, (name) => core.book.get(name).retryAt > now)
  const jobs: Job[] = []
  for (const [name, { backends, bindings }] of taken) {
    const pool = core.book.get(name)
    for (const some of chunks([...backends.values()])) jobs.push(beatJob(core, pool, some, now))
    for (const some of chunks([...bindings.values()])) jobs.push(bindJob(core, pool, some, now))
  }
  const unindexed = [...new Set(jobs.map(({ pool }) => pool))].filter(({ indexed }) => !indexed)
  const messages = encodeDigests(core.origin, digests)
  const [indexed, told, results] = await Promise.all([
    unindexed.length > 0 ? core.gateway.addPools(unindexed.map(({ encoded }) => encoded)) : undefined,
    core.gateway.publish(core.channelName, messages),
    jobs.length > 0 ? core.gateway.run(jobs.map(({ call }) => call)) : [],
  ])
  if (indexed?.kind === 'answered') for (const pool of unindexed) pool.indexed = true
  settleDigests(core, digests, told)
  jobs.forEach((job, index) => settleJob(core, job, results[index], onMissing))
  noteOutcome(core, [...told, ...results])
}

function beatJob(
  core: Core,
  pool: KnownPool,
  changes: readonly Held<Exclude<Written, { kind: 'bind' }>>[],
  now: number,
): Job {
  const { revision, backends, beats } = pool.keys
  const items = changes.flatMap(({ change, at }) => encodeBackendChange(change, now - at))
  const call: ScriptCall = {
    script: 'beat_v1',
    arguments: [revision, backends, beats, ...writerArguments(core, pool), ...items],
  }
  return { pool, sent: sentState(pool), call, changes }
}

function bindJob(
  core: Core,
  pool: KnownPool,
  changes: readonly Held<Extract<Written, { kind: 'bind' }>>[],
  now: number,
): Job {
  const { revision, bindings, beats, overrides } = pool.keys
  const items = changes.flatMap(({ change, at }) => {
    const ttl = Math.max(0, Math.round(change.ttlMs - (now - at)))
    return [change.key, change.backendId, String(ttl), change.replaces ?? '']
  })
  const call: ScriptCall = {
    script: 'bind_v1',
    arguments: [revision, bindings, beats, overrides, ...writerArguments(core, pool), ...items],
  }
  return { pool, sent: sentState(pool), call, changes }
}

function settleJob(
  core: Core,
  { pool, sent, call, changes }: Job,
  result: CallResult | undefined,
  onMissing: (pool: string, ids: readonly string[]) => void,
): void {
  if (result?.kind !== 'answered') {
    // It may have been executed: the scripts refuse what is not news.
    for (const { change, at } of changes) core.pending.putBack(change, at)
    pool.failures += 1
    pool.retryAt = core.clock.now() + Math.min(MAX_POOL_RETRY_MS, POOL_RETRY_MS * 2 ** (pool.failures - 1))
    return
  }
  pool.failures = 0
  pool.retryAt = 0
  const reply = arrayOf(result.value)
  checkRevision(core, pool, sent, reply)
  if (call.script === 'beat_v1') {
    const missing = arrayOf(reply[3]).map(String)
    if (missing.length > 0) onMissing(pool.name, missing)
  } else {
    const held = Array.from(tuples(reply[3], 3), ([key = '', backendId = '', left]): StoreChange => ({
      kind: 'bind',
      pool: pool.name,
      key,
      backendId,
      ttlLeftMs: Number(left),
    }))
    core.deliver(held)
  }
}

function settleDigests(
  core: Core,
  digests: readonly (readonly [string, LoadDigest])[],
  told: readonly CallResult[],
): void {
  if (told.every(({ kind }) => kind === 'answered')) return
  for (const [pool, digest] of digests) core.pending.putBackDigest(pool, digest)
}

/** One node of a cluster that is gone does not make the store silent, but it is not well either. */
function noteOutcome(core: Core, results: readonly CallResult[]): void {
  const failed = results.find((result) => result.kind === 'failed')
  if (failed?.kind === 'failed') core.link.failed(failed.error)
  else if (results.length > 0) core.link.answered()
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let at = 0; at < items.length; at += ITEMS_PER_CALL) parts.push(items.slice(at, at + ITEMS_PER_CALL))
  return parts
}
