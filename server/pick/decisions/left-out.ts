import type { BackendEntry } from '../../pools/backend-entry.ts'
import type { ExcludedBackend } from '../../use-cases.ts'
import type { Scene } from '../choose.ts'
import { isPickable } from '../eligibility.ts'
import type { Plan } from '../plan.ts'
import { carries } from '../selector.ts'

/** Names kept of those left out; the rest is counted. */
const MAX_NAMED = 100

export interface LeftOut {
  readonly named: readonly ExcludedBackend[]
  readonly omitted: number
}

/**
 * Tells who was left out before the policy chose, and why. Backends at other distances from the caller are not among them: they
 * were further choices. Whom the plan leaves out for all picks made by it is found once a plan, since a walk over the
 * pool is not for every pick.
 */
export function createLeftOut(): (scene: Scene, ruled: RuledOut) => LeftOut {
  const byPlan = new WeakMap<Plan, Outside>()
  return (scene, ruled) => {
    let outside = byPlan.get(scene.plan)
    if (outside === undefined) {
      outside = outsideOf(scene)
      byPlan.set(scene.plan, outside)
    }
    const named: ExcludedBackend[] = outside.named.map(({ entry, matches }) => {
      return { backendId: entry.id, reason: matches ? ruleOf(entry, scene.plan) : 'selector' }
    })
    let { omitted } = outside
    for (const [{ id }, reason] of ruled) {
      if (named.length < MAX_NAMED) named.push({ backendId: id, reason })
      else omitted++
    }
    return { named, omitted }
  }
}

/** Who is in no view of a plan. Why is read when it is told: the unhealthy may expire without a new plan. */
interface Outside {
  readonly named: readonly { readonly entry: BackendEntry; readonly matches: boolean }[]
  readonly omitted: number
}

function outsideOf({ picks, plan }: Scene): Outside {
  const members = new Set(plan.levels.flatMap(({ view }) => view.members.map(({ entry }) => entry)))
  const outside = picks.pool.byId().filter((entry) => !members.has(entry))
  const named = outside.slice(0, MAX_NAMED).map((entry) => ({ entry, matches: carries(entry, plan.selector) }))
  return { named, omitted: outside.length - named.length }
}

/** Members of the plan that rules of the request forbid, found in one walk over them, if there are such rules. */
export type RuledOut = ReadonlyMap<BackendEntry, ExcludedBackend['reason']>

const NOBODY: RuledOut = new Map()

export function ruledOut({ plan, restrictions, draft }: Scene): RuledOut {
  // Somebody who drained since the snapshot is met by the last check, and avoided from then on.
  if (!restrictions.active() && draft?.last?.request.avoid === undefined) return NOBODY
  const ruled = new Map<BackendEntry, ExcludedBackend['reason']>()
  for (const { view } of plan.levels) {
    for (const { entry } of view.members) {
      const rule = restrictions.ruleAgainst(entry)
      if (rule !== undefined) ruled.set(entry, rule)
    }
  }
  return ruled
}

/** Whoever could be picked and is in no view is outside the group of the caller. */
function ruleOf({ state }: BackendEntry, { group }: Plan): ExcludedBackend['reason'] {
  return group !== undefined && isPickable(state) ? 'subsetting' : state
}
