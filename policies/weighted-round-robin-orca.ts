/**
 * weighted_round_robin_orca: turns in proportion to what backends say that they can serve.
 *
 * Rule: weight = requests per second / (utilization + errors per request * errorUtilizationPenalty), from load reports.
 * A weight counts once reports have come for blackoutPeriodMs, until none has for weightExpirationPeriodMs; who has none
 * gets the mean (or median) of the others, and weights stay within 0.1 to 10 times the mean. Turns follow the static
 * stride schedule (lib/static-stride.ts), which the first pick after each weightUpdatePeriodMs makes anew. Fewer than two
 * weights known: each backend in turn. Who is avoided loses the turn; after 16 of those, somebody else is drawn at random.
 *
 * Inputs: load_report; the weights of the pool's config do not count. Parameters: blackoutPeriodMs (10,000),
 * weightExpirationPeriodMs (180,000), weightUpdatePeriodMs (1,000), errorUtilizationPenalty (1),
 * metricNamesForComputingUtilization (none), unknownWeight (mean).
 * Cost of a pick: O(1), and O(n) once each update period. Cost of a snapshot: O(n).
 * Source: gRFC A58 and A114; Envoy, client_side_weighted_round_robin; the clamp is grpc-java's.
 */

import type { PickRequest, PickResult, Policy, PolicyContext, PolicyFactory, Score, SnapshotBackend } from './policy.ts'
import { carryOver, type StateById } from './lib/carry-over.ts'
import * as orca from './lib/orca-weight.ts'
import { choice, declareParameters, numeric, texts } from './lib/parameters.ts'
import { ALL_AVOIDED, EMPTY_PICKER, EXPLAINED_CANDIDATES, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'
import { listOf, numberOf } from './lib/state.ts'
import { nextTurn, scaleToStrides, type MeanClamp, type Sequence, type StandIn } from './lib/static-stride.ts'

export interface WeightedRoundRobinOrcaConfig extends orca.OrcaRules {
  readonly updateMs: number
  readonly standIn: StandIn
}

/**
 * grpc-java's. A single outlier, such as a backend that idles and reports next to no utilization, can then neither take
 * all turns nor leave the others without reports of their own; C++ allows 0.01, Go anything.
 */
const CLAMP: MeanClamp = { least: 0.1, most: 10 }

/** Turns of backends that are avoided, before somebody else is drawn. */
const MAX_LOST_TURNS = 16

/** Turns that an explanation looks at for those who come next. */
const MAX_LOOKAHEAD = 64

const TWO_32 = 4_294_967_296
const DAY_MS = 86_400_000

const blackoutPeriodMs = numeric('blackoutPeriodMs', {
  description: 'How long reports of a backend must have come before its weight counts, in milliseconds. 0: no wait.',
  minimum: 0,
  maximum: DAY_MS,
  fallback: 10_000,
})
const weightExpirationPeriodMs = numeric('weightExpirationPeriodMs', {
  description: 'A weight whose report is this old, in milliseconds, does not count; then the blackout comes again.',
  minimum: 1,
  maximum: DAY_MS,
  fallback: 180_000,
})
const weightUpdatePeriodMs = numeric('weightUpdatePeriodMs', {
  description: 'How often weights are computed anew, in milliseconds.',
  minimum: 100,
  maximum: DAY_MS,
  fallback: 1_000,
})
const errorUtilizationPenalty = numeric('errorUtilizationPenalty', {
  description:
    'What errors per request are multiplied by before they are added to the utilization. 0: errors do not count.',
  minimum: 0,
  maximum: 1_000_000,
  fallback: 1,
})
const metricNames = texts('metricNamesForComputingUtilization', {
  description:
    'Metrics of the report of which the largest is the utilization. Where none is reported, that of the application is ' +
    'taken, else that of the CPU.',
  expected: 'cpu_utilization, mem_utilization, application_utilization, named_metrics.<key> or utilization.<key>',
  pattern: orca.METRIC_NAME,
  most: 32,
})
const unknownWeight = choice<StandIn>('unknownWeight', {
  description:
    'What stands in for a weight that is not known: the mean of those that are, as in gRPC, or their median, as in Envoy.',
  values: ['mean', 'median'],
  fallback: 'mean',
})

const parameters = declareParameters('weighted_round_robin_orca', [
  blackoutPeriodMs,
  weightExpirationPeriodMs,
  weightUpdatePeriodMs,
  errorUtilizationPenalty,
  metricNames,
  unknownWeight,
])

/** The backends of a snapshot with their weights in force and the schedule made from them. */
interface Schedule {
  readonly backends: readonly SnapshotBackend[]
  readonly histories: readonly orca.WeightHistory[]
  /** Weights in force; 0: not known. */
  readonly weights: Float64Array
  readonly strides: Uint16Array
  known: number
  updatedAt: number
}

/** Scores are the turns until each has its own; strides are the parts of 65,535 in which they have one. */
function scoreOf({ weights, strides }: Schedule, index: number, backend: SnapshotBackend, wait: number): Score {
  const weight = weights[index] ?? 0
  const stride = { stride: strides[index] ?? 0 }
  return { backend, score: wait, inputs: weight > 0 ? { orca_weight: weight, ...stride } : stride }
}

/** Who comes after the winner, from the counter on, which stays as it is. */
function turnsAfter(schedule: Schedule, winner: number, sequence: Sequence, avoid: PickRequest['avoid']): Score[] {
  const { backends, strides } = schedule
  const ahead = { next: sequence.next }
  const seen = new Set([winner])
  const scores: Score[] = []
  for (let wait = 1; wait <= MAX_LOOKAHEAD && scores.length < EXPLAINED_CANDIDATES - 1; wait += 1) {
    const index = nextTurn(strides, ahead)
    const backend = backends[index]
    if (backend === undefined || seen.has(index) || avoid?.(backend) === true) continue
    seen.add(index)
    scores.push(scoreOf(schedule, index, backend, wait))
  }
  return scores
}

function pickFrom(schedule: Schedule, sequence: Sequence, { rng }: PolicyContext, request: PickRequest): PickResult {
  const { backends, strides, known } = schedule
  const { avoid, explain } = request
  let index = nextTurn(strides, sequence)
  let reason = known < 2 ? 'next_in_turn' : 'static_stride'
  for (let lost = 1; avoid !== undefined && isAvoided(backends[index], avoid); lost += 1) {
    if (lost === MAX_LOST_TURNS) {
      index = drawIndex(rng, backends, avoid)
      reason = 'random_draw'
      break
    }
    index = nextTurn(strides, sequence)
  }
  const backend = backends[index]
  if (backend === undefined) return ALL_AVOIDED
  if (explain !== true) return picked(backend, reason)
  const scores = [scoreOf(schedule, index, backend, 0), ...turnsAfter(schedule, index, sequence, avoid)]
  return explained(backend, reason, scores)
}

function isAvoided(backend: SnapshotBackend | undefined, avoid: (backend: SnapshotBackend) => boolean): boolean {
  return backend === undefined || avoid(backend)
}

function createPolicy(config: WeightedRoundRobinOrcaConfig, context: PolicyContext): Policy {
  const { rng, clock } = context
  const known: StateById<orca.WeightHistory> = new Map()
  /** It starts anywhere, so that replicas do not walk in step. */
  const sequence: Sequence = { next: rng.below(TWO_32) }
  let latest: Schedule | undefined

  function weigh(schedule: Schedule, now: number): void {
    for (const [index, history] of schedule.histories.entries()) {
      schedule.weights[index] = orca.usableOrcaWeight(history, config, now)
    }
    schedule.known = scaleToStrides(schedule.weights, { standIn: config.standIn, clamp: CLAMP }, schedule.strides)
    schedule.updatedAt = now
  }

  function update(schedule: Schedule, now: number): void {
    for (const [index, history] of schedule.histories.entries()) {
      const backend = schedule.backends[index]
      if (backend !== undefined) orca.observeReport(history, backend, config, now)
    }
    weigh(schedule, now)
  }

  function goOn(backends: readonly SnapshotBackend[], state: unknown): number {
    sequence.next = numberOf(state, 'sequence') >>> 0
    const told = listOf(state, 'histories', backends.length)
    for (const [index, { id }] of backends.entries()) known.set(id, orca.historyFromJson(told, index))
    return numberOf(state, 'updated_at')
  }

  return {
    onSnapshot({ backends }, state) {
      const updatedAt = state === undefined ? undefined : goOn(backends, state)
      const histories = carryOver(known, backends, orca.newHistory)
      if (backends.length === 0) return EMPTY_PICKER
      const weights = new Float64Array(backends.length)
      const strides = new Uint16Array(backends.length)
      const schedule: Schedule = { backends, histories, weights, strides, known: 0, updatedAt: 0 }
      latest = schedule
      if (updatedAt === undefined) update(schedule, clock.now())
      else weigh(schedule, updatedAt)
      return {
        pick(request) {
          const now = clock.now()
          if (now - schedule.updatedAt >= config.updateMs) update(schedule, now)
          return pickFrom(schedule, sequence, context, request)
        },
        state: () => ({
          sequence: sequence.next,
          updated_at: schedule.updatedAt,
          histories: orca.historiesToJson(histories),
        }),
      }
    },
    dumpState: () => ({
      known: latest?.known ?? 0,
      weights: Object.fromEntries(latest?.backends.map(({ id }, index) => [id, latest?.weights[index] ?? 0]) ?? []),
    }),
  }
}

export const weightedRoundRobinOrca: PolicyFactory<WeightedRoundRobinOrcaConfig> = {
  type: 'weighted_round_robin_orca',
  stability: 'stable',
  description: 'Turns in proportion to requests per second by utilization, as backends report them.',
  consumes: { required: ['load_report'], optional: [] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return {
      blackoutMs: given.get(blackoutPeriodMs),
      expirationMs: given.get(weightExpirationPeriodMs),
      updateMs: given.get(weightUpdatePeriodMs),
      errorPenalty: given.get(errorUtilizationPenalty),
      metricNames: given.get(metricNames),
      standIn: given.get(unknownWeight),
    }
  },
  create: createPolicy,
}
