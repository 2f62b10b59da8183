import type { PickRequest, PickResult, Rng } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { PickQuery, PickReason } from '../use-cases.ts'
import { boundBackend, DRAWN, drawLevel } from './affinity.ts'
import type { Draft } from './decisions/draft.ts'
import type { Circumstances } from './degradations.ts'
import type { Plan, PlanLevel } from './plan.ts'
import type { RunningPicker } from './policy-runner.ts'
import type { PoolPicks } from './pool-picks.ts'
import { entryOf } from './restrictions.ts'
import type { Restrictions } from './restrictions.ts'
import type { Role, View } from './view.ts'

/** Times that a choice may be thrown away, for slow start or by the last check, before the next level is asked. */
const MAX_ATTEMPTS = 6

export interface Choice {
  readonly kind: 'choice'
  readonly entry: BackendEntry
  readonly level: PlanLevel
  readonly reason: PickReason
  readonly fallback: boolean
  /** Undefined: affinity chose, and no picker was asked. */
  readonly role: Role | undefined
  /** Who answered, and what. Undefined: affinity did, and no picker was asked. */
  readonly picker: RunningPicker | undefined
  readonly result: PickResult | undefined
}

export interface Drop {
  readonly kind: 'drop'
  readonly reason: string
}

/** How a choice is made: for real, or as a dry run. */
export interface Choosing {
  readonly rng: Rng
  readonly pickerOf: (view: View, role: Role) => RunningPicker
}

/** One pick to be made. */
export interface Scene {
  readonly picks: PoolPicks
  readonly plan: Plan
  readonly query: PickQuery
  readonly restrictions: Restrictions
  /** Notes for the decision's record. Undefined: it is not recorded. */
  readonly draft: Draft | undefined
}

/** What the call met that makes its answer worse than usual. */
export function metBy({ plan }: Scene, { level, fallback }: Choice): Circumstances {
  return { panic: level.panic, policyFallback: fallback, subsetFallback: plan.subsetFallback }
}

/** From whom the call is bound to, else from the policy. Undefined: nobody may be picked. */
export function choose(choosing: Choosing, scene: Scene): Choice | Drop | undefined {
  return chooseBound(scene) ?? chooseByPolicy(choosing, scene)
}

function chooseBound({ picks, plan, query, restrictions }: Scene): Choice | undefined {
  const { mode } = picks.pool.config.affinity
  if (mode !== 'binding' && mode !== 'token') return undefined
  const entry = boundBackend(picks, plan, query, restrictions)
  const level = plan.levels[0]
  if (entry === undefined || level === undefined) return undefined
  const asked = { fallback: false, role: undefined, picker: undefined, result: undefined }
  return { kind: 'choice', entry, level, reason: 'affinity', ...asked }
}

/** The policy's choice: at the level that the draw says, else at the others, nearest first. */
function chooseByPolicy(choosing: Choosing, scene: Scene): Choice | Drop | undefined {
  const { plan, query } = scene
  const drawn = drawLevel(plan, query.affinityKey, () => choosing.rng.below(DRAWN))
  if (drawn === undefined) return undefined
  const role = roleOf(choosing, scene)
  const first = chooseAt(choosing, scene, drawn, role)
  if (first !== undefined) return first
  for (const level of plan.levels) {
    if (level === drawn) continue
    const other = chooseAt(choosing, scene, level, role)
    if (other !== undefined) return other
  }
  return undefined
}

/** Whose pick it is: hashed keys have their own policy, and a canary gets its share of the rest. */
function roleOf({ rng }: Choosing, { picks, query }: Scene): Role {
  if (picks.pool.config.affinity.mode === 'hash' && query.affinityKey !== '') return 'hash'
  const { canary } = picks.trials
  if (canary === undefined) return 'policy'
  return canary.draws(query.affinityKey, rng) ? 'canary' : 'policy'
}

/** The choice of one role's policy at one level. */
export function chooseAt(choosing: Choosing, scene: Scene, level: PlanLevel, role: Role): Choice | Drop | undefined {
  const { picks, query, restrictions, draft } = scene
  const { view } = level
  if (view.members.length === 0) return undefined
  const picker = choosing.pickerOf(view, role)
  const thins = view.warming && role !== 'hash' && !picks.followsWeight(role)
  const affinityKey = query.affinityKey === '' ? undefined : query.affinityKey
  const { alternates } = query
  const explain = draft !== undefined
  let avoid = restrictions.active() ? restrictions.avoid : undefined
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const request: PickRequest = { affinityKey, attempt: thins ? 0 : attempt, alternates, avoid, explain }
    draft?.ask(level, picker, request)
    const result = picker.pick(request)
    draft?.answered(picker, result)
    if (result.kind === 'drop') return result
    if (result.kind === 'none') return undefined
    const entry = entryOf(result.backend)
    if (entry === undefined) return undefined
    const good = stillGood(picks.pool, entry, level.panic)
    if (!good) avoid = restrictions.avoid
    const last = attempt === MAX_ATTEMPTS - 1
    if (!good || (thins && !last && choosing.rng.next() * view.warmest >= entry.signals.warmFactor())) {
      if (draft !== undefined) draft.discarded++
      continue
    }
    const fallback = picker.lastWasFallback
    const reason = reasonOf(role, fallback, level.panic, level.failover)
    return { kind: 'choice', entry, level, reason, fallback, role, picker, result }
  }
  return undefined
}

function reasonOf(role: Role, fallback: boolean, panic: boolean, failover: boolean): PickReason {
  if (role === 'canary' && !fallback) return 'canary'
  if (panic) return 'panic'
  if (fallback) return 'fallback_policy'
  if (failover) return 'locality_failover'
  return role === 'hash' ? 'affinity' : 'policy'
}

/** The last check of the chosen: its state may have changed since the snapshot was made. */
function stillGood(pool: Pool, entry: BackendEntry, panic: boolean): boolean {
  if (entry.override.drained || entry.leaving || pool.entries.get(entry.id) !== entry) return false
  return panic || !(entry.expired || entry.ejection.until !== undefined || entry.health === 'unhealthy')
}
