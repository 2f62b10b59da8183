import type { LookasideError } from './errors.ts'
import type { Degraded } from './degraded.ts'
import type { WeightedBackend } from './weighted-list.ts'
import type { Locality } from './backend.ts'

/** What a pool's list is now, and how far it can be trusted. It is never changed: a new list is a new object. */
export interface WatchedList {
  readonly pool: string
  /** The pool's revision at the service; 0 for a static list. */
  readonly revision: number
  /** Ordered by id. Empty: the service says that none may be picked, and has said so for longer than stale_age. */
  readonly backends: readonly WeightedBackend[]
  /** `watch`: kept up to date. `cache`: the last good one. `static`: the one of the options. */
  readonly source: 'watch' | 'cache' | 'static'
  /** Undefined: as good as new. Its age is that of the moment when this object was made. */
  readonly degraded: Degraded | undefined
  /** How long it is as good as new once the service is lost, in milliseconds. */
  readonly maxAgeMs: number
  /** How long it is better than none then, in milliseconds. */
  readonly staleAgeMs: number
}

/** The backends of a pool with their shares, kept up to date while it is open. */
export interface PoolWatch {
  /** Undefined: nothing is known yet. */
  current(): WatchedList | undefined
  /**
   * Calls with each list that differs from the one before, also when only its source or its degradation does. Answers how
   * to stop. What a listener throws is logged.
   */
  onChange(listener: (list: WatchedList) => void): () => void
  /**
   * Resolves when there is a list, at once if so already.
   * @throws {LookasideError} when the service could not be asked or refused, and there is no static list; the watch goes
   * on trying, so that this may be called again. `CLIENT_CLOSED` once it is closed.
   */
  ready(): Promise<void>
  /** Stops listening; the last one who watches a pool ends the stream. */
  close(): void
}

export interface WatchOptions {
  /** Where the caller is: backends near it carry the greater shares. Default: the client's locality. */
  readonly locality?: Locality
  /** Only backends that carry all of these labels; at most 32. */
  readonly labelSelector?: Readonly<Record<string, string>>
}

/** What a handle is made from: the state that all who watch the same share. */
export interface SharedWatch {
  current(): WatchedList | undefined
  onChange(listener: (list: WatchedList) => void): () => void
  /** Why there is no list. Undefined: none was tried for to its end yet. */
  failure(): LookasideError | undefined
  /** Calls once there is a list or a failure, and whenever that changes. */
  onSettled(listener: () => void): () => void
}

/** One user's hold on a shared watch. */
export function createPoolWatch(
  shared: SharedWatch,
  closedError: () => LookasideError,
  onClose: () => void,
): PoolWatch {
  const stops = new Set<() => void>()
  let closed = false
  const ready = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (): boolean => {
        const failure = closed ? closedError() : shared.failure()
        if (!closed && shared.current() !== undefined) resolve()
        else if (failure !== undefined) reject(failure)
        else return false
        return true
      }
      if (settle()) return
      const end = (): void => {
        if (!settle()) return
        stopListening()
        stops.delete(end)
      }
      const stopListening = shared.onSettled(end)
      stops.add(end)
    })
  return {
    current: () => shared.current(),
    onChange(listener) {
      if (closed) return () => undefined
      const stop = shared.onChange(listener)
      stops.add(stop)
      return () => {
        stop()
        stops.delete(stop)
      }
    },
    ready,
    close() {
      if (closed) return
      closed = true
      for (const stop of [...stops]) stop()
      onClose()
    },
  }
}
