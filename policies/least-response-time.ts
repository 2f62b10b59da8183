/**
 * least_response_time: nginx's least_time.
 *
 * Rule: a moving average of the response times of successes (0.5 + 0.05 * sample + 0.95 * average, the first sample as
 * it is) is halved while the backend idles, cut at 5 s, rounded up to 20 ms, and multiplied by 1 + requests in flight.
 * The least of that divided by weight wins; equals take turns by smooth weighted round robin. A backend with maxFails
 * failures is passed over for failTimeoutMs; when all would be, none is. It looks at every backend, which is safe from
 * herding only because of the buckets and the requests in flight: with many replicas prefer peak_ewma.
 *
 * Inputs: in_flight, weight; outcomes give the average, and the latency signal stands in until there are any.
 * Parameters: maxFails (1), failTimeoutMs (10,000).
 * Cost of a pick: O(n), some 60 ns a backend. Cost of a snapshot: O(n).
 * Source: nginx, src/http/modules/ngx_http_upstream_least_time_module.c, without its option `inflight`.
 */

import type { PickRequest, PickResult, Policy, PolicyContext, PolicyFactory, Score, SnapshotBackend } from './policy.ts'
import { carryOver, type StateById } from './lib/carry-over.ts'
import * as nginx from './lib/nginx-peer.ts'
import { averageTime, estimatedTime, timeAfterIdling } from './lib/nginx-time.ts'
import { declareParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { liveInFlight, liveLatencyMs, liveWeight } from './lib/live.ts'

export interface LeastResponseTimeConfig {
  readonly maxFails: number
  readonly failTimeoutMs: number
}

const parameters = declareParameters('least_response_time', [nginx.maxFails, nginx.failTimeoutMs])

/** Backends of a snapshot with their state, and a column to score them in. */
interface Field {
  readonly backends: readonly SnapshotBackend[]
  readonly peers: readonly nginx.NginxPeer[]
  /** Estimated time by weight; NaN: does not take part. */
  readonly scores: Float64Array
}

interface Round {
  readonly now: number
  readonly rules: nginx.FailureRules
  readonly avoid: PickRequest['avoid']
  readonly passOver: boolean
}

function responseTime(peer: nginx.NginxPeer, backend: SnapshotBackend, now: number, failTimeout: number): number {
  // The latency signal decays by itself while the backend idles.
  if (peer.averageMs === 0) return Math.round(liveLatencyMs(backend))
  return timeAfterIdling(peer.averageMs, now - peer.checked, failTimeout)
}

/** Scores all that take part. Returns the least score; Infinity: nobody takes part. */
function scoreAll({ backends, peers, scores }: Field, { now, rules, avoid, passOver }: Round): number {
  let least = Infinity
  for (let index = 0; index < backends.length; index += 1) {
    const backend = backends[index]
    const peer = peers[index]
    scores[index] = NaN
    if (backend === undefined || peer === undefined) continue
    if (passOver && nginx.isPassedOver(peer, now, rules)) continue
    if (avoid?.(backend) === true) continue
    const time = responseTime(peer, backend, now, rules.failTimeout)
    const score = estimatedTime(time, liveInFlight(backend)) / liveWeight(backend)
    scores[index] = score
    least = Math.min(least, score)
  }
  return least
}

/** Picks among those with the least score: the only one as it is, several by a round of smooth weighted round robin. */
function playRound(field: Field, round: Round): number {
  const { backends, peers, scores } = field
  const least = scoreAll(field, round)
  let best = scores.indexOf(least)
  let winner = peers[best]
  if (winner === undefined) return -1
  let total = 0
  if (scores.indexOf(least, best + 1) >= 0) {
    for (let index = best; index < backends.length; index += 1) {
      const backend = backends[index]
      const peer = peers[index]
      if (scores[index] !== least || backend === undefined || peer === undefined) continue
      total += nginx.joinRound(peer, backend)
      if (peer.current <= winner.current) continue
      winner = peer
      best = index
    }
  }
  nginx.winRound(winner, total, round.now, round.rules)
  return best
}

function explain({ backends, peers, scores }: Field, winner: SnapshotBackend): PickResult {
  const compared: Score[] = []
  for (const [index, backend] of backends.entries()) {
    const score = scores[index] ?? NaN
    const latency = peers[index]?.averageMs || liveLatencyMs(backend)
    const inputs = { latency, in_flight: liveInFlight(backend), weight: liveWeight(backend) }
    if (!Number.isNaN(score)) compared.push({ backend, score, inputs })
  }
  return explained(winner, 'least_response_time', bestFirst(winner, 'lowest', compared))
}

function createPolicy(config: LeastResponseTimeConfig, { clock }: PolicyContext): Policy {
  const rules = { maxFails: config.maxFails, failTimeout: config.failTimeoutMs / 1000 }
  const known: StateById<nginx.NginxPeer> = new Map()
  const seconds = (): number => Math.floor(clock.now() / 1000)

  function pick(field: Field, { avoid, explain: wanted }: PickRequest): PickResult {
    const round = { now: seconds(), rules, avoid, passOver: true }
    let best = playRound(field, round)
    if (best < 0) best = playRound(field, { ...round, passOver: false })
    const backend = field.backends[best]
    if (backend === undefined) return ALL_AVOIDED
    return wanted === true ? explain(field, backend) : picked(backend, 'least_response_time')
  }

  return {
    onSnapshot({ backends }, state) {
      if (state !== undefined) nginx.restorePeers(known, backends, state)
      const peers = carryOver(known, backends, nginx.newPeer)
      for (const [index, backend] of backends.entries()) {
        const peer = peers[index]
        if (peer !== undefined) nginx.updateWeight(peer, backend)
      }
      if (backends.length === 0) return EMPTY_PICKER
      const field = { backends, peers, scores: new Float64Array(backends.length) }
      return { pick: (request) => pick(field, request), state: () => nginx.statesOf(peers) }
    },
    onOutcome({ backendId, result, latencyMs }) {
      const peer = known.get(backendId)
      if (peer === undefined) return
      nginx.recordOutcome(peer, result, seconds(), rules)
      const isSample = result === 'success' && latencyMs !== undefined && latencyMs >= 0 && latencyMs < Infinity
      if (isSample) peer.averageMs = averageTime(peer.averageMs, latencyMs)
    },
    dumpState: () => ({
      backends: Object.fromEntries(
        [...known].map(([id, { averageMs, current, effective, fails }]) => [
          id,
          { average_ms: averageMs, current, effective, fails },
        ]),
      ),
    }),
  }
}

export const leastResponseTime: PolicyFactory<LeastResponseTimeConfig> = {
  type: 'least_response_time',
  stability: 'stable',
  description: "nginx's least_time: the least average response time times requests in flight, by weight.",
  consumes: { required: ['in_flight'], optional: ['latency', 'weight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return { maxFails: given.get(nginx.maxFails), failTimeoutMs: given.get(nginx.failTimeoutMs) }
  },
  create: createPolicy,
}
