import type { Span, Tracer } from '@opentelemetry/api'
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Refusal } from '../errors.ts'
import type { Decision, DecisionUseCases, OutcomeReport, Picked, UseCases } from '../use-cases.ts'
import { ATTR, SPAN } from './names.ts'
import type { TraceScope } from './trace-scope.ts'
import { TracedPicks } from './traced-picks.ts'
import type { TracedPick } from './traced-picks.ts'

export interface TraceUseCasesDeps {
  readonly tracer: Tracer
  readonly scope: TraceScope
  /** Wire name of a pool's policy. Empty: there is no such pool. */
  readonly policyOf: (pool: string) => string
}

/** The same use cases; picks of a recorded call and their outcomes show in its trace. Others pass with one comparison. */
export function traceUseCases(useCases: UseCases, { tracer, scope, policyOf }: TraceUseCasesDeps): UseCases {
  const { picks, decisions } = useCases
  const traced = new TracedPicks()
  return {
    ...useCases,
    picks: {
      ...picks,
      pick: (query) => {
        const { call } = scope
        if (call === undefined) return picks.pick(query)
        const answer = picks.pick({ ...query, traceId: call.traceId })
        call.picked(query.pool, policyOf(query.pool), answer, decisionOn(decisions, query.pool, call.traceId, answer))
        if (answer.kind === 'picked') traced.remember(answer.token, call, query.pool, answer.backend.id)
        return answer
      },
      report: (outcome) => {
        const pick = traced.size === 0 ? undefined : traced.take(outcome.token)
        if (pick === undefined) return picks.report(outcome)
        const span = startOutcome(tracer, pick, outcome)
        const refusal = picks.report(outcome)
        endOutcome(span, outcome, refusal)
        return refusal
      },
    },
  }
}

/** The record of a pick, if it was recorded: one that picked nobody has an id of its own, so it is looked for by its trace. */
function decisionOn(
  decisions: DecisionUseCases,
  pool: string,
  traceId: string,
  answer: Picked | Refusal,
): Decision | undefined {
  const found = answer.kind === 'picked' ? decisions.find(answer.token) : decisions.latest(pool)
  if (found.kind === 'refused') return undefined
  const isIt = answer.kind === 'picked' || (found.traceId === traceId && found.errorReason === answer.reason)
  return isIt ? found : undefined
}

/**
 * An outcome is linked to its pick and lies beside it, below the caller's span, whose trace it shares: with the same trace
 * id every sampler comes to the same answer. Where the trace began with the pick there is no span but the pick's to be below.
 */
function startOutcome(tracer: Tracer, { pick, parent, pool, backendId }: TracedPick, outcome: OutcomeReport): Span {
  const context = trace.setSpanContext(ROOT_CONTEXT, parent ?? pick)
  const attributes = {
    [ATTR.pool]: pool,
    [ATTR.backend]: backendId,
    [ATTR.decision]: outcome.token,
    [ATTR.outcomeResult]: outcome.result,
    ...(outcome.latencyMs === undefined ? {} : { [ATTR.outcomeLatency]: outcome.latencyMs / 1_000 }),
    ...(outcome.status === '' ? {} : { [ATTR.outcomeStatus]: outcome.status }),
  }
  return tracer.startSpan(SPAN.outcome, { attributes, links: [{ context: pick }] }, context)
}

function endOutcome(span: Span, { result }: OutcomeReport, refusal: Refusal | undefined): void {
  if (refusal !== undefined) span.setAttribute(ATTR.error, refusal.reason)
  if (result !== 'success' && result !== 'cancelled') {
    span.setAttribute(ATTR.errorType, result)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}
