/**
 * weighted_round_robin: turns in proportion to weight, and fewer for those that fail.
 *
 * Rule, with the schedule `smooth`, nginx's: each round, every backend's current weight grows by its effective weight, the largest wins (the first among
 * equals) and pays the sum of what all gained. So 5, 1, 1 gives a a b a c a a and not five in a row. A failure takes
 * weight / maxFails (whole number) from the effective weight, which recovers by 1 a round; after maxFails failures the
 * backend is passed over for failTimeoutMs. When all would be passed over, none is. Backends that are avoided sit the
 * round out.
 *
 * With the schedule `earliest_deadline`, that of round_robin (lib/edf.ts): the earliest deadline wins, and its next one is
 * 1 / weight later, with the weight read at that moment. So a weight that changes often counts at once, nobody's past turns
 * weigh on it, and a pick walks no list. A failure takes no weight here, since a long deadline would outlast the failure;
 * maxFails and failTimeoutMs are the same. Those passed over or avoided keep their turn.
 *
 * Inputs: weight (its slow start scales the effective weight); outcomes (error, timeout, connect_failure are failures).
 * Parameters: schedule (smooth), maxFails (1), failTimeoutMs (10,000), randomStart (false).
 * Cost of a pick: smooth O(n), some 30 ns a backend; earliest_deadline O(log n). Cost of a snapshot: O(n).
 * Source: nginx, src/http/ngx_http_upstream_round_robin.c, commit 52327e0627f4 for the algorithm; Envoy, edf_scheduler.h.
 */

import type {
  Picker,
  PickRequest,
  PickResult,
  Policy,
  PolicyContext,
  PolicyFactory,
  Score,
  SnapshotBackend,
} from './policy.ts'
import { carryOver, type StateById } from './lib/carry-over.ts'
import { EdfScheduler, MAX_PICKS_IN_ADVANCE } from './lib/edf.ts'
import * as nginx from './lib/nginx-peer.ts'
import { choice, declareParameters, flag } from './lib/parameters.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { liveWeight } from './lib/live.ts'
import { fieldOf } from './lib/state.ts'
import { EARLIEST_DEADLINE, pickTurn } from './lib/turns-picker.ts'
import { createWeightedSchedule, type StartSchedule, type Turns } from './lib/weighted-schedule.ts'

export type Schedule = 'smooth' | 'earliest_deadline'

export interface WeightedRoundRobinConfig {
  readonly schedule: Schedule
  readonly maxFails: number
  readonly failTimeoutMs: number
  readonly randomStart: boolean
}

const schedule = choice<Schedule>('schedule', {
  description:
    'smooth: nginx, the evenest sequence, O(n) a pick. earliest_deadline: for weights that change often, O(log n) a pick.',
  values: ['smooth', 'earliest_deadline'],
  fallback: 'smooth',
})
const randomStart = flag('randomStart', {
  description:
    'Start at a random point of the sequence, so that replicas that start together do not walk in step. ' +
    'False: start at its beginning, as nginx does.',
  fallback: false,
})

const parameters = declareParameters('weighted_round_robin', [
  schedule,
  nginx.maxFails,
  nginx.failTimeoutMs,
  randomStart,
])

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

/** The backends of one snapshot with what is known of their failures, at a second. */
interface Field {
  readonly backends: readonly SnapshotBackend[]
  readonly peers: Peers
  readonly rules: nginx.FailureRules
  readonly seconds: () => number
}

function pickSmooth({ backends, peers, rules, seconds }: Field, { avoid, explain: wanted }: PickRequest): PickResult {
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

function scheduledPicker({ backends, peers, rules, seconds }: Field, turns: Turns): Picker {
  const peerOf = new Map(backends.map((backend, index) => [backend, peers[index]]))
  return {
    pick(request) {
      const now = seconds()
      const avoid = (backend: SnapshotBackend): boolean => {
        const peer = peerOf.get(backend)
        return request.avoid?.(backend) === true || (peer !== undefined && nginx.isPassedOver(peer, now, rules))
      }
      const ofWorking = pickTurn(turns, { ...request, avoid })
      const result = ofWorking.kind === 'picked' ? ofWorking : pickTurn(turns, request)
      const peer = result.kind === 'picked' ? peerOf.get(result.backend) : undefined
      if (peer !== undefined) nginx.noteTry(peer, now, rules)
      return result
    },
    state: () => ({ ...nginx.statesOf(peers), schedule: turns.state() }),
  }
}

function createPolicy(config: WeightedRoundRobinConfig, { rng, clock }: PolicyContext): Policy {
  const rules = { maxFails: config.maxFails, failTimeout: config.failTimeoutMs / 1000 }
  const known: StateById<nginx.NginxPeer> = new Map()
  const seconds = (): number => Math.floor(clock.now() / 1000)
  const turnsByWeight = createWeightedSchedule(liveWeight, rng)

  const makePeer = (backend: SnapshotBackend): nginx.NginxPeer => {
    const peer = nginx.newPeer(backend)
    // Anywhere within half a turn of the middle: the sequence's own range.
    if (config.randomStart && config.schedule === 'smooth') peer.current = (rng.next() - 0.5) * peer.weight
    return peer
  }

  const start: StartSchedule = (size, weightOf) =>
    EdfScheduler.withPicks(size, weightOf, config.randomStart ? rng.below(MAX_PICKS_IN_ADVANCE) : 0)

  function turnsOf(backends: readonly SnapshotBackend[], state: unknown): Turns {
    if (state === undefined) return turnsByWeight.update(backends, start)
    return turnsByWeight.restore(backends, fieldOf(state, 'schedule'))
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
      const field = { backends, peers, rules, seconds }
      if (config.schedule === EARLIEST_DEADLINE) return scheduledPicker(field, turnsOf(backends, state))
      return { pick: (request) => pickSmooth(field, request), state: () => nginx.statesOf(peers) }
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
  description:
    'Turns in proportion to weight, by the smooth rule of nginx or by deadline; none for a while to those that fail.',
  consumes: { required: [], optional: ['weight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return {
      schedule: given.get(schedule),
      maxFails: given.get(nginx.maxFails),
      failTimeoutMs: given.get(nginx.failTimeoutMs),
      randomStart: given.get(randomStart),
    }
  },
  create: createPolicy,
}
