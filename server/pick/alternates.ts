import type { Rng, SnapshotBackend } from '../../policies/policy.ts'
import type { BackendCard } from '../use-cases.ts'
import type { Choice, Scene } from './choose.ts'
import { entryOf } from './restrictions.ts'
import type { View } from './view.ts'

const NONE: readonly BackendCard[] = []

/** The policy's own alternates, then the less loaded of random pairs: of the same level first, then of the others. */
export function alternatesOf(
  rng: Rng,
  { plan, query, restrictions }: Scene,
  { entry, level, result }: Choice,
): readonly BackendCard[] {
  if (query.alternates === 0) return NONE
  const cards: BackendCard[] = []
  const taken: SnapshotBackend[] = [entry.member]
  const add = (backends: readonly SnapshotBackend[]): void => {
    for (const backend of backends) {
      const other = entryOf(backend)
      if (cards.length >= query.alternates || other === undefined || taken.includes(backend)) continue
      if (restrictions.avoid(backend)) continue
      taken.push(backend)
      cards.push(other.card)
    }
  }
  const fill = (view: View): void => {
    if (cards.length < query.alternates) {
      add(view.alternates(query.alternates - cards.length, taken, (member) => !restrictions.avoid(member), rng))
    }
  }
  if (result?.kind === 'picked') add(result.alternates ?? [])
  fill(level.view)
  for (const other of plan.levels) if (other !== level) fill(other.view)
  return cards
}
