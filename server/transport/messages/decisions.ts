import type { Decision as DecisionMessage } from '../../../proto/gen/lookaside/v1/Decision.ts'
import type { Replay } from '../../../proto/gen/lookaside/v1/Replay.ts'
import type { ScoredBackend as ScoredBackendMessage } from '../../../proto/gen/lookaside/v1/ScoredBackend.ts'
import type { Decision, Replayed, ScoredBackend } from '../../use-cases.ts'
import { degradedMessage } from './answers.ts'
import { toOptionalDuration } from './durations.ts'
import { AFFINITY_MODES, PICK_REASONS } from './enums.ts'

/** A decision as every transport shows it. It holds no affinity key, since the record holds none. */
export function decisionMessage(decision: Decision): DecisionMessage {
  const {
    kind: _,
    time,
    excluded,
    scores,
    degraded,
    callerLocality,
    localityLevel,
    reason,
    affinity,
    ...same
  } = decision
  return {
    ...same,
    time: toTimestamp(time),
    excluded: excluded.map(({ backendId, reason: why }) => ({ backendId, reason: why })),
    scores: scores.map(scoreMessage),
    alternateBackendIds: [...decision.alternateBackendIds],
    randomDraws: [...decision.randomDraws],
    reason: reason === undefined ? 'PICK_REASON_UNSPECIFIED' : PICK_REASONS[reason].name,
    degraded: degradedMessage(degraded),
    callerLocality: callerLocality === undefined ? null : { ...callerLocality },
    localityLevel: localityLevel ?? '',
    affinity: affinity === 'none' ? 'AFFINITY_MODE_UNSPECIFIED' : AFFINITY_MODES[affinity].name,
  }
}

function scoreMessage({ backendId, score, inputs }: ScoredBackend): ScoredBackendMessage {
  return {
    backendId,
    score,
    inputs: inputs.map(({ signal, value, ageMs }) => ({ signal, value, age: toOptionalDuration(ageMs) })),
  }
}

export function replayMessage({ backendId, same, note }: Replayed): Replay {
  return { backendId, same, note }
}

/** The google.protobuf.Timestamp of milliseconds since 1970, rounded to microseconds: a double holds no more of today. */
export function toTimestamp(ms: number): { seconds: number; nanos: number } {
  const micros = Math.round(ms * 1_000)
  const seconds = Math.floor(micros / 1_000_000)
  return { seconds, nanos: (micros - seconds * 1_000_000) * 1_000 }
}
