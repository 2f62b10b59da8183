import type { Clock, PolicyOutcome } from '../../policies/policy.ts'
import type { Refusal } from '../errors.ts'
import { refuse, refuseField } from '../errors.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import { countsAsFailure } from '../pools/signals.ts'
import type { OutcomeReport } from '../use-cases.ts'
import { consecutiveReason, eject, mayEject } from './outlier-detection.ts'
import { parseToken } from './pick-token.ts'
import type { PoolPicks } from './pool-picks.ts'

export interface OutcomesDeps {
  readonly directory: Directory
  readonly clock: Clock
  /** Short name of this replica, as in its pick tokens. */
  readonly replica: string
  readonly picksOf: (pool: Pool) => PoolPicks
}

/** The use case of an outcome: it frees the pick, feeds the signals and may eject the backend. */
export function createOutcomes(deps: OutcomesDeps): (outcome: OutcomeReport) => Refusal | undefined {
  return (outcome) => {
    const token = outcome.token === '' ? undefined : parseToken(outcome.token)
    if (outcome.token !== '' && token === undefined) {
      return refuseField('pick_token', 'not a token of this service: send it as it came with the pick')
    }
    const poolName = token?.pool ?? outcome.pool
    const backendId = token?.backendId ?? outcome.backendId
    const pool = deps.directory.get(poolName)
    if (pool === undefined) return refuse('POOL_NOT_FOUND', `pool ${poolName} does not exist`, { pool: poolName })
    const picks = deps.picksOf(pool)
    if (token?.replica === deps.replica) {
      endLease(picks, token.sequence, outcome.latencyMs, deps.clock.now())
    }
    const entry = pool.entries.get(backendId)
    if (entry === undefined) {
      const message = `pool ${poolName} has no backend ${backendId}: it may have left since the pick`
      return refuse('BACKEND_NOT_FOUND', message, { pool: poolName, backend_id: backendId })
    }
    observe(picks, entry, outcome)
    if (token?.arm !== undefined) picks.trials.canary?.observe(token.arm, outcome.result, outcome.latencyMs)
    ejectAtOnce(pool, entry, deps.clock.now())
    return undefined
  }
}

/** The call took as long as its caller says, so it ended that long after the pick, whenever its outcome comes. */
function endLease({ pool, ledger }: PoolPicks, sequence: number, latencyMs: number | undefined, now: number): void {
  const begunAt = ledger.begunAtOf(sequence)
  if (begunAt === undefined) return
  const endedAt = latencyMs === undefined ? now : Math.min(now, begunAt + latencyMs)
  if (latencyMs !== undefined) pool.traffic.outcomeCame(now - endedAt)
  ledger.end(sequence, endedAt)
}

function observe(picks: PoolPicks, entry: BackendEntry, outcome: OutcomeReport): void {
  const { result, latencyMs, load } = outcome
  entry.outcomes++
  entry.signals.observe(result, latencyMs)
  if (picks.pool.config.concurrencyLimit.mode !== 'off') entry.learnLimit(picks.pool.config.concurrencyLimit, outcome)
  picks.retries?.observe(result)
  if (load !== undefined) entry.observeReport(load, outcome.loadAgeMs)
  entry.ejection.count(result)
  noteForReplicas(entry, outcome)
  const heard: PolicyOutcome = { backendId: entry.id, result, latencyMs }
  picks.eachView((view) => view.hear(heard))
}

function noteForReplicas(entry: BackendEntry, { result, latencyMs }: OutcomeReport): void {
  const { digest } = entry
  digest.dirty = true
  if (result === 'success') {
    digest.successes++
    digest.latencySumMs += latencyMs ?? 0
    digest.latencyMaxMs = Math.max(digest.latencyMaxMs, latencyMs ?? 0)
  } else if (countsAsFailure(result)) {
    digest.failures++
    entry.failures++
  }
}

/** Errors in a row eject without waiting for the sweep. */
function ejectAtOnce(pool: Pool, entry: BackendEntry, now: number): void {
  const settings = pool.config.outlierDetection
  if (!settings.enabled || entry.ejection.until !== undefined) return
  const reason = consecutiveReason(entry, settings)
  if (reason === undefined) return
  let ejected = 0
  for (const other of pool.byId()) if (other.ejection.until !== undefined) ejected++
  if (!mayEject(ejected, pool.entries.size, settings)) return
  eject(entry, settings, reason, now)
  pool.touch()
}
