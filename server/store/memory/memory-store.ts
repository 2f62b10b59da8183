import type { Log } from '../../telemetry/ports.ts'
import type { BackendStore, StoreChange, StoreListener } from '../store.ts'
import { StoreUnavailableError } from '../store.ts'
import type { Change, DurableState } from './state.ts'
import { EMPTY_STATE, versionOf, withOverride, withoutPool, withPool } from './state.ts'
import type { StateFs } from './state-file.ts'
import { createStateFile } from './state-file.ts'

export interface MemoryStoreOptions {
  /** Where pool configurations and overrides outlive a restart. Undefined: nowhere. */
  readonly statePath: string | undefined
  readonly fs?: StateFs | undefined
  readonly log: Log
}

interface Queued {
  apply(state: DurableState): DurableState
  done(): void
  failed(error: Error): void
}

/**
 * The embedded store: one replica, whose memory is the truth. It keeps what must last in a state file and needs nothing
 * of the soft changes. Operations run one batch at a time, each batch one write of the file; an operation that is not
 * on disk did not happen.
 */
export function createMemoryStore({ statePath, fs, log }: MemoryStoreOptions): BackendStore {
  const file = statePath === undefined ? undefined : createStateFile(statePath, fs)
  let state = EMPTY_STATE
  let queue: Queued[] = []
  let writing: Promise<void> | undefined
  let failure = ''
  let closed = false

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      const next = batch.reduce((draft, operation) => operation.apply(draft), state)
      try {
        if (file !== undefined && next !== state) await file.write(next)
        state = next
        failure = ''
        for (const operation of batch) operation.done()
      } catch (error) {
        failure = `The state file ${statePath ?? ''} cannot be written: ${error instanceof Error ? error.message : String(error)}`
        log.error('state file cannot be written', { error: failure })
        for (const operation of batch) operation.failed(new StoreUnavailableError(failure))
      }
    }
    writing = undefined
  }

  function enqueue<Result>(operation: (state: DurableState) => Change<Result>): Promise<Result> {
    if (closed) return Promise.reject(new StoreUnavailableError('The store is closed.'))
    return new Promise((resolve, reject) => {
      let settle = (): void => undefined
      queue.push({
        apply(draft) {
          const change = operation(draft)
          settle = () => resolve(change.result)
          return change.state
        },
        done: () => settle(),
        failed: reject,
      })
      // A turn later, so that operations of one turn share a write.
      writing ??= Promise.resolve().then(drain)
    })
  }

  return {
    kind: 'memory',
    async start(listener: StoreListener) {
      if (file !== undefined) state = await file.read()
      const changes = changesOf(state)
      if (changes.length > 0) listener.apply(changes)
    },
    putPool: (config, expected) =>
      enqueue((draft) => ifVersion(draft, config.pool, expected, () => withPool(draft, config))),
    deletePool: (pool, expected) =>
      enqueue((draft) => ifVersion(draft, pool, expected, () => withoutPool(draft, pool))),
    putOverride: (pool, backendId, override) =>
      enqueue((draft) => ({ state: withOverride(draft, pool, backendId, override), result: undefined })),
    offer() {},
    status: () => ({ up: failure === '', silentMs: 0, epochChanges: 0, pending: 0, repairs: 0, error: failure }),
    async close() {
      closed = true
      await writing
    },
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
