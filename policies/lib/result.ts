import type { Picker, PickResult, Score, SnapshotBackend } from '../policy.ts'

/** Candidates that an explanation lists at most, so that a decision stays small in a pool of thousands. */
export const EXPLAINED_CANDIDATES = 16

export const NO_BACKENDS: PickResult = Object.freeze({ kind: 'none', reason: 'no_backends' })
export const ALL_AVOIDED: PickResult = Object.freeze({ kind: 'none', reason: 'all_avoided' })

/** Picker of an empty snapshot. */
export const EMPTY_PICKER: Picker = Object.freeze({ pick: () => NO_BACKENDS })

export function picked(backend: SnapshotBackend, reason: string): PickResult {
  return { kind: 'picked', backend, reason }
}

export function explained(backend: SnapshotBackend, reason: string, scores: readonly Score[]): PickResult {
  return { kind: 'picked', backend, reason, scores }
}

/** The winner first, then the others from the best on, cut to {@link EXPLAINED_CANDIDATES}. */
export function bestFirst(winner: SnapshotBackend, best: 'lowest' | 'highest', scores: Score[]): readonly Score[] {
  const sign = best === 'lowest' ? 1 : -1
  const rank = (one: Score): number => (one.backend === winner ? -Infinity : sign * one.score)
  return scores.sort((a, b) => rank(a) - rank(b)).slice(0, EXPLAINED_CANDIDATES)
}
