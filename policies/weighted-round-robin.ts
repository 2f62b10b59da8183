/**
 * weighted_round_robin: nginx's smooth weighted round robin.
 *
 * Rule: each round, every backend's current weight grows by its effective weight, the largest wins (the first among
 * equals) and pays the sum of what all gained. So 5, 1, 1 gives a a b a c a a and not five in a row. A failure takes
 * weight / maxFails (whole number) from the effective weight, which recovers by 1 a round; after maxFails failures the
 * backend is passed over for failTimeoutMs. When all would be passed over, none is. Backends that are avoided sit the
 * round out.
 *
 * Inputs: weight (its slow start scales the effective weight); outcomes (error, timeout, connect_failure are failures).
 * Parameters: maxFails (1), failTimeoutMs (10,000), randomStart (false).
 * Cost of a pick: O(n), some 30 ns a backend. Cost of a snapshot: O(n).
 * Source: nginx, src/http/ngx_http_upstream_round_robin.c, commit 52327e0627f4 for the algorithm.
 */

import type { PickRequest, PickResult, Policy, PolicyContext, PolicyFactory, Score, SnapshotBackend } from './policy.ts'
import { carryOver, type StateById } from './lib/carry-over.ts'
import * as nginx from './lib/nginx-peer.ts'
import { declareParameters, flag } from './lib/parameters.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { liveWeight } from './lib/live.ts'

export interface WeightedRoundRobinConfig {
  readonly maxFails: number
  readonly failTimeoutMs: number
  readonly randomStart: boolean
}

const randomStart = flag('randomStart', {
  description:
    'Start at a random point of the sequence, so that replicas that start together do not walk in step. ' +
    'False: start as nginx does, at its beginning.',
  fallback: false,
})

const parameters = declareParameters('weighted_round_robin', [nginx.maxFails, nginx.failTimeoutMs, randomStart])

type Peers = readonly nginx.NginxPeer[]

/** One round; `currents` takes the current weights in it by index. Returns the index of the winner; -1: nobody took part. */
function playRound(
  backends: readonly SnapshotBackend[],
  peers: Peers,
  takesPart: (backend: SnapshotBackend, peer: nginx.NginxPeer) => boolean,
  win: (winner: nginx.NginxPeer, total: number) => void,
  currents: Map<number, number> | undefined,
): number {
  let total = 0
  let best = -1
  let winner: nginx.NginxPeer | undefined
  for (let index = 0; index < backends.length; index += 1) {
    const backend = backends[index]
    const peer = peers[index]
    if (backend === undefined || peer === undefined || !takesPart(backend, peer)) continue
    total += nginx.joinRound(peer, backend)
    currents?.set(index, peer.current)
    if (winner !== undefined && peer.current <= winner.current) continue
    winner = peer
    best = index
  }
  if (winner !== undefined) win(winner, total)
  return best
}

/** Scores are the current weights of those in the round before the winner paid, so that it is the one with the largest. */
function explain(
  backends: readonly SnapshotBackend[],
  peers: Peers,
  before: ReadonlyMap<number, number>,
  best: number,
): PickResult {
  const winner = backends[best]
  if (winner === undefined) return ALL_AVOIDED
  const scores = [...before].flatMap(([index, score]): Score[] => {
    const [backend, peer] = [backends[index], peers[index]]
    if (backend === undefined || peer === undefined) return []
    const inputs = { weight: liveWeight(backend), effective_weight: peer.effective, fails: peer.fails }
    return [{ backend, score, inputs }]
  })
  return explained(winner, 'largest_current_weight', bestFirst(winner, 'highest', scores))
}

function createPolicy(config: WeightedRoundRobinConfig, { rng, clock }: PolicyContext): Policy {
  const rules = { maxFails: config.maxFails, failTimeout: config.failTimeoutMs / 1000 }
  const known: StateById<nginx.NginxPeer> = new Map()
  const seconds = (): number => Math.floor(clock.now() / 1000)

  const makePeer = (backend: SnapshotBackend): nginx.NginxPeer => {
    const peer = nginx.newPeer(backend)
    // Anywhere within half a turn of the middle: the sequence's own range.
    if (config.randomStart) peer.current = (rng.next() - 0.5) * peer.weight
    return peer
  }

  function pick(
    backends: readonly SnapshotBackend[],
    peers: Peers,
    { avoid, explain: wanted }: PickRequest,
  ): PickResult {
    const now = seconds()
    const before = wanted === true ? new Map<number, number>() : undefined
    const win = (winner: nginx.NginxPeer, total: number): void => nginx.winRound(winner, total, now, rules)
    const mayPick = (backend: SnapshotBackend): boolean => avoid === undefined || !avoid(backend)
    const works = (_: SnapshotBackend, peer: nginx.NginxPeer): boolean => !nginx.isPassedOver(peer, now, rules)
    let best = playRound(backends, peers, (backend, peer) => works(backend, peer) && mayPick(backend), win, before)
    if (best < 0) best = playRound(backends, peers, mayPick, win, before)
    const backend = backends[best]
    if (backend === undefined) return ALL_AVOIDED
    return before === undefined ? picked(backend, 'largest_current_weight') : explain(backends, peers, before, best)
  }

  return {
    onSnapshot({ backends }, state) {
      if (state !== undefined) nginx.restorePeers(known, backends, state)
      const peers = carryOver(known, backends, makePeer)
      for (const [index, backend] of backends.entries()) {
        const peer = peers[index]
        if (peer !== undefined) nginx.updateWeight(peer, backend)
      }
      if (backends.length === 0) return EMPTY_PICKER
      return { pick: (request) => pick(backends, peers, request), state: () => nginx.statesOf(peers) }
    },
    onOutcome({ backendId, result }) {
      const peer = known.get(backendId)
      if (peer !== undefined) nginx.recordOutcome(peer, result, seconds(), rules)
    },
    dumpState: () => ({
      backends: Object.fromEntries(
        [...known].map(([id, { current, effective, fails }]) => [id, { current, effective, fails }]),
      ),
    }),
  }
}

export const weightedRoundRobin: PolicyFactory<WeightedRoundRobinConfig> = {
  type: 'weighted_round_robin',
  stability: 'stable',
  description: "nginx's smooth weighted round robin, which gives failing backends fewer turns.",
  consumes: { required: [], optional: ['weight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return {
      maxFails: given.get(nginx.maxFails),
      failTimeoutMs: given.get(nginx.failTimeoutMs),
      randomStart: given.get(randomStart),
    }
  },
  create: createPolicy,
}
