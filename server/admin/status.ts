import { WHOLE_POOL } from '../pick/planner.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendStore, StoreStatus } from '../store/store.ts'
import type { DegradedReason, DegradedStatus, ReplicaStatus } from '../use-cases.ts'
import type { ViewDeps } from './views.ts'

export interface StatusDeps extends ViewDeps {
  readonly directory: Directory
  readonly store: BackendStore
  /** Short name of this replica. */
  readonly replica: string
  /** By the clock. */
  readonly startedAt: number
}

/** More than anybody reads; ten thousand pools may be in panic at once. */
const MAX_DEGRADED = 100

/** The replica as a whole: what it has, and whatever is degraded with its cause and its end. */
export function replicaStatus(deps: StatusDeps): ReplicaStatus {
  const { directory, picks, store, clock } = deps
  const { up, silentMs, pending, error } = store.status()
  const degraded: DegradedStatus[] = []
  const total = { pools: 0, backends: 0, eligible: 0, picks: 0, degraded: 0 }
  const add = (status: DegradedStatus): void => {
    total.degraded += 1
    if (degraded.length < MAX_DEGRADED) degraded.push(status)
  }
  const silentSince = deps.degradations.storeSilentSince()
  if (silentSince !== undefined) add(storeUnavailable(store.status(), clock.now() - silentSince))
  for (const pool of directory.byName()) {
    const room = picks.of(pool)
    total.pools += 1
    total.backends += pool.entries.size
    total.eligible += room.eligible
    total.picks += room.picks
    for (const status of degradedOf(deps, pool)) add(status)
    const rolledBack = rolledBackCanary(deps, pool)
    if (rolledBack !== undefined) add(rolledBack)
  }
  return {
    replica: deps.replica,
    uptimeMs: Math.max(0, clock.now() - deps.startedAt),
    store: { kind: store.kind, up, silentMs, pending, error },
    degraded,
    degradedOmitted: total.degraded - degraded.length,
    pools: total.pools,
    backends: total.backends,
    eligible: total.eligible,
    picks: total.picks,
  }
}

function degradedOf({ picks, degradations, clock }: StatusDeps, pool: Pool): DegradedStatus[] {
  const room = picks.of(pool)
  const panic = mayPanic(pool, room.eligible) && room.plan(WHOLE_POOL).levels.some((level) => level.panic)
  const policy = room.policyStatus()
  const policyFallback = policy.activeType !== pool.config.policy.type
  const met = { panic, policyFallback, subsetFallback: false }
  // It notes since when, as a pick does.
  if (degradations.of(pool, met) === undefined) return []
  const facts = { eligible: room.eligible, lastError: policy.lastError }
  return degradations
    .since(pool, met)
    .filter(([reason]) => reason !== 'store_unavailable')
    .map(([reason, since]) => ({
      reason,
      pool: pool.name,
      forMs: Math.max(0, clock.now() - since),
      ...explain(reason, pool, facts),
    }))
}

/** No pick is worse for it; but somebody wanted another policy, and the pool does not have it. */
function rolledBackCanary({ picks, clock }: StatusDeps, pool: Pool): DegradedStatus | undefined {
  const { canary } = picks.of(pool).trials
  if (canary?.rolledBackAt === undefined) return undefined
  return {
    reason: 'canary_rolled_back',
    pool: pool.name,
    forMs: Math.max(0, clock.now() - canary.rolledBackAt),
    cause: `the canary with ${canary.settings.policy.type} was rolled back; ${canary.rolledBack}`,
    ends: `when the pool's configuration has another canary or none; ${pool.config.policy.type} makes all picks until then`,
  }
}

/** Plans cost something to make, and most pools are far from panic. */
function mayPanic(pool: Pool, eligible: number): boolean {
  return eligible * 100 < pool.entries.size * pool.config.panicThresholdPercent
}

function storeUnavailable({ error, silentMs }: StoreStatus, forMs: number): DegradedStatus {
  const why = error === '' ? '' : `: ${error}`
  return {
    reason: 'store_unavailable',
    pool: '',
    forMs: Math.max(0, forMs),
    cause: `the store has not answered for ${seconds(silentMs)}${why}`,
    ends: 'by itself, when the store answers again; picks go on from memory until then, and changes by operators are refused',
  }
}

interface Facts {
  readonly eligible: number
  readonly lastError: string
}

function explain(reason: DegradedReason, pool: Pool, { eligible, lastError }: Facts): { cause: string; ends: string } {
  const { config } = pool
  switch (reason) {
    // Told of the replica as a whole, and of single picks.
    case 'store_unavailable':
    case 'canary_rolled_back':
    case 'subset_fallback':
      return { cause: '', ends: '' }
    case 'state_stale':
      return {
        cause:
          'the state of this pool comes from the store, and no heartbeat has confirmed it since this replica started',
        ends: 'by itself, with the first heartbeat of one of its backends: look whether their agents run',
      }
    case 'self_preservation': {
      const { thresholdPercent, maxDurationMs } = config.selfPreservation
      return {
        cause: `more than ${thresholdPercent} % of its ${pool.entries.size} backends went silent at once, so no further one expires`,
        ends: `when heartbeats are back for all but ${thresholdPercent} %, and after ${seconds(maxDurationMs)} at the latest`,
      }
    }
    case 'panic':
      return {
        cause: `${eligible} of ${pool.entries.size} backends are eligible, fewer than ${config.panicThresholdPercent} %, so health is ignored`,
        ends: `when ${config.panicThresholdPercent} % are eligible again: look at the states of its backends`,
      }
    case 'policy_fallback':
      return {
        cause: `the policy ${config.policy.type} failed, so ${config.fallbackPolicy.type} picks${lastError === '' ? '' : `: ${lastError}`}`,
        ends: 'when the policy works again: it is tried after at most 5 minutes, and at once when a new version of it is loaded',
      }
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
