import type { DecisionLine } from './decision-line.ts'
import { formatScore } from './decision-quantities.ts'
import { formatCount } from './quantities.ts'

/** What a degradation means for a pick, by its word. */
export const DEGRADED_MEANS: ReadonlyMap<string, string> = new Map([
  [
    'store_unavailable',
    'the store is silent, so changes made through other replicas may be missing; picks go on from memory',
  ],
  [
    'state_stale',
    'what is known of the backends comes from before this replica started, and no heartbeat has confirmed it yet',
  ],
  [
    'self_preservation',
    'many backends fell silent at once, which may be our own fault, so nobody is taken out for missed heartbeats',
  ],
  ['panic', 'too few backends are eligible, so health is ignored: the few that are left would be overrun'],
  ['policy_fallback', "the pool's policy failed, and its fallback policy picks"],
  ['subset_fallback', 'nobody carries the labels that were asked for, so others serve, as the pool says'],
  ['canary_rolled_back', 'the canary of the pool did worse and was rolled back'],
])

/** Why a backend could not be picked, by the word of its state or of a rule of the request. */
export const EXCLUDED_MEANS: ReadonlyMap<string, string> = new Map([
  ['draining', 'no new picks'],
  ['expired', 'missed too many heartbeats'],
  ['unhealthy', 'health check fails'],
  ['ejected', 'taken out for a while after failures'],
  ['saturated', 'as many requests in flight as the pool allows'],
  ['warming', 'in slow start'],
  ['excluded', 'ruled out by the request'],
  ['previous_pick', 'this is a retry, and the pick before went there'],
  ['selector', 'without the labels that the request asked for'],
  ['subsetting', "outside the few that the affinity key's group uses"],
  ['locality', 'farther from the caller'],
])

export const LEVEL_MEANS: ReadonlyMap<string, string> = new Map([
  ['sub_zone', "in the caller's sub-zone"],
  ['zone', "in the caller's zone"],
  ['region', "in the caller's region"],
  ['anywhere', 'wherever they are'],
])

/** How a number of scores compares, seen from the winner. Undefined: there is nothing to compare. */
export type Order = 'lowest' | 'highest' | 'equal'

/** Whether less or more is better is the policy's; the winner against the others shows it. */
export function orderOf({ scores, backendId }: DecisionLine): Order | undefined {
  const winner = scores.find((scored) => scored.backendId === backendId)
  const others = scores.filter((scored) => scored !== winner)
  if (winner === undefined || others.length === 0) return undefined
  if (others.every(({ score }) => score === winner.score)) return 'equal'
  if (others.every(({ score }) => score >= winner.score)) return 'lowest'
  return others.every(({ score }) => score <= winner.score) ? 'highest' : undefined
}

/** What the built-in policies compare, by their word for the choice. */
const COMPARED: ReadonlyMap<string, string> = new Map([
  ['least_cost', 'cost'],
  ['fewest_in_flight', 'number of requests in flight'],
  ['least_response_time', 'expected response time'],
  ['largest_current_weight', 'current weight'],
  ['cold_least_latency', 'expected latency'],
  ['hot_least_load', 'load'],
  ['highest_score', 'score'],
  ['draw_by_score', 'draw'],
  ['draw_among_best', 'draw'],
])

/** Choices that compare nothing, by the built-in policies' word for them. */
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['only_candidate', 'it was the only one that could be picked'],
  ['next_in_turn', 'it was its turn'],
  ['earliest_deadline', 'it was its turn in the schedule that follows the weights'],
  ['static_stride', 'it was its turn in the schedule that follows the weights that backends report'],
  ['first_idle', 'it was idle, and the first in the queue of those that are'],
  ['random_draw', 'the draw, with the same chance for everybody, fell on it'],
  ['weighted_draw', 'the draw, with chances by weight, fell on it'],
  ['next_on_ring', 'it comes next on the ring after one that could not be picked'],
  ['next_in_order', 'it comes next in the order of the hash after one that could not be picked'],
  ['least_full', 'all that could be picked are full, and it is the least so'],
])

