import type { BackendOverride, PoolDocument, PoolWriteResult } from '../store.ts'
import { StoreUnavailableError } from '../store.ts'
import type { Core } from './core.ts'
import { checkRevision, MARK_MS, sentState, writerArguments } from './core.ts'
import type { KnownPool } from './pool-book.ts'
import { decodeOverride } from './pool-book.ts'
import type { ScriptCall } from './scripts.ts'
import { arrayOf } from './replies.ts'

/** What must last is written through: the promise resolves after the write, or rejects within 250 ms. */
export async function putPool(
  core: Core,
  { pool: name, document }: PoolDocument,
  expected: number | undefined,
): Promise<PoolWriteResult> {
  const pool = core.book.get(name)
  const text = JSON.stringify(document)
  const reply = await write(core, pool, {
    script: 'put_pool_v1',
    arguments: [
      ...[pool.keys.revision, pool.keys.config],
      ...writerArguments(core, pool),
      ...versionArguments(pool, expected),
      text,
    ],
  })
  const version = Number(reply[4])
  if (reply[3] !== 'written') return { kind: 'version_mismatch', version }
  if (version > (pool.config?.version ?? 0)) pool.config = { version, document: text }
  return { kind: 'written', version }
}

export async function deletePool(core: Core, name: string, expected: number | undefined): Promise<PoolWriteResult> {
  const pool = core.book.get(name)
  const { revision, config, backends, beats, overrides, bindings } = pool.keys
  const reply = await write(core, pool, {
    script: 'delete_pool_v1',
    arguments: [
      ...[revision, config, backends, beats, overrides, bindings],
      ...writerArguments(core, pool),
      ...versionArguments(pool, expected),
      String(MARK_MS),
    ],
  })
  const version = Number(reply[4])
  if (reply[3] !== 'written') return { kind: 'version_mismatch', version }
  if (version > (pool.config?.version ?? 0)) {
    pool.config = { version, document: undefined }
    pool.overrides.clear()
  }
  return { kind: 'written', version }
}

export async function putOverride(
  core: Core,
  name: string,
  backendId: string,
  override: BackendOverride,
): Promise<void> {
  const pool = core.book.get(name)
  const weight = override.weight === undefined ? 'null' : String(override.weight)
  const reply = await write(core, pool, {
    script: 'put_override_v1',
    arguments: [
      ...[pool.keys.revision, pool.keys.overrides],
      ...writerArguments(core, pool),
      ...[backendId, override.drained ? '1' : '0', weight],
    ],
  })
  const stored = String(reply[3])
  const stamp = decodeOverride(stored)?.stamp ?? 0
  if (stamp > (pool.overrides.get(backendId)?.stamp ?? -1)) pool.overrides.set(backendId, { stamp, stored })
}

/** Puts back everything that must last of a pool. */
export function restoreCall(core: Core, pool: KnownPool): ScriptCall {
  const { revision, config, overrides } = pool.keys
  const known = pool.config
  return {
    script: 'restore_v1',
    arguments: [
      ...[revision, config, overrides],
      ...writerArguments(core, pool),
      ...[
        String(known?.version ?? 0),
        known?.document === undefined ? '1' : '0',
        known?.document ?? '',
        String(MARK_MS),
      ],
      ...[...pool.overrides].flatMap(([backendId, { stored }]) => [backendId, stored]),
    ],
  }
}

function versionArguments(pool: KnownPool, expected: number | undefined): string[] {
  const living = pool.config?.document !== undefined
  return [expected === undefined ? '' : String(expected), String(pool.config?.version ?? 0), living ? '1' : '0']
}

/**
 * Writes once, soon or never. A frozen Redis carries out later what it was sent before, and by then the caller has been
 * told that nothing happened: so the write carries a deadline by the clock of the very server that will run it.
 */
async function write(
  core: Core,
  pool: KnownPool,
  { script, arguments: args }: ScriptCall,
): Promise<readonly unknown[]> {
  if (!core.gateway.ready() || !core.link.answering)
    throw new StoreUnavailableError(`Redis cannot be reached: ${core.link.error() || 'connecting'}`)
  const sent = sentState(pool)
  const [, [clock]] = await Promise.all([
    pool.indexed ? undefined : core.gateway.addPools([pool.encoded]),
    core.gateway.run([{ script: 'clock_v1', arguments: [pool.keys.revision] }]),
  ])
  if (clock?.kind !== 'answered') throw failed(core, clock?.error)
  const deadline = Number(clock.value) + WRITE_MS
  const [result] = await core.gateway.run([{ script, arguments: [...args, String(deadline)] }])
  if (result?.kind === 'answered') {
    core.link.answered()
    const reply = arrayOf(result.value)
    if (reply[0] === 'too_late') throw new StoreUnavailableError('Redis was too slow to take the write.')
    checkRevision(core, pool, sent, reply)
    return reply
  }
  // It may have been carried out without a word of it: then this replica learns of it like any other.
  setTimeout(() => core.wantRead(pool), IN_DOUBT_MS).unref()
  throw failed(core, result?.error)
}

function failed(core: Core, error = new Error('no answer')): StoreUnavailableError {
  core.link.failed(error)
  return new StoreUnavailableError(`Redis did not take the write: ${error.message}`)
}

/** Less than a command may take before it is given up, so that an answer comes before that or not at all. */
const WRITE_MS = 150
/** Longer than a slow Redis takes; a frozen one leads to a new connection, and that to a re-read. */
const IN_DOUBT_MS = 500
