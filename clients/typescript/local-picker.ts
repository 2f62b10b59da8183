import { createAliasTable } from './alias-table.ts'
import type { LocalBackend } from './local-backend.ts'
import { isAvoided } from './local-backend.ts'
import { rendezvousScore } from './rendezvous.ts'
import type { WeightedBackend } from './weighted-list.ts'

/** A backend that may be picked here. */
export interface Candidate extends WeightedBackend {
  readonly local: LocalBackend
}

/** Picks from one list. A new list gets a new picker. */
export interface LocalPicker {
  readonly candidates: readonly Candidate[]
  /** In constant time unless many are passed over. Undefined: nobody is left. */
  pick(now: number, isExcluded?: (candidate: Candidate) => boolean): Candidate | undefined
  /** The same one for the same key while the list stays as it is. */
  pickByKey(key: string, now: number, isExcluded?: (candidate: Candidate) => boolean): Candidate | undefined
}

/** Fraction of the golden ratio: its multiples fill the unit interval as evenly as any (Weyl's sequence). */
const GOLDEN = 0.6180339887498949
/** Pairs that are drawn before everybody is looked at. */
const DRAWS = 4

/**
 * Two choices by calls in flight over share (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001).
 * The first is drawn evenly, so that an idle client keeps to the shares as closely as smooth weighted round robin does,
 * and the second at random; it is taken only if it is less loaded.
 */
export function createLocalPicker(candidates: readonly Candidate[], random: () => number): LocalPicker {
  const table = createAliasTable(candidates.map(({ share }) => share))
  let point = random()
  const next = (): Candidate | undefined => {
    point += GOLDEN
    if (point >= 1) point -= 1
    return candidates[table.at(point)]
  }
  const pickAmongAll = (now: number, isExcluded: (candidate: Candidate) => boolean): Candidate | undefined => {
    const allowed = candidates.filter((candidate) => !isExcluded(candidate))
    // Where everybody is to be avoided, nobody is.
    const wanted = allowed.filter(({ local }) => !(local.avoidUntil > now))
    return leastLoaded(wanted.length > 0 ? wanted : allowed)
  }
  return {
    candidates,
    pick(now, isExcluded = nobody) {
      for (let draw = 0; draw < DRAWS; draw++) {
        const first = next()
        const second = candidates[table.at(random())]
        if (first === undefined || second === undefined) return undefined
        const isLess = second.local.inFlight * first.share < first.local.inFlight * second.share
        const chosen = isLess ? second : first
        if (!isExcluded(chosen) && !isAvoided(chosen.local, now)) return chosen
        const other = isLess ? first : second
        if (!isExcluded(other) && !isAvoided(other.local, now)) return other
      }
      return pickAmongAll(now, isExcluded)
    },
    pickByKey(key, now, isExcluded = nobody) {
      let best: Candidate | undefined
      let lowest = Number.POSITIVE_INFINITY
      for (const candidate of candidates) {
        if (isExcluded(candidate) || candidate.local.avoidUntil > now) continue
        const score = rendezvousScore(key, candidate.backend.id, candidate.share)
        if (score >= lowest) continue
        lowest = score
        best = candidate
      }
      return best ?? pickAmongAll(now, isExcluded)
    },
  }
}

const nobody = (): boolean => false

function leastLoaded(candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined
  for (const candidate of candidates) {
    if (best === undefined || candidate.local.inFlight * best.share < best.local.inFlight * candidate.share) {
      best = candidate
    }
  }
  return best
}
