import type { Decision__Output } from '../../../proto/gen/lookaside/v1/Decision.ts'
import type { Replay__Output } from '../../../proto/gen/lookaside/v1/Replay.ts'
import { millisecondsOf } from './quantities.ts'
import { degradation, type Degradation, enumWord, pickReasonWord } from './words.ts'

export interface ScoreInput {
  readonly signal: string
  readonly value: number
  /** Null: it has none, as a weight has none. */
  readonly ageMs: number | null
}

export interface ScoredBackend {
  readonly backendId: string
  readonly score: number
  readonly inputs: readonly ScoreInput[]
}

/** A decision as `-o json` shows it. Empty text: none. */
export interface DecisionLine {
  readonly id: string
  /** RFC 3339, by the replica's clock. Null: unknown. */
  readonly time: string | null
  readonly pool: string
  readonly policy: string
  readonly policyReason: string
  readonly backendId: string
  readonly runnerUpBackendId: string
  readonly alternateBackendIds: readonly string[]
  /** Empty: nothing was picked. */
  readonly reason: string
  readonly errorReason: string
  readonly errorMessage: string
  readonly backends: number
  readonly candidates: number
  readonly excluded: readonly { readonly backendId: string; readonly reason: string }[]
  readonly excludedOmitted: number
  readonly scores: readonly ScoredBackend[]
  readonly randomDraws: readonly number[]
  readonly discardedChoices: number
  readonly degraded: Degradation | null
  readonly callerLocality: { readonly region: string; readonly zone: string; readonly subZone: string } | null
  readonly localityLevel: string
  /** `none`, `hash`, `binding` or `token`. */
  readonly affinity: string
  readonly revision: number
  readonly configVersion: number
  readonly dryRun: boolean
  readonly traceId: string
  readonly replica: string
  readonly replayable: boolean
}

export function decisionLine(decision: Decision__Output): DecisionLine {
  const { id, pool, policy, policyReason, backendId, runnerUpBackendId, alternateBackendIds } = decision
  const { errorReason, errorMessage, backends, candidates, excludedOmitted, randomDraws, discardedChoices } = decision
  const { localityLevel, revision, configVersion, dryRun, traceId, replica, replayable } = decision
  const { region = '', zone = '', subZone = '' } = decision.callerLocality ?? {}
  const reason = pickReasonWord(decision.reason)
  const affinity = enumWord(decision.affinity, 'AFFINITY_MODE_')
  return {
    ...{ id, time: timeOf(decision), pool, policy, policyReason, backendId, runnerUpBackendId, alternateBackendIds },
    ...{ reason: reason === 'unspecified' ? '' : reason, errorReason, errorMessage, backends, candidates },
    excluded: decision.excluded.map((one) => ({ backendId: one.backendId, reason: one.reason })),
    excludedOmitted,
    scores: decision.scores.map((scored) => ({
      ...{ backendId: scored.backendId, score: scored.score },
      inputs: scored.inputs.map(({ signal, value, age }) => ({ signal, value, ageMs: millisecondsOf(age) })),
    })),
    ...{ randomDraws, discardedChoices, degraded: degradation(decision.degraded) },
    callerLocality: decision.callerLocality === null ? null : { region, zone, subZone },
    ...{ localityLevel, affinity: affinity === 'unspecified' ? 'none' : affinity, revision, configVersion },
    ...{ dryRun, traceId, replica, replayable },
  }
}

/** Whatever the service sends must not end the command: a time out of range is none. */
function timeOf({ time }: Decision__Output): string | null {
  const date = new Date(time === null ? Number.NaN : time.seconds * 1_000 + time.nanos / 1e6)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** A replay as `-o json` shows it. */
export interface ReplayLine {
  /** Empty: none. */
  readonly backendId: string
  readonly same: boolean
  readonly note: string
}

export function replayLine(replay: Replay__Output | null): ReplayLine | null {
  return replay === null ? null : { backendId: replay.backendId, same: replay.same, note: replay.note }
}
