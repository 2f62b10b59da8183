import type { StoreChange } from '../store.ts'
import type { StoredBackend } from './beat-codec.ts'
import { decodeStored } from './beat-codec.ts'
import type { Core } from './core.ts'
import { MARK_MS } from './core.ts'
import { restoreCall } from './durable.ts'
import type { KnownPool } from './pool-book.ts'
import { decodeOverride, learnConfig, learnOverride } from './pool-book.ts'
import type { ScriptCall } from './scripts.ts'
import { arrayOf, tuples } from './replies.ts'

/** About 3 ms of work on either side. */
const BACKENDS_PER_PAGE = 250
const BINDINGS_PER_PAGE = 500
/** Pages that are under way at one time. */
const READS_AT_ONCE = 4

interface Wanted {
  readonly promise: Promise<void>
  done(): void
}

/** Re-reads pools: few at a time, each once however often it is wanted. What is not there is never taken for removed. */
export class Reader {
  private readonly core: Core
  private readonly waiting = new Map<KnownPool, Wanted>()
  private readonly failed = new Set<KnownPool>()
  private running = 0

  constructor(core: Core) {
    this.core = core
  }

  /** Resolves when the pool was read, or could not be; then it is tried again by `retryFailed`. */
  want(pool: KnownPool): Promise<void> {
    const wanted = this.waiting.get(pool) ?? newWanted()
    this.waiting.set(pool, wanted)
    this.next()
    return wanted.promise
  }

  retryFailed(): void {
    const pools = [...this.failed]
    this.failed.clear()
    for (const pool of pools) void this.want(pool)
  }

  clear(): void {
    for (const wanted of this.waiting.values()) wanted.done()
    this.waiting.clear()
    this.failed.clear()
  }

  /** A fault of ours: trying again would not help. */
  private readonly onFault = (error: unknown): boolean => {
    this.core.log.error('a pool could not be read', { error: String(error) })
    return true
  }

  private next(): void {
    while (this.running < READS_AT_ONCE) {
      const first = this.waiting.entries().next()
      if (first.done === true) return
      const [pool, wanted] = first.value
      this.waiting.delete(pool)
      this.running += 1
      void readPool(this.core, pool)
        .catch(this.onFault)
        .then((read) => {
          this.running -= 1
          if (!read) this.failed.add(pool)
          wanted.done()
          this.next()
        })
    }
  }
}

function newWanted(): Wanted {
  let done = (): void => undefined
  const promise = new Promise<void>((resolve) => (done = resolve))
  return { promise, done }
}

/** True: all of it was read. */
async function readPool(core: Core, pool: KnownPool): Promise<boolean> {
  const { revision, config, overrides, backends, beats } = pool.keys
  const dead: string[] = []
  let cursor = '0'
  let empty = true
  do {
    const sent = { run: pool.run, floor: pool.floor }
    const call: ScriptCall = {
      script: 'read_pool_v1',
      arguments: [revision, config, overrides, backends, beats, cursor, String(BACKENDS_PER_PAGE)],
    }
    const reply = await ask(core, call)
    if (reply === undefined) return false
    if (cursor === '0') {
      if (!takeFirstPage(core, pool, sent, reply)) return true
      empty = String(arrayOf(reply[5])[0]) === ''
    }
    const page = backendsOf(pool, reply)
    empty &&= page.length === 0
    for (const { id, deadForMs } of page) if (deadForMs > core.timings.sweepAfterMs) dead.push(id)
    core.deliver(page.map(({ change }) => change))
    cursor = String(reply[3])
  } while (cursor !== '0')
  if (!(await readBindings(core, pool))) return false
  await sweep(core, pool, dead, empty)
  return true
}

async function ask(core: Core, call: ScriptCall): Promise<readonly unknown[] | undefined> {
  const [result] = await core.gateway.run([call])
  return result?.kind === 'answered' ? arrayOf(result.value) : undefined
}