/** How the built-in policies reckon their scores, by policy and its word for the choice. */
const RECKONED: ReadonlyMap<string, string> = new Map([
  ['peak_ewma least_cost', 'latency times (requests in flight + 1)'],
  ['peak_ewma only_candidate', 'latency times (requests in flight + 1)'],
  ['least_request fewest_in_flight', 'requests in flight'],
  ['least_request earliest_deadline', 'weight divided by (requests in flight + 1) to the power of the bias'],
  [
    'least_response_time least_response_time',
    'averaged response time times (requests in flight + 1), divided by weight',
  ],
  ['weighted_round_robin largest_current_weight', 'grows by the weight each round; who is picked pays what all gained'],
  ['weighted_random weighted_draw', 'weight'],
  ['round_robin next_in_turn', 'weight'],
  ['round_robin earliest_deadline', 'weight'],
  ['weighted_round_robin_orca static_stride', 'turns until its own'],
  ['weighted_round_robin_orca next_in_turn', 'turns until its own'],
  ['prequal cold_least_latency', 'latency by request in flight, averaged, times (requests in flight + 1)'],
  ['prequal hot_least_load', 'requests in flight, more with each failure'],
  ['join_idle_queue first_idle', 'place in the queue of idle backends'],
  ['join_idle_queue fewest_in_flight', 'requests in flight'],
  ['weighted_round_robin earliest_deadline', 'weight'],
  ['random random_draw', 'chance of being drawn'],
  ['prequal random_draw', 'chance of being drawn'],
  ['join_idle_queue random_draw', 'chance of being drawn'],
  ['ring_hash hash', 'point on the ring'],
  ['ring_hash next_on_ring', 'point on the ring'],
  ['maglev hash', "steps in the order of the hash, from the key's own place on"],
  ['maglev next_in_order', "steps in the order of the hash, from the key's own place on"],
  ['rendezvous highest_score', 'weight divided by a random distance of the key, which is the same each time'],
  ['pipeline highest_score', "mean of the scorers' scores by weight"],
  ['pipeline draw_by_score', "draw with chances by the mean of the scorers' scores"],
  ['pipeline draw_among_best', "mean of the scorers' scores, and above 1 the draw among the best"],
])

/** What a score is. Undefined: only the policy knows. */
export function scoreMeans({ policy, policyReason }: DecisionLine): string | undefined {
  return RECKONED.get(`${policy} ${policyReason}`)
}

/** Policies list no more scores than this, so a list as long may have been cut. */
const MOST_SCORES = 16

/** Why the policy chose the winner: the half sentence after "because". */
export function policyBecause(decision: DecisionLine): string {
  const { policy, policyReason, scores, backendId, affinity, randomDraws, candidates } = decision
  if (policyReason === 'hash') {
    const hasKey = affinity === 'hash' || randomDraws.length === 0
    return hasKey ? 'the affinity key hashes to it' : 'the hash, drawn where a call brings no affinity key, leads to it'
  }
  const simple = SIMPLE.get(policyReason)
  if (simple !== undefined) return simple
  const order = orderOf(decision)
  const own = scores.find((scored) => scored.backendId === backendId)
  if (own === undefined || order === undefined) {
    const word = policyReason === '' ? 'it gave no reason' : `its word for that is "${policyReason}"`
    return `${policy} chose it, and ${word}`
  }
  const thing = `its ${COMPARED.get(policyReason) ?? 'score'} of ${formatScore(own.score)}`
  const outOf = scores.length < candidates ? `, out of ${formatCount(candidates)} candidates` : ''
  if (order === 'equal') return `${thing} was equal to that of its rivals, and it came first${outOf}`
  const isCut = scores.length >= MOST_SCORES && scores.length < candidates
  const among = isCut ? 'those' : scores.length === 2 ? 'the two' : `the ${scores.length}`
  const degree = scores.length > 2 ? order : order === 'lowest' ? 'lower' : 'higher'
  return `${thing} was the ${degree} of ${among} that ${policy} compared${outOf}`
}
