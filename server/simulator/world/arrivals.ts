import type { Rng } from '../../../policies/policy.ts'
import type { Arrivals } from '../scenario.ts'
import type { WorkSource } from './work-source.ts'
import { drawExponential } from './work-source.ts'

/** When the next call comes, and what it is. */
export interface ArrivalSource {
  next(now: number): { readonly at: number; readonly affinityKey: string }
  readonly work: WorkSource
}

/** @param perSecond rate before the steps, calls a second. */
export function createArrivals(arrivals: Arrivals, perSecond: number, rng: Rng, work: WorkSource): ArrivalSource {
  const { spacing = 'poisson', steps = [], keys, times } = arrivals
  const keyOf = (): string => (keys === undefined ? '' : `key-${rng.below(keys)}`)
  if (times !== undefined) {
    let given = 0
    return { work, next: () => ({ at: times[given++] ?? Infinity, affinityKey: keyOf() }) }
  }
  const meanMs = 1_000 / perSecond
  const factorAt = (time: number): number => {
    let factor = 1
    for (const step of steps) if (step.fromMs <= time) ({ factor } = step)
    return factor
  }
  return {
    work,
    next(now) {
      const factor = steps.length === 0 ? 1 : factorAt(now)
      const pauseMs = (spacing === 'even' ? meanMs : meanMs * drawExponential(rng)) / factor
      return { at: now + pauseMs, affinityKey: keyOf() }
    },
  }
}
