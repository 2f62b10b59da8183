import type { ExplainPickRequest__Output } from '../../../proto/gen/lookaside/v1/ExplainPickRequest.ts'
import type { ExplainPickResponse } from '../../../proto/gen/lookaside/v1/ExplainPickResponse.ts'
import type { WatchDecisionsRequest__Output } from '../../../proto/gen/lookaside/v1/WatchDecisionsRequest.ts'
import type { Refusal } from '../../errors.ts'
import type { Decision, DecisionUseCases } from '../../use-cases.ts'
import {
  toDecisionFilter,
  toDecisionRate,
  toExplainRequest,
  type ExplainRequest,
} from '../messages/decision-requests.ts'
import { decisionMessage, replayMessage } from '../messages/decisions.ts'
import { isRefusal } from '../messages/refusals.ts'

/** One open WatchDecisions. */
export interface DecisionTap {
  readonly kind: 'decision_tap'
  close(): void
}

/** Called on the path of a pick: what it does there is all that a pick may notice of its watchers. */
export type OnDecision = (decision: Decision, dropped: number) => void

export type OpenDecisionTap = (request: WatchDecisionsRequest__Output, onDecision: OnDecision) => DecisionTap | Refusal

export interface DecisionCalls {
  readonly explainPick: (request: ExplainPickRequest__Output) => ExplainPickResponse | Refusal
  readonly watchDecisions: OpenDecisionTap
}

/** The RPCs that explain picks, from message to message. */
export function createDecisionCalls(decisions: DecisionUseCases): DecisionCalls {
  return {
    explainPick(message) {
      const request = toExplainRequest(message)
      return request.kind === 'refused' ? request : explain(decisions, request)
    },
    watchDecisions(message, onDecision) {
      const filter = toDecisionFilter(message)
      if (isRefusal(filter)) return filter
      const rate = toDecisionRate(message.maxPerSecond)
      if (isRefusal(rate)) return rate
      return { kind: 'decision_tap', close: decisions.watch(filter, rate, onDecision) }
    },
  }
}

/** The decision that is asked for, made again from its inputs if that is asked for too. */
function explain(decisions: DecisionUseCases, request: ExplainRequest): ExplainPickResponse | Refusal {
  const decision = find(decisions, request)
  if (decision.kind === 'refused') return decision
  if (request.kind === 'dry_run' || !request.replay) return { decision: decisionMessage(decision), replay: null }
  const replayed = decisions.replay(decision.id)
  if (replayed.kind === 'refused') return replayed
  return { decision: decisionMessage(decision), replay: replayMessage(replayed) }
}

function find(decisions: DecisionUseCases, request: ExplainRequest): Decision | Refusal {
  switch (request.kind) {
    case 'recorded':
      return decisions.find(request.id)
    case 'latest':
      return decisions.latest(request.pool)
    case 'dry_run':
      return decisions.dryRun(request.query)
  }
}
