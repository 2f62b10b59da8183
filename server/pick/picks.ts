import type { Clock, PickRequest, Rng, SnapshotBackend } from '../../policies/policy.ts'
import type { Refusal } from '../errors.ts'
import { refuse } from '../errors.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendCard, Picked, PickQuery, PickReason } from '../use-cases.ts'
import { bind, boundBackend, drawLevel } from './affinity.ts'
import type { Degradations } from './degradations.ts'
import { cacheHints } from './cache-hints.ts'
import { formatAffinityToken, formatToken } from './pick-token.ts'
import type { Plan, PlanLevel } from './plan.ts'
import type { PoolPicks } from './pool-picks.ts'
import { entryOf, Restrictions } from './restrictions.ts'
import type { View } from './view.ts'

/** Times that a choice may be thrown away, for slow start or by the last check, before the next level is asked. */
const MAX_ATTEMPTS = 6

export interface PicksDeps {
  readonly directory: Directory
  readonly clock: Clock
  readonly rng: Rng
  /** Short name of this replica, part of every pick token: letters and digits. */
  readonly replica: string
  readonly degradations: Degradations
  readonly picksOf: (pool: Pool) => PoolPicks
  /** Brings what picks see of a pool up to date at once. */
  readonly refresh: (pool: Pool) => void
}

interface Choice {
  readonly kind: 'choice'
  readonly entry: BackendEntry
  readonly level: PlanLevel
  readonly reason: PickReason
  readonly fallback: boolean
  readonly alternates: readonly SnapshotBackend[]
}

type Drop = { readonly kind: 'drop'; readonly reason: string }

/** The use case of a pick: from a query to a backend, over memory alone. */
export function createPicks(deps: PicksDeps): (query: PickQuery) => Picked | Refusal {
  const restrictions = new Restrictions()
  return (query) => {
    const pool = deps.directory.get(query.pool)
    if (pool === undefined) {
      const message = `pool ${query.pool} does not exist: register a backend in it or put its configuration`
      return refuse('POOL_NOT_FOUND', message, { pool: query.pool })
    }
    const picks = deps.picksOf(pool)
    restrictions.begin(pool, query)
    const plan = currentPlan(deps, picks, query)
    const choice = chooseBound(picks, plan, query, restrictions) ?? choose(deps, picks, plan, query, restrictions)
    if (choice === undefined) return nothing(picks, plan, restrictions)
    if (choice.kind === 'drop') {
      picks.countRefusal('PICK_DROPPED')
      const message = `the policy of pool ${pool.name} refused the call: ${choice.reason}`
      return refuse('PICK_DROPPED', message, { pool: pool.name, policy_reason: choice.reason })
    }
    return answer(deps, picks, plan, query, choice, restrictions)
  }
}

/** Changes are gathered before picks see them; a pick that would find nobody does not wait for that. */
function currentPlan(deps: PicksDeps, picks: PoolPicks, query: PickQuery): Plan {
  const plan = picks.plan(query.labelSelector, query.locality)
  if (!plan.empty || !picks.pool.dirty) return plan
  deps.refresh(picks.pool)
  return picks.plan(query.labelSelector, query.locality)
}

function chooseBound(picks: PoolPicks, plan: Plan, query: PickQuery, restrictions: Restrictions): Choice | undefined {
  const { mode } = picks.pool.config.affinity
  if (mode !== 'binding' && mode !== 'token') return undefined
  const entry = boundBackend(picks, plan, query, restrictions)
  const level = plan.levels[0]
  if (entry === undefined || level === undefined) return undefined
  return { kind: 'choice', entry, level, reason: 'affinity', fallback: false, alternates: [] }
}

/** The policy's choice: at the level that the draw says, else at the others, nearest first. */
function choose(
  deps: PicksDeps,
  picks: PoolPicks,
  plan: Plan,
  query: PickQuery,
  restrictions: Restrictions,
): Choice | Drop | undefined {
  const drawn = drawLevel(plan, query.affinityKey, () => deps.rng.below(100))
  if (drawn === undefined) return undefined
  const first = chooseAt(deps, picks, drawn, drawn !== plan.levels[0], query, restrictions)
  if (first !== undefined) return first
  for (const level of plan.levels) {
    if (level === drawn) continue
    const other = chooseAt(deps, picks, level, level !== plan.levels[0], query, restrictions)
    if (other !== undefined) return other
  }
  return undefined
}

