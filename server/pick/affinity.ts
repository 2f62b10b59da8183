import { xxh64 } from '../../policies/lib/xxh64.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { PickQuery } from '../use-cases.ts'
import { isPickable } from './eligibility.ts'
import { parseAffinityToken } from './pick-token.ts'
import type { Plan, PlanLevel } from './plan.ts'
import type { PoolPicks } from './pool-picks.ts'
import type { Restrictions } from './restrictions.ts'
import { carries } from './selector.ts'

/**
 * The backend that the caller's key or token is bound to, if this pick may use it. Undefined: the pick is made as if there
 * were no affinity, and the call is then bound to what was picked; so a call whose backend drains, dies or is excluded
 * moves and stays moved.
 */
export function boundBackend(
  picks: PoolPicks,
  plan: Plan,
  query: PickQuery,
  restrictions: Restrictions,
): BackendEntry | undefined {
  const { affinity } = picks.pool.config
  const id = boundId(picks, query)
  const entry = id === '' ? undefined : picks.pool.entries.get(id)
  if (entry === undefined) return undefined
  if (!carries(entry, plan.selector)) return undefined
  if (entry.state === 'draining' || entry.override.drained || entry.leaving) {
    const stays = affinity.onDrain === 'stay' && !entry.expired && entry.health !== 'unhealthy'
    const excluded = query.excludeBackendIds.includes(entry.id)
    return stays && !excluded ? entry : undefined
  }
  if (restrictions.forbids(entry)) return undefined
  const panic = plan.levels.some((level) => level.panic)
  return panic || isPickable(entry.state) ? entry : undefined
}

/** After a pick: remembers it for the key. */
export function bind(picks: PoolPicks, query: PickQuery, backendId: string): void {
  if (picks.pool.config.affinity.mode === 'binding' && query.affinityKey !== '') {
    picks.bindings.use(query.affinityKey, backendId)
  }
}

/** Levels are drawn in hundredths of a percent, since zones' shares are no whole percents. */
export const DRAWN = 10_000

/** The level that takes the pick: by a hash of the key, so that a key keeps its level, else by the random draw. */
export function drawLevel(plan: Plan, affinityKey: string, draw: () => number): PlanLevel | undefined {
  const { levels } = plan
  if (levels.length <= 1) return levels[0]
  const point = (affinityKey === '' ? draw() : xxh64(affinityKey).lo % DRAWN) / (DRAWN / 100)
  let reached = 0
  for (const level of levels) {
    reached += level.load
    if (point < reached) return level
  }
  return levels[0]
}

function boundId(picks: PoolPicks, query: PickQuery): string {
  const { mode } = picks.pool.config.affinity
  if (mode === 'token') return parseAffinityToken(query.affinityToken)
  if (mode === 'binding' && query.affinityKey !== '') return picks.bindings.get(query.affinityKey) ?? ''
  return ''
}
