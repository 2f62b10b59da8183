import type { PickRequest, Rng, SnapshotBackend } from '../../policy.ts'
import { shuffle } from '../shuffle.ts'
import type { Filter } from './filters.ts'

type Backends = readonly SnapshotBackend[]
type Avoid = PickRequest['avoid']

/** Backends that are looked at beyond the sample before the pool is walked: most pass, or most of the pool is looked at. */
const MAX_MISSES = 48

/** Draws the candidates of picks from the backends of one snapshot. */
export interface Candidates {
  /**
   * Up to `size` different backends that are not avoided and pass all filters, those that are proposed first. Undefined:
   * a filter that says so lets nobody pass. Empty: all are avoided.
   */
  draw(avoid: Avoid, proposed: (accepts: (backend: SnapshotBackend) => boolean) => Backends): Backends | undefined
}

/** Filters one after the other. Undefined: one that must hold lets nobody pass. */
function narrow(backends: Backends, filters: readonly Filter[]): Backends | undefined {
  let left = backends
  for (const filter of filters) {
    const passed = left.filter((backend) => filter.passes(backend))
    if (passed.length === 0 && filter.fallback === 'none') return undefined
    if (passed.length > 0) left = passed
  }
  return left
}

export function createCandidates(backends: Backends, filters: readonly Filter[], size: number, rng: Rng): Candidates {
  // What does not change is sifted once, so that a draw seldom misses where few carry a label.
  const likely =
    narrow(
      backends,
      filters.filter(({ isFixed }) => isFixed),
    ) ?? []

  function sample(from: Backends, first: Backends, accepts: (backend: SnapshotBackend) => boolean): Backends {
    const found = [...first]
    const order = shuffle(from.length, (left) => rng.below(left))
    const enough = from.length <= size ? from.length : size + MAX_MISSES
    for (let looked = 0; looked < enough && found.length < size; looked += 1) {
      const backend = from[from.length <= size ? looked : order.next()]
      if (backend !== undefined && !found.includes(backend) && accepts(backend)) found.push(backend)
    }
    return found
  }

  return {
    draw(avoid, proposed) {
      const passes = (backend: SnapshotBackend): boolean =>
        avoid?.(backend) !== true && filters.every((filter) => filter.passes(backend))
      const found = sample(likely, proposed(passes), passes)
      if (found.length > 0) return found
      // Nobody of a good many, so the pool is walked, and filters that may be left out are, in their order.
      const open = avoid === undefined ? backends : backends.filter((backend) => !avoid(backend))
      const left = narrow(open, filters)
      return left === undefined ? undefined : sample(left, [], () => true)
    },
  }
}
