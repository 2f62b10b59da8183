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

/** The winner first, then the others from the best on, at most {@link EXPLAINED_CANDIDATES}. One walk: few of many are kept. */
export function bestFirst(
  winner: SnapshotBackend,
  best: 'lowest' | 'highest',
  scores: Iterable<Score>,
): readonly Score[] {
  const sign = best === 'lowest' ? 1 : -1
  const rank = (one: Score | undefined): number =>
    one === undefined ? Infinity : one.backend === winner ? -Infinity : sign * one.score
  const found: Score[] = []
  for (const one of scores) {
    const full = found.length === EXPLAINED_CANDIDATES
    if (full && rank(one) >= rank(found[found.length - 1])) continue
    let at = found.length
    while (at > 0 && rank(one) < rank(found[at - 1])) at -= 1
    found.splice(at, 0, one)
    if (full) found.pop()
  }
  return found
}
