import type { Backend } from '../api/pool.ts'
import type { Counters } from './counters.ts'

/** How a backend takes part in the picks of the last seconds. Shares are 0 to 1; undefined: nothing was picked. */
export interface Share {
  readonly share: number | undefined
  /** Its effective weight among those that may be picked. */
  readonly fair: number
  /** Undefined: not known yet. */
  readonly perSecond: number | undefined
}

export interface Shares {
  readonly of: ReadonlyMap<string, Share>
  /**
   * What is counted: picks of this replica, or outcomes where callers pick by themselves from a list that they watch, so that
   * the replica sees no pick.
   */
  readonly basis: 'picks' | 'outcomes'
}

/** Outcomes trail behind picks a little; only a clear surplus says that callers pick by themselves. */
const SURPLUS = 1.2

const PICKABLE = new Set(['eligible', 'warming', 'saturated'])

/** States that picks may go to while there is no panic, as `isPickable` of the service says. */
export const isPickable = (state: string): boolean => PICKABLE.has(state)

export function sharesOf(
  backends: readonly Backend[],
  { picks, outcomes }: { readonly picks: Counters; readonly outcomes: Counters },
  panic: boolean,
): Shares {
  const total = (counters: Counters): number => backends.reduce((sum, { id }) => sum + counters.grown(id), 0)
  const [picked, ended] = [total(picks), total(outcomes)]
  const basis = ended > picked * SURPLUS ? 'outcomes' : 'picks'
  const [counters, all] = basis === 'picks' ? [picks, picked] : [outcomes, ended]
  const fair = fairShares(backends, panic)
  return {
    basis,
    of: new Map(
      backends.map(({ id }) => [
        id,
        {
          share: all === 0 ? undefined : counters.grown(id) / all,
          fair: fair.get(id) ?? 0,
          perSecond: counters.rate(id),
        },
      ]),
    ),
  }
}

/** In panic everybody but the draining takes part: health is ignored. */
export function fairShares(backends: readonly Backend[], panic: boolean): ReadonlyMap<string, number> {
  const weightOf = ({ state, effectiveWeight }: Backend): number =>
    (panic ? state !== 'draining' : isPickable(state)) ? effectiveWeight : 0
  const sum = backends.reduce((total, backend) => total + weightOf(backend), 0)
  return new Map(backends.map((backend) => [backend.id, sum === 0 ? 0 : weightOf(backend) / sum]))
}
