import type { Rng } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'
import type { Pool } from '../pools/pool.ts'
import type { PickReason } from '../use-cases.ts'
import { Bindings } from './bindings.ts'
import type { TellBinding } from './bindings.ts'
import { eligibilityOf, isPickable } from './eligibility.ts'
import { Ledger } from './ledger.ts'
import { CallerZones } from './caller-zones.ts'
import type { Plan } from './plan.ts'
import type { PlanQuery } from './planner.ts'
import { Planner } from './planner.ts'
import type { PolicyRunner, RunningPolicy, RunningPolicyStatus } from './policy-runner.ts'
import { tokenSuffix } from './pick-token.ts'
import type { TrialsDeps } from './trial/trials.ts'
import { Trials } from './trial/trials.ts'
import { shadowPolicy } from './trial/shadow-policy.ts'
import type { Role } from './view.ts'
import { HASH_POLICY, ROLES, View } from './view.ts'
import type { RetryBudget } from './retry-budget.ts'
import { createRetryBudget } from './retry-budget.ts'

/** Most views of a pool: each selector and each kind of caller's locality has its own. The least recently used goes first. */
const MAX_VIEWS = 256

export interface PoolPicksDeps extends TrialsDeps {
  readonly rng: Rng
  readonly runner: PolicyRunner
  /** Tells the other replicas of a binding. */
  readonly bind: (pool: string, ...binding: Parameters<TellBinding>) => void
}

/** What picking keeps of one pool: states of the backends, plans and views of the current revision, ledger and bindings. */
export class PoolPicks {
  readonly pool: Pool
  readonly ledger = new Ledger()
  readonly bindings: Bindings
  /** Where the calls come from. */
  readonly callers: CallerZones
  /** Undefined: retries are free. */
  retries: RetryBudget | undefined
  eligible = 0
  /** Picks answered, by the rule that decided. */
  readonly picksByReason: Record<PickReason, number> = {
    policy: 0,
    affinity: 0,
    locality_failover: 0,
    fallback_policy: 0,
    panic: 0,
    canary: 0,
  }
  /** Picks refused, by reason in the error catalogue. */
  readonly refusals = new Map<string, number>()
  readonly trials: Trials
  private readonly deps: PoolPicksDeps
  private readonly plans = new Map<string, Plan>()
  private readonly views = new Map<string, View>()
  private readonly planner: Planner
  private config: PoolConfig
  private warming = false
  private lastWarmRevisionAt = 0
  private readonly follows: Partial<Record<Role, boolean>> = {}
  private readonly run = (role: Role): RunningPolicy => {
    const { runner } = this.deps
    const choice = choiceOf(this.pool.config, role)
    return role === 'shadow'
      ? shadowPolicy(runner.run(this.pool.config, choice, this.trials.shadow?.rng))
      : runner.run(this.pool.config, choice)
  }

  constructor(pool: Pool, deps: PoolPicksDeps) {
    this.pool = pool
    this.deps = deps
    this.config = pool.config
    this.trials = new Trials(pool, deps)
    this.callers = new CallerZones(deps.clock.now())
    this.planner = new Planner(pool, this.callers)
    this.retries = createRetryBudget(pool.config.retryBudget)
    this.bindings = new Bindings(pool.config.affinity, deps.clock, (...binding) => deps.bind(pool.name, ...binding))
  }

  /** Brings the states up to date. `touched`: something changed for sure, so readers must look anew. */
  refresh(touched: boolean): void {
    if (this.config !== this.pool.config) this.reconfigure()
    this.pool.dirty = false
    const now = this.deps.clock.now()
    let changed = touched
    let eligible = 0
    let warming = false
    for (const entry of this.pool.byId()) {
      if (this.refreshEntry(entry, now)) changed = true
      if (isPickable(entry.state)) eligible++
      if (entry.state === 'warming') warming = true
    }
    this.eligible = eligible
    // Weights grow all through slow start; the policies that build tables of them see it once a second.
    const warmStep = (warming || this.warming) && now - this.lastWarmRevisionAt >= 1_000
    if (warmStep) this.lastWarmRevisionAt = now
    this.warming = warming
    const callersMoved = this.callers.advance(now) && this.config.locality.mode === 'zone_aware'
    if (!changed && !warmStep && !callersMoved) return
    this.pool.revision++
    this.planner.forget()
    this.plans.clear()
  }

  /** How to pick for a caller of this kind. */
  plan(asked: PlanQuery): Plan {
    const kind = this.planner.kindOf(asked)
    const known = this.plans.get(kind.key)
    if (known !== undefined) return known
    const plan = this.planner.make(kind, (key) => this.view(key))
    // Plans hold only what the views hold, so the same bound serves both.
    if (this.plans.size >= this.mostViews()) this.plans.clear()
    this.plans.set(kind.key, plan)
    return plan
  }

