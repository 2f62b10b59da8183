import type { SnapshotBackend } from '../policy.ts'

/** State by backend id. */
export type StateById<State> = Map<string, State>

/**
 * State for the backends of a new snapshot, by index: kept by id for those that stay, made for those that join,
 * forgotten for those that left.
 */
export function carryOver<State>(
  known: StateById<State>,
  backends: readonly SnapshotBackend[],
  create: (backend: SnapshotBackend) => State,
): readonly State[] {
  const states = backends.map((backend) => {
    const before = known.get(backend.id)
    if (before !== undefined) return before
    const state = create(backend)
    known.set(backend.id, state)
    return state
  })
  if (known.size > backends.length) {
    const ids = new Set(backends.map((backend) => backend.id))
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
  }
  return states
}