/** False: the store has forgotten the pool, so reading on says nothing. */
function takeFirstPage(
  core: Core,
  pool: KnownPool,
  sent: { readonly run: string; readonly floor: number },
  reply: readonly unknown[],
): boolean {
  const run = String(reply[1])
  const revision = Number(reply[2])
  const lost = sent.run !== '' && pool.run === sent.run && (run !== sent.run || revision < sent.floor)
  if (lost) {
    core.wantRebuild(`pool ${pool.name} has lost revisions`)
    return false
  }
  if (pool.run === '') pool.run = run
  if (pool.run === run) pool.seen = Math.max(pool.seen, revision)
  pool.floor = Math.max(pool.floor, revision)
  takeDurable(core, pool, reply)
  return true
}

function takeDurable(core: Core, pool: KnownPool, reply: readonly unknown[]): void {
  const changes: (StoreChange | undefined)[] = []
  const [version = '', deleted = '', document = ''] = arrayOf(reply[5]).map(String)
  const stamps = new Map<string, number>()
  if (version !== '') {
    changes.push(learnConfig(pool, { version: Number(version), document: deleted === '' ? document : undefined }))
  }
  for (const [backendId = '', stored = ''] of tuples(reply[6], 2)) {
    stamps.set(backendId, decodeOverride(stored)?.stamp ?? 0)
    changes.push(learnOverride(pool, backendId, stored))
  }
  core.deliver(changes.filter((change) => change !== undefined))
  if (storeForgot(pool, Number(version), stamps)) void core.gateway.run([restoreCall(core, pool)])
}

/** A failover may lose acknowledged writes; whoever remembers them puts them back. Marks are allowed to run out. */
function storeForgot(pool: KnownPool, version: number, stamps: ReadonlyMap<string, number>): boolean {
  if (pool.config?.document !== undefined && pool.config.version > version) return true
  for (const [backendId, { stamp, stored }] of pool.overrides) {
    const held = stamps.get(backendId)
    const lifted = stored.startsWith('[0,null,')
    if (held === undefined && lifted) pool.overrides.delete(backendId)
    else if (held === undefined || held < stamp) return true
  }
  return false
}

interface PageEntry extends StoredBackend {
  readonly id: string
}

function backendsOf(pool: KnownPool, reply: readonly unknown[]): PageEntry[] {
  const now = Number(reply[0])
  const page: PageEntry[] = []
  for (const [id = '', stored = '', record = ''] of tuples(reply[4], 3)) {
    const backend = decodeStored(pool.name, id, stored, record, now)
    if (backend !== undefined) page.push({ id, ...backend })
  }
  return page
}

async function readBindings(core: Core, pool: KnownPool): Promise<boolean> {
  let cursor = '0'
  do {
    const reply = await ask(core, {
      script: 'read_bindings_v1',
      arguments: [pool.keys.bindings, cursor, String(BINDINGS_PER_PAGE)],
    })
    if (reply === undefined) return false
    core.deliver(bindingsOf(pool, reply[1]))
    cursor = String(reply[0])
  } while (cursor !== '0')
  return true
}

function bindingsOf(pool: KnownPool, flat: unknown): StoreChange[] {
  return Array.from(tuples(flat, 3), ([key = '', backendId = '', left]) => ({
    kind: 'bind',
    pool: pool.name,
    key,
    backendId,
    ttlLeftMs: Number(left),
  }))
}

/** Removes what has been dead for long, and the pool from the index once it is empty. */
async function sweep(core: Core, pool: KnownPool, dead: readonly string[], empty: boolean): Promise<void> {
  const lifted = [...pool.overrides].filter(([, { stored }]) => stored.startsWith('[0,null,')).map(([id]) => id)
  if (dead.length === 0 && lifted.length === 0 && !empty) return
  const { revision, config, overrides, backends, beats, bindings } = pool.keys
  const reply = await ask(core, {
    script: 'sweep_v1',
    arguments: [
      ...[revision, config, overrides, backends, beats, bindings],
      ...[String(core.timings.sweepAfterMs), String(MARK_MS), String(dead.length)],
      ...dead,
      ...lifted,
    ],
  })
  if (reply?.[1] !== 1) return
  await core.gateway.removePool(pool.encoded)
  pool.indexed = false
  if (pool.config === undefined && pool.overrides.size === 0) core.book.forget(pool.name)
}
