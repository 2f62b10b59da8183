import type { Clock } from '../../policies/policy.ts'
import type { Degradations } from '../pick/degradations.ts'
import type { Picks } from '../pick/index.ts'
import { adviseOn } from '../pick/trial/advice.ts'
import { autoWeightView } from '../pools/auto-weights/explain.ts'
import { WHOLE_POOL } from '../pick/planner.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendView, Page, PolicyAdvice, PoolView } from '../use-cases.ts'

const MAX_PAGE = 1_000

export interface ViewDeps {
  readonly picks: Picks
  readonly degradations: Degradations
  readonly clock: Clock
}

export function poolView({ picks, degradations }: ViewDeps, pool: Pool): PoolView {
  const room = picks.of(pool)
  const plan = room.plan(WHOLE_POOL)
  const policy = room.policyStatus()
  const panic = plan.levels.some((level) => level.panic)
  return {
    config: pool.config,
    configVersion: pool.configVersion,
    revision: pool.revision,
    backends: pool.entries.size,
    eligible: room.eligible,
    activePolicy: policy.activeType,
    degraded: degradations.of(pool, {
      panic,
      policyFallback: policy.activeType !== pool.config.policy.type,
      subsetFallback: false,
    }),
    policyFailures: policy.failures,
    lastPolicyError: policy.lastError,
    picks: room.picks,
    canary: room.trials.canary?.report(),
  }
}

export function policyAdvice({ picks, clock }: ViewDeps, pool: Pool): PolicyAdvice {
  const { shadow, canary } = picks.of(pool).trials
  return adviseOn(pool.config, shadow?.report(clock.now()), canary?.report())
}

export function backendView({ clock }: ViewDeps, pool: Pool, entry: BackendEntry): BackendView {
  const now = clock.now()
  const { signals, ejection } = entry
  return {
    backend: entry.card,
    state: entry.state,
    stateReason: entry.stateReason,
    stateAgeMs: Math.max(0, now - entry.stateSince),
    epoch: entry.record.epoch,
    heartbeatAgeMs: entry.lastBeatAt === undefined ? undefined : Math.max(0, now - entry.lastBeatAt),
    override: entry.override,
    effectiveWeight: signals.weight(),
    inFlight: Math.round(signals.inFlight()),
    latencyMs: signals.latencyMs(),
    successRate: signals.successRate(),
    load: signals.loadReport(),
    loadAgeMs: signals.loadReportAgeMs(),
    picks: entry.picks,
    outcomes: entry.outcomes,
    failures: entry.failures,
    ejectedForMs: ejection.until === undefined ? undefined : Math.max(0, ejection.until - now),
    autoWeight: autoWeightView(pool, entry, now),
  }
}

/** A page of a list that is sorted by key; the token is the last key of the page before. */
export function pageOf<Item, View>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  viewOf: (item: Item) => View,
  pageSize: number,
  pageToken: string,
): Page<View> {
  const size = pageSize === 0 ? MAX_PAGE : Math.min(pageSize, MAX_PAGE)
  const start = pageToken === '' ? 0 : firstAfter(sorted, keyOf, pageToken)
  const items = sorted.slice(start, start + size)
  const last = items.at(-1)
  const more = start + size < sorted.length
  return { kind: 'page', items: items.map(viewOf), nextPageToken: more && last !== undefined ? keyOf(last) : '' }
}

function firstAfter<Item>(sorted: readonly Item[], keyOf: (item: Item) => string, key: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = sorted[middle]
    if (item !== undefined && keyOf(item) <= key) low = middle + 1
    else high = middle
  }
  return low
}