  /** The same for a pick that is not made: where there is no plan yet, one that nothing else sees. */
  planApart(asked: PlanQuery): Plan {
    const kind = this.planner.kindOf(asked)
    const known = this.plans.get(kind.key)
    if (known !== undefined) return known
    return this.planner.make(kind, (key) => new View(this.pool, this.run, this.views.get(key)))
  }

  /** Whether the policy in this role follows weights by itself. */
  followsWeight(role: Role): boolean {
    const choice = choiceOf(this.config, role)
    return choice !== undefined && (this.follows[role] ??= this.deps.runner.followsWeight(choice.type))
  }

  /** Status of the policy in a role, over all views: one that does not serve somewhere does not serve. */
  policyStatus(role: Role = 'policy'): RunningPolicyStatus {
    let failures = 0
    let lastError = ''
    const type = choiceOf(this.pool.config, role)?.type ?? ''
    let activeType = type
    for (const view of this.views.values()) {
      const status = view.status(role)
      if (status === undefined) continue
      failures += status.failures
      if (status.lastError !== '') lastError = status.lastError
      if (status.activeType !== type) activeType = status.activeType
    }
    return { activeType, failures, lastError }
  }

  /** Judges the canary; its policy runs no more when it is rolled back. */
  sweepTrials(): void {
    const { trials } = this
    if (trials.canary === undefined || trials.canary.rolledBack !== '') return
    trials.sweep(this.policyStatus('canary'))
    if (trials.canary.rolledBack !== '') this.dropPolicies(['canary'])
  }

  /** Picks answered. */
  get picks(): number {
    return Object.values(this.picksByReason).reduce((sum, count) => sum + count, 0)
  }

  eachView(visit: (view: View) => void): void {
    for (const view of this.views.values()) visit(view)
  }

  countRefusal(reason: string): void {
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1)
  }

  close(): void {
    for (const view of this.views.values()) view.dropPolicies()
    this.views.clear()
    this.plans.clear()
  }

  private refreshEntry(entry: BackendEntry, now: number): boolean {
    if (entry.tokenSuffix === '') entry.tokenSuffix = tokenSuffix(this.pool.name, entry.id)
    if (entry.ejection.until !== undefined && entry.ejection.until <= now) entry.ejection.until = undefined
    let { state, reason } = eligibilityOf(entry, this.pool.config, now)
    if (state === entry.state) {
      entry.stateReason = reason
      return false
    }
    const returns = !isPickable(entry.state) && isPickable(state)
    if (returns) {
      this.pool.beginSlowStart(entry)
      ;({ state, reason } = eligibilityOf(entry, this.pool.config, now))
    }
    // Draining matters by itself: panic includes the unhealthy, and never the draining.
    const plansChange =
      isPickable(state) !== isPickable(entry.state) || state === 'draining' || entry.state === 'draining'
    entry.state = state
    entry.stateReason = reason
    entry.stateSince = now
    return plansChange
  }

  private reconfigure(): void {
    const before = this.config
    this.config = this.pool.config
    this.bindings.configure(this.config.affinity)
    this.trials.configure(this.config)
    const differs = (part: (config: PoolConfig) => unknown): boolean =>
      JSON.stringify(part(before)) !== JSON.stringify(part(this.config))
    this.dropPolicies(ROLES.filter((role) => differs((config) => [choiceOf(config, role), config.fallbackPolicy])))
    // A budget that goes on as it was keeps what was spent of it.
    if (differs(({ retryBudget }) => retryBudget)) this.retries = createRetryBudget(this.config.retryBudget)
  }

  /** Every view makes the policies of these roles anew at its next pick. */
  private dropPolicies(roles: readonly Role[]): void {
    for (const view of this.views.values()) view.dropPolicies(roles)
    for (const role of roles) delete this.follows[role]
  }

  private view(key: string): View {
    const known = this.views.get(key)
    if (known !== undefined) {
      this.views.delete(key)
      this.views.set(key, known)
      return known
    }
    if (this.views.size >= this.mostViews()) this.evictView()
    const view = new View(this.pool, this.run)
    this.views.set(key, view)
    return view
  }

  /** Each group of keys has views of its own, of a few members each. */
  private mostViews(): number {
    const { size, groups } = this.pool.config.subsetting
    return size > 0 ? MAX_VIEWS * groups : MAX_VIEWS
  }

  private evictView(): void {
    const oldest = this.views.entries().next()
    if (oldest.done === true) return
    const [key, view] = oldest.value
    view.dropPolicies()
    this.views.delete(key)
    // A plan may still hold the view: it would make its policy anew, unseen by eachView.
    this.plans.clear()
  }
}

/** Undefined: the pool has none in this role. */
export function choiceOf({ policy, canary, shadow }: PoolConfig, role: Role): PolicyChoice | undefined {
  if (role === 'policy') return policy
  if (role === 'hash') return HASH_POLICY
  return role === 'canary' ? canary?.policy : shadow?.policy
}
