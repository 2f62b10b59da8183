/**
 * c3: the least score of some or of all, where the score is expected latency with the queue cubed.
 *
 * Rule: score = nw + (1 + q)^3 * s; s is how long the backend works on a call and nw the rest of the latency, both moving
 * averages in which the last call weighs 0.9. q is the requests in flight: C3's clients guess them as their own times the
 * number of clients plus the queue that the last answer told, and the service knows them. Backends without history get
 * one call first. C3's control of the sending rate, which holds calls back at the client, is not part of it. For simulations only.
 *
 * Inputs: in_flight; outcomes give latency; the metric service_time_ms of load reports, else all of the latency is service.
 * Cost of a pick: O(choices), or O(n).
 * Source: Suresh, Canini, Schmid and Feldmann, C3, NSDI 2015; absim, simulations/client.py.
 */

import { carryOver, type StateById } from '../../../policies/lib/carry-over.ts'
import { liveInFlight } from '../../../policies/lib/live.ts'
import { declareParameters, integer } from '../../../policies/lib/parameters.ts'
import { ALL_AVOIDED, EMPTY_PICKER, picked } from '../../../policies/lib/result.ts'
import { drawDistinct } from '../../../policies/lib/sample.ts'
import { listOf } from '../../../policies/lib/state.ts'
import type {
  PickRequest,
  PickResult,
  Policy,
  PolicyContext,
  PolicyFactory,
  SnapshotBackend,
} from '../../../policies/policy.ts'
import { SERVICE_TIME } from '../world/backend.ts'

export interface C3Config {
  /** 0: all. */
  readonly choices: number
}

const choices = integer('choices', {
  description: 'How many backends are drawn and compared. 0: all, as a client compares all copies of what it asks for.',
  minimum: 0,
  maximum: 1_000,
  fallback: 0,
})

const parameters = declareParameters('c3', [choices])

/** More than any score. */
const UNKNOWN_AND_BUSY = 1e30

/** Share of the last call in the averages. */
const LAST_SHARE = 0.9

/** Averages over the calls of a backend, in milliseconds. */
interface History {
  readonly backend: SnapshotBackend
  known: boolean
  networkMs: number
  serviceMs: number
}

function historyFrom(backend: SnapshotBackend, told: unknown, index: number): History {
  const [networkMs, serviceMs] = told === undefined ? [] : listOf(told, String(index), 2)
  const known = typeof networkMs === 'number' && typeof serviceMs === 'number'
  return { backend, known, networkMs: known ? networkMs : 0, serviceMs: known ? serviceMs : 0 }
}

function createPolicy(config: C3Config, { rng }: PolicyContext): Policy {
  const known: StateById<History> = new Map()
  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      if (state !== undefined) {
        known.clear()
        backends.forEach((backend, index) => known.set(backend.id, historyFrom(backend, state, index)))
      }
      const histories = carryOver(known, backends, (backend) => historyFrom(backend, undefined, 0))
      const drawn = new Uint32Array(config.choices === 0 ? backends.length : config.choices)
      return {
        pick(request) {
          const count = drawDistinct(rng, backends.length, drawn)
          // All of them come in order, so that the first of equals must not always be the same.
          const start = rng.below(count)
          return pickLeast({ backends, histories, drawn, count, start }, request)
        },
        state: () =>
          histories.map((history) => (history.known ? [history.networkMs, history.serviceMs] : [null, null])),
      }
    },
    onOutcome({ backendId, result, latencyMs }) {
      const history = known.get(backendId)
      if (history === undefined || result !== 'success' || latencyMs === undefined) return
      const told = history.backend.signals.loadReport()?.namedMetrics.get(SERVICE_TIME)
      observe(history, latencyMs, Math.min(latencyMs, told ?? latencyMs))
    },
  }
}

function observe(history: History, latencyMs: number, serviceMs: number): void {
  const share = history.known ? LAST_SHARE : 1
  history.known = true
  history.serviceMs += share * (serviceMs - history.serviceMs)
  history.networkMs += share * (latencyMs - serviceMs - history.networkMs)
}

/** Nobody sends a second call to a backend of which the first has told nothing yet, unless there is nobody else. */
function scoreOf({ known, networkMs, serviceMs }: History, queue: number): number {
  if (known) return networkMs + queue ** 3 * serviceMs
  return queue > 1 ? UNKNOWN_AND_BUSY * queue : 0
}

interface Candidates {
  readonly backends: readonly SnapshotBackend[]
  readonly histories: readonly History[]
  readonly drawn: Uint32Array
  readonly count: number
  readonly start: number
}

function pickLeast({ backends, histories, drawn, count, start }: Candidates, { avoid }: PickRequest): PickResult {
  let best: SnapshotBackend | undefined
  let least = Infinity
  for (let step = 0; step < count; step += 1) {
    const index = drawn[(start + step) % count] ?? 0
    const backend = backends[index]
    const history = histories[index]
    if (backend === undefined || history === undefined || avoid?.(backend) === true) continue
    const score = scoreOf(history, 1 + liveInFlight(backend))
    if (score >= least) continue
    best = backend
    least = score
  }
  return best === undefined ? ALL_AVOIDED : picked(best, 'least_score')
}

export const c3: PolicyFactory<C3Config> = {
  type: 'c3',
  stability: 'experimental',
  description: 'Least expected latency with the queue cubed, as in C3; exists in simulations only.',
  consumes: { required: ['in_flight'], optional: ['load_report'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return { choices: given.get(choices) }
  },
  create: createPolicy,
}
