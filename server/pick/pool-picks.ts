import type { Clock, Rng } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
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
import type { PolicyRunner, RunningPolicyStatus } from './policy-runner.ts'
import { tokenSuffix } from './pick-token.ts'
import type { RetryBudget } from './retry-budget.ts'
import { createRetryBudget } from './retry-budget.ts'
import { View } from './view.ts'

/** Most views of a pool: each selector and each kind of caller's locality has its own. The least recently used goes first. */
const MAX_VIEWS = 256

export interface PoolPicksDeps {
  readonly clock: Clock
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
  }
  /** Picks refused, by reason in the error catalogue. */
  readonly refusals = new Map<string, number>()
  /** Whether the pool's policy follows weights by itself. */
  followsWeight = false
  private readonly deps: PoolPicksDeps
  private readonly plans = new Map<string, Plan>()
  private readonly views = new Map<string, View>()
  private readonly planner: Planner
  private config: PoolConfig
  private warming = false
  private lastWarmRevisionAt = 0

  constructor(pool: Pool, deps: PoolPicksDeps) {
    this.pool = pool
    this.deps = deps
    this.config = pool.config
    this.followsWeight = deps.runner.followsWeight(pool.config.policy.type)
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
    return this.planner.make(kind, (key) => new View(this.pool, this.deps.runner, this.views.get(key)))
  }

  /** The policies' code or configuration has changed: every view makes its policy anew at its next pick. */
  dropPolicies(): void {
    for (const view of this.views.values()) view.dropPolicies()
    this.followsWeight = this.deps.runner.followsWeight(this.pool.config.policy.type)
  }

  /** Status of the policy of the view used last. */
  policyStatus(): RunningPolicyStatus {
    let failures = 0
    let lastError = ''
    let activeType = this.pool.config.policy.type
    for (const view of this.views.values()) {
      const status = view.running()?.status()
      if (status === undefined) continue
      failures += status.failures
      if (status.lastError !== '') lastError = status.lastError
      if (status.activeType !== this.pool.config.policy.type) activeType = status.activeType
    }
    return { activeType, failures, lastError }
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
    const differs = (part: (config: PoolConfig) => unknown): boolean =>
      JSON.stringify(part(before)) !== JSON.stringify(part(this.config))
    if (differs(({ policy, fallbackPolicy }) => [policy, fallbackPolicy])) this.dropPolicies()
    // A budget that goes on as it was keeps what was spent of it.
    if (differs(({ retryBudget }) => retryBudget)) this.retries = createRetryBudget(this.config.retryBudget)
  }

  private view(key: string): View {
    const known = this.views.get(key)
    if (known !== undefined) {
      this.views.delete(key)
      this.views.set(key, known)
      return known
    }
    if (this.views.size >= this.mostViews()) this.evictView()
    const view = new View(this.pool, this.deps.runner)
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