function chooseAt(
  deps: PicksDeps,
  picks: PoolPicks,
  level: PlanLevel,
  failover: boolean,
  query: PickQuery,
  restrictions: Restrictions,
): Choice | Drop | undefined {
  const { view } = level
  if (view.members.length === 0) return undefined
  const byHash = picks.pool.config.affinity.mode === 'hash' && query.affinityKey !== ''
  const picker = byHash ? view.hashing() : view.current()
  const thins = view.warming && !byHash && !picks.followsWeight
  const affinityKey = query.affinityKey === '' ? undefined : query.affinityKey
  let avoid = restrictions.active() ? restrictions.avoid : undefined
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const request: PickRequest = { affinityKey, attempt: thins ? 0 : attempt, alternates: query.alternates, avoid }
    const result = picker.pick(request)
    if (result.kind === 'drop') return result
    if (result.kind === 'none') return undefined
    const entry = entryOf(result.backend)
    if (entry === undefined) return undefined
    if (!stillGood(picks.pool, entry, level.panic)) {
      avoid = restrictions.avoid
      continue
    }
    const last = attempt === MAX_ATTEMPTS - 1
    if (thins && !last && deps.rng.next() * view.warmest >= entry.signals.warmFactor()) continue
    const fallback = picker.lastWasFallback
    const reason = reasonOf(byHash, fallback, level.panic, failover)
    return { kind: 'choice', entry, level, reason, fallback, alternates: result.alternates ?? [] }
  }
  return undefined
}

function reasonOf(byHash: boolean, fallback: boolean, panic: boolean, failover: boolean): PickReason {
  if (panic) return 'panic'
  if (fallback) return 'fallback_policy'
  if (failover) return 'locality_failover'
  return byHash ? 'affinity' : 'policy'
}

/** The last check of the chosen: its state may have changed since the snapshot was made. */
function stillGood(pool: Pool, entry: BackendEntry, panic: boolean): boolean {
  if (entry.override.drained || entry.leaving || pool.entries.get(entry.id) !== entry) return false
  return panic || !(entry.expired || entry.ejection.until !== undefined || entry.health === 'unhealthy')
}

function nothing(picks: PoolPicks, plan: Plan, restrictions: Restrictions): Refusal {
  const pool = picks.pool.name
  if (restrictions.sawSaturated) {
    picks.countRefusal('POOL_SATURATED')
    const limit = picks.pool.config.maxInFlightPerBackend
    const message = `every backend of pool ${pool} that this request may use has ${limit} requests in flight: try later or add backends`
    return refuse('POOL_SATURATED', message, { pool, max_in_flight_per_backend: String(limit) })
  }
  picks.countRefusal('NO_BACKENDS')
  const total = picks.pool.entries.size
  const message =
    total === 0
      ? `pool ${pool} has no backends: is an agent registering them?`
      : `none of the ${total} backends of pool ${pool} may be picked for this request: ` +
        `${plan.matching} match its labels, ${picks.eligible} are eligible; the rest is excluded or draining`
  return refuse('NO_BACKENDS', message, {
    pool,
    backends: String(total),
    matching: String(plan.matching),
    eligible: String(picks.eligible),
  })
}

function answer(
  deps: PicksDeps,
  picks: PoolPicks,
  plan: Plan,
  query: PickQuery,
  choice: Choice,
  restrictions: Restrictions,
): Picked {
  const { entry, level } = choice
  const { pool } = picks
  const sequence = picks.ledger.begin(entry, deps.clock.now())
  entry.picks++
  entry.digest.dirty = true
  picks.picksByReason[choice.reason]++
  bind(picks, query, entry.id)
  const hints = cacheHints(pool.config)
  return {
    kind: 'picked',
    backend: entry.card,
    alternates: query.alternates === 0 ? NO_ALTERNATES : alternatesOf(deps, plan, query, choice, restrictions),
    token: formatToken(deps.replica, sequence, entry.tokenSuffix),
    leaseMs: pool.config.pickLeaseMs,
    reason: choice.reason,
    revision: pool.revision,
    maxAgeMs: hints.maxAgeMs,
    staleAgeMs: hints.staleAgeMs,
    degraded: deps.degradations.of(pool, level.panic, choice.fallback),
    affinityToken: pool.config.affinity.mode === 'token' ? formatAffinityToken(entry.id) : '',
  }
}

const NO_ALTERNATES: readonly BackendCard[] = []

/** The policy's own alternates, then the less loaded of random pairs: of the same level first, then of the others. */
function alternatesOf(
  deps: PicksDeps,
  plan: Plan,
  query: PickQuery,
  { entry, level, alternates }: Choice,
  restrictions: Restrictions,
): readonly BackendCard[] {
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
      add(view.alternates(query.alternates - cards.length, taken, (member) => !restrictions.avoid(member), deps.rng))
    }
  }
  add(alternates)
  fill(level.view)
  for (const other of plan.levels) if (other !== level) fill(other.view)
  return cards
}
