import type { Clock, Rng } from '../../policies/policy.ts'
import type { Refusal } from '../errors.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { Picked, PickQuery } from '../use-cases.ts'
import { bind } from './affinity.ts'
import { alternatesOf } from './alternates.ts'
import { cacheHints } from './cache-hints.ts'
import type { Choice, Choosing, Drop, Scene } from './choose.ts'
import { choose, metBy } from './choose.ts'
import type { Draft } from './decisions/draft.ts'
import type { Recorder } from './decisions/recorder.ts'
import type { Tape } from './decisions/tape.ts'
import type { Degradations } from './degradations.ts'
import { dropped, nothing, poolNotFound, retriesSpent } from './nothing.ts'
import { formatAffinityToken, formatToken } from './pick-token.ts'
import type { Plan } from './plan.ts'
import type { PoolPicks } from './pool-picks.ts'
import { Restrictions } from './restrictions.ts'
import { askShadow } from './trial/ask-shadow.ts'
import { affordableAlternates, affordsRetry, countTry } from './tries.ts'

export interface PicksDeps {
  readonly directory: Directory
  readonly clock: Clock
  readonly rng: Rng
  /** Short name of this replica, part of every pick token: letters and digits. */
  readonly replica: string
  readonly degradations: Degradations
  readonly recorder: Recorder
  /** The clock's, which stands while a pick is made. */
  readonly tape: Tape
  readonly picksOf: (pool: Pool) => PoolPicks
  /** Brings what picks see of a pool up to date at once. */
  readonly refresh: (pool: Pool) => void
}

/** The use case of a pick: from a query to a backend, over memory alone. */
export function createPicks(deps: PicksDeps): (query: PickQuery) => Picked | Refusal {
  const restrictions = new Restrictions()
  const { recorder, rng, tape } = deps
  const { gate } = recorder
  const choosing: Choosing = { rng, pickerOf: (view, role) => view.picker(role) }
  const decide = (pool: Pool, query: PickQuery, draft: Draft | undefined): Picked | Refusal => {
    const picks = deps.picksOf(pool)
    restrictions.begin(pool, query)
    const scene: Scene = { picks, plan: currentPlan(deps, picks, query), query, restrictions, draft }
    const refused = (refusal: Refusal, drop?: Drop): Refusal => {
      picks.countRefusal(refusal.reason)
      recorder.nobody(scene, refusal, drop)
      return refusal
    }
    if (!affordsRetry(scene, deps.clock.now())) return refused(retriesSpent(scene))
    const choice = choose(choosing, scene)
    if (choice?.kind === 'choice') return answer(deps, scene, choice)
    return choice === undefined ? refused(nothing(scene)) : refused(dropped(scene, choice), choice)
  }
  return (query) => {
    const pool = deps.directory.get(query.pool)
    if (pool === undefined) return poolNotFound(query.pool)
    let draft: Draft | undefined
    tape.stand()
    try {
      if (--gate.left <= 0) draft = recorder.begin(pool.name)
      return decide(pool, query, draft)
    } finally {
      if (draft !== undefined) recorder.end()
      tape.go()
    }
  }
}

/** Changes are gathered before picks see them; a pick that would find nobody does not wait for that. */
export function currentPlan(deps: Pick<PicksDeps, 'refresh'>, picks: PoolPicks, query: PickQuery): Plan {
  const plan = picks.plan(query)
  if (!plan.empty || !picks.pool.dirty) return plan
  deps.refresh(picks.pool)
  return picks.plan(query)
}

/** Compares the shadow before the pick counts, takes the lease, and records the decision when it is to be recorded or odd. */
function answer(deps: PicksDeps, scene: Scene, choice: Choice): Picked {
  const { recorder } = deps
  const { shadow } = scene.picks.trials
  if (shadow !== undefined) askShadow(shadow, scene, choice, deps.clock.now())
  if (scene.draft !== undefined) {
    const before = recorder.before(scene)
    const picked = take(deps, scene, choice)
    recorder.picked(scene, choice, picked, before)
    return picked
  }
  const picked = take(deps, scene, choice)
  if (choice.level.panic || choice.fallback) recorder.pickedUnexplained(scene, choice, picked)
  return picked
}

function take(deps: PicksDeps, scene: Scene, choice: Choice): Picked {
  const { picks, query, plan } = scene
  const { entry } = choice
  const { pool } = picks
  const now = deps.clock.now()
  const sequence = picks.ledger.begin(entry, now)
  entry.picks++
  entry.digest.dirty = true
  picks.picksByReason[choice.reason]++
  if (plan.callerZone !== undefined) picks.callers.count(plan.callerZone)
  bind(picks, query, entry.id)
  countTry(scene, now)
  const hints = cacheHints(pool.config)
  return {
    kind: 'picked',
    backend: entry.card,
    alternates: affordableAlternates(scene, alternatesOf(deps.rng, scene, choice), now),
    token: formatToken(deps.replica, sequence, entry.tokenSuffix, picks.trials.canary?.armOf(choice.role)),
    leaseMs: pool.config.pickLeaseMs,
    reason: choice.reason,
    revision: pool.revision,
    maxAgeMs: hints.maxAgeMs,
    staleAgeMs: hints.staleAgeMs,
    degraded: deps.degradations.of(pool, metBy(scene, choice)),
    affinityToken: pool.config.affinity.mode === 'token' ? formatAffinityToken(entry.id) : '',
  }
}
