import type { Replica, Timers } from './replica/replica.ts'

/** How often a replica that knows nothing looks whether it has learned something. */
const LOOK_MS = 100

export interface Readiness {
  /** Why the replica should get no traffic. Undefined: it is ready. */
  reason(): string | undefined
  /** It is about to stop. */
  drain(): void
  stop(): void
}

/**
 * A replica that starts while its store is away, with nothing in memory, would answer every pick with NO_BACKENDS or
 * POOL_NOT_FOUND: it says that it is not ready until the store has answered or a backend has come.
 */
export function watchReadiness(replica: Replica, timers: Timers, onReady: (ready: boolean) => void): Readiness {
  const knows = (): boolean =>
    replica.store.status().up || replica.directory.byName().some((pool) => pool.entries.size > 0)
  let ready = knows()
  let draining = false
  const stop = timers.every(LOOK_MS, () => {
    if (ready || !knows()) return
    ready = true
    onReady(true)
  })
  onReady(ready)
  return {
    reason: () => (draining ? 'draining' : ready ? undefined : 'the store does not answer, and nothing is known yet'),
    drain: () => {
      draining = true
    },
    stop,
  }
}
