import type { Attributes, Span } from '@opentelemetry/api'
import type { Decision } from '../use-cases.ts'
import { ATTR, EVENT } from './names.ts'

/** Scores and random draws that an event lists; the decision itself has more. */
const MAX_SCORES = 5
const MAX_DRAWS = 8

/** The stages of a pick as events, from its record: they were made afterwards, so their times say only their order. */
export function addStages(span: Span, decision: Decision): void {
  span.addEvent(EVENT.plan, planOf(decision))
  span.addEvent(EVENT.policy, policyOf(decision))
  if (decision.backendId !== '') {
    span.addEvent(EVENT.lastCheck, { [ATTR.backend]: decision.backendId, [ATTR.discarded]: decision.discardedChoices })
  }
}

function planOf(decision: Decision): Attributes {
  const attributes: Attributes = {
    [ATTR.backends]: decision.backends,
    [ATTR.candidates]: decision.candidates,
    [ATTR.excluded]: decision.excluded.length + decision.excludedOmitted,
  }
  if (decision.localityLevel !== undefined) attributes[ATTR.localityLevel] = decision.localityLevel
  // Reasons are a fixed set of words, so these names are bounded.
  const counts = new Map<string, number>()
  for (const { reason } of decision.excluded) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  for (const [reason, count] of counts) attributes[`${ATTR.excluded}.${reason}`] = count
  return attributes
}

function policyOf(decision: Decision): Attributes {
  const attributes: Attributes = { [ATTR.policy]: decision.policy, [ATTR.affinity]: decision.affinity }
  if (decision.policyReason !== '') attributes[ATTR.policyReason] = decision.policyReason
  if (decision.runnerUpBackendId !== '') attributes[ATTR.runnerUp] = decision.runnerUpBackendId
  if (decision.randomDraws.length > 0) attributes[ATTR.draws] = decision.randomDraws.slice(0, MAX_DRAWS)
  if (decision.scores.length > 0) {
    attributes[ATTR.scores] = decision.scores.slice(0, MAX_SCORES).map((each) => `${each.backendId}=${each.score}`)
  }
  return attributes
}
