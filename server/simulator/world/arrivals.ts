import type { Rng } from '../../../policies/policy.ts'
import type { Arrivals } from '../scenario.ts'
import type { WorkSource } from './work-source.ts'
import { drawExponential } from './work-source.ts'

export interface NextCall {
  readonly at: number
  readonly affinityKey: string
  /** Index of the first backend that has a copy of what it asks for; -1: all have. */
  readonly firstCopy: number
}

/** When the next call comes, and what it is. */
export interface ArrivalSource {
  next(now: number): NextCall
  readonly work: WorkSource
}

export interface ArrivalOptions {
  readonly arrivals: Arrivals
  /** Rate before the steps, calls a second. */
  readonly perSecond: number
  readonly backends: number
  readonly rng: Rng
  readonly work: WorkSource
}

export function createArrivals({ arrivals, perSecond, backends, rng, work }: ArrivalOptions): ArrivalSource {
  const { spacing = 'poisson', steps = [], keys, copies, times } = arrivals
  const callAt = (at: number): NextCall => ({
    at,
    affinityKey: keys === undefined ? '' : `key-${rng.below(keys)}`,
    firstCopy: copies === undefined ? -1 : rng.below(backends),
  })
  if (times !== undefined) {
    let given = 0
    return { work, next: () => callAt(times[given++] ?? Infinity) }
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
      return callAt(now + pauseMs)
    },
  }
}
