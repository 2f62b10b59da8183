import { WHOLE_POOL } from '../pick/planner.ts'
import type { PoolPicks } from '../pick/pool-picks.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Observe } from './metric-sources.ts'
import { observeTrials } from './observe-trials.ts'

const STATES = ['eligible', 'warming', 'saturated', 'ejected', 'unhealthy', 'expired', 'draining'] as const
/** Backends of a pool that have series of their own; a larger pool has none, rather than some. */
const MAX_SHOWN_BACKENDS = 50
/** Series by backend in all: pools get them in the order in which they came until these are used up. */
const MAX_BACKEND_SERIES = 1_000

/** `now`: the clock that heartbeats are stamped by. */
export function observePools(observe: Observe, pools: Iterable<PoolPicks>, now: number): void {
  let room = MAX_BACKEND_SERIES
  for (const picks of pools) {
    observePicks(observe, picks)
    observeBackends(observe, picks, now)
    observeTrials(observe, picks, now)
    const { size } = picks.pool.entries
    if (size > MAX_SHOWN_BACKENDS || size > room) continue
    room -= size
    observeShares(observe, picks)
  }
}

function observePicks(observe: Observe, picks: PoolPicks): void {
  const { pool } = picks
  const labels = { pool: pool.name }
  const policy = pool.config.policy.type
  for (const [reason, count] of Object.entries(picks.picksByReason)) {
    if (count > 0) observe('lookaside.picks', count, { ...labels, policy, reason })
  }
  for (const [reason, count] of picks.refusals) observe('lookaside.pick.refusals', count, { ...labels, reason })
  const leases = picks.ledger.stats()
  observe('lookaside.pick.leases_expired', leases.expired, labels)
  observe('lookaside.pick.in_flight', leases.outstanding, labels)
  const { levels } = picks.plan(WHOLE_POOL)
  const candidates = levels.reduce((sum, { view }) => sum + view.members.length, 0)
  observe('lookaside.pick.candidates', candidates, labels)
  observe('lookaside.pool.panic', levels.some((level) => level.panic) ? 1 : 0, labels)
  const status = picks.policyStatus()
  observe('lookaside.pool.policy_failures', status.failures, labels)
  observe('lookaside.pool.policy_fallback', status.activeType === policy ? 0 : 1, labels)
  observe('lookaside.pool.bindings', picks.bindings.size, labels)
}

function observeBackends(observe: Observe, { pool }: PoolPicks, now: number): void {
  const labels = { pool: pool.name }
  const byState = new Map<string, number>()
  for (const entry of pool.byId()) byState.set(entry.state, (byState.get(entry.state) ?? 0) + 1)
  for (const state of STATES) observe('lookaside.pool.backends', byState.get(state) ?? 0, { ...labels, state })
  observe('lookaside.pool.self_preservation', pool.selfPreservation === undefined ? 0 : 1, labels)
  observe('lookaside.pool.ejected', byState.get('ejected') ?? 0, labels)
  const inUse = pool.byId().filter(({ state }) => state === 'eligible' || state === 'warming' || state === 'saturated')
  const { mode, imbalance, changes } = pool.autoWeights
  if (mode !== 'off') observe('lookaside.pool.auto_weight_changes', changes, labels)
  if (imbalance !== undefined) observe('lookaside.pool.utilization_imbalance', imbalance, labels)
  observeAge(observe, { ...labels, signal: 'heartbeat' }, inUse, ({ lastBeatAt }) =>
    lastBeatAt === undefined ? undefined : now - lastBeatAt,
  )
  observeAge(observe, { ...labels, signal: 'load_report' }, inUse, (entry) => entry.signals.loadReportAgeMs())
}

/** The oldest of what there is; nothing where there is none. */
function observeAge(
  observe: Observe,
  labels: { readonly pool: string; readonly signal: string },
  entries: readonly BackendEntry[],
  ageMs: (entry: BackendEntry) => number | undefined,
): void {
  let oldest: number | undefined
  for (const entry of entries) {
    const age = ageMs(entry)
    if (age !== undefined && age > (oldest ?? -1)) oldest = age
  }
  if (oldest !== undefined) observe('lookaside.pool.signal_age', oldest / 1_000, labels)
}

/** How the picks of a pool are shared out. */
function observeShares(observe: Observe, { pool }: PoolPicks): void {
  for (const entry of pool.byId()) {
    const labels = { pool: pool.name, backend: entry.id }
    observe('lookaside.backend.picks', entry.picks, labels)
    if (pool.autoWeights.mode !== 'off') observe('lookaside.backend.auto_weight', entry.autoWeight.factor, labels)
  }
}
