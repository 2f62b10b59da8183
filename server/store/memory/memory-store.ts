import type { Log } from '../../telemetry/ports.ts'
import type { BackendStore, StoreChange, StoreListener } from '../store.ts'
import { createJournal } from './journal.ts'
import type { Change, DurableState } from './state.ts'
import { versionOf, withOverride, withoutPool, withPool } from './state.ts'
import type { StateFs } from './state-file.ts'
import { createStateFile } from './state-file.ts'

export interface MemoryStoreOptions {
  /** Where pool configurations and overrides outlive a restart. Undefined: nowhere. */
  readonly statePath: string | undefined
  readonly fs?: StateFs | undefined
  readonly log: Log
}

/**
 * The embedded store: one replica, whose memory is the truth. It keeps what must last in a state file and needs nothing
 * of the soft changes.
 */
export function createMemoryStore({ statePath, fs, log }: MemoryStoreOptions): BackendStore {
  const journal = createJournal(statePath === undefined ? undefined : createStateFile(statePath, fs), log)
  return {
    kind: 'memory',
    async start(listener: StoreListener) {
      const changes = changesOf(await journal.load())
      if (changes.length > 0) listener.apply(changes)
    },
    putPool: (config, expected) =>
      journal.enqueue((draft) => ifVersion(draft, config.pool, expected, () => withPool(draft, config))),
    deletePool: (pool, expected) =>
      journal.enqueue((draft) => ifVersion(draft, pool, expected, () => withoutPool(draft, pool))),
    putOverride: (pool, backendId, override) =>
      journal.enqueue((draft) => ({ state: withOverride(draft, pool, backendId, override), result: undefined })),
    offer() {},
    status() {
      const error = journal.failure()
      return { up: error === '', silentMs: 0, epochChanges: 0, pending: 0, repairs: 0, error }
    },
    close: () => journal.close(),
  }
}

type Written = { readonly kind: 'written' | 'version_mismatch'; readonly version: number }

function ifVersion(
  state: DurableState,
  pool: string,
  expected: number | undefined,
  change: () => Change<number>,
): Change<Written> {
  const current = versionOf(state, pool)
  if (expected !== undefined && expected !== current) {
    return { state, result: { kind: 'version_mismatch', version: current } }
  }
  const { state: next, result: version } = change()
  return { state: next, result: { kind: 'written', version } }
}

function changesOf(state: DurableState): StoreChange[] {
  const changes: StoreChange[] = []
  for (const [pool, stored] of state.pools) changes.push({ kind: 'pool', pool, ...stored })
  for (const [pool, ofPool] of state.overrides) {
    for (const [backendId, override] of ofPool) changes.push({ kind: 'override', pool, backendId, override })
  }
  return changes
}
