import type { Log } from '../../telemetry/ports.ts'
import { StoreUnavailableError } from '../store.ts'
import type { Change, DurableState } from './state.ts'
import { EMPTY_STATE } from './state.ts'
import type { StateFile } from './state-file.ts'

interface Queued {
  apply(state: DurableState): DurableState
  done(): void
  failed(error: Error): void
}

/** Carries operations out one batch at a time, each batch one write. What is not on disk did not happen. */
export interface Journal {
  /** Loads what is on disk. Throws `StateFileError`. */
  load(): Promise<DurableState>
  /** Resolves when the operation's state is on disk; rejects with {@link StoreUnavailableError}. */
  enqueue<Result>(operation: (state: DurableState) => Change<Result>): Promise<Result>
  /** Why the last write failed. Empty: it did not. */
  failure(): string
  close(): Promise<void>
}

/** `file` undefined: memory alone. */
export function createJournal(file: StateFile | undefined, log: Log): Journal {
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
        failure = error instanceof Error ? error.message : String(error)
        log.error('state file cannot be written', { error: failure })
        for (const operation of batch) operation.failed(new StoreUnavailableError(failure))
      }
    }
    writing = undefined
  }

  return {
    async load() {
      if (file !== undefined) state = await file.read()
      return state
    },
    enqueue(operation) {
      if (closed) return Promise.reject(new StoreUnavailableError('The store is closed.'))
      return new Promise((resolve, reject) => {
        let done = (): void => undefined
        const apply = (draft: DurableState): DurableState => {
          const change = operation(draft)
          done = () => resolve(change.result)
          return change.state
        }
        queue.push({ apply, done: () => done(), failed: reject })
        // A turn later, so that operations of one turn share a write.
        writing ??= Promise.resolve().then(drain)
      })
    },
    failure: () => failure,
    async close() {
      closed = true
      await writing
    },
  }
}
