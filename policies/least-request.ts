/**
 * least_request: fewest requests in flight among a few.
 *
 * Rule: with equal weights, draw choiceCount backends with replacement, keep the first and replace it only by one with
 * strictly fewer requests in flight; FULL_SCAN compares all and draws among equals. With unequal weights, in slow start
 * too, earliest deadline first with weight / (in flight + 1) ^ activeRequestBias, read when a backend was picked.
 * A bias that is set forces the schedule even with equal weights, as in Envoy. Which of the two is decided for each
 * snapshot. FULL_SCAN herds when several replicas share a pool: prefer N_CHOICES.
 *
 * Inputs: in_flight, weight. Parameters: choiceCount (2; over 10 is 10), activeRequestBias (1), selectionMethod
 * (N_CHOICES). Cost of a pick: O(choiceCount), O(log n) with weights, O(n) with FULL_SCAN. Cost of a snapshot: O(n).
 * Source: Envoy, least_request_lb; gRFC A48 for the bounds of choiceCount; Mitzenmacher 2001 for two choices.
 */

import type {
  Picker,
  PickRequest,
  PickResult,
  Policy,
  PolicyContext,
  PolicyFactory,
  Rng,
  Score,
  SnapshotBackend,
} from './policy.ts'
import { EdfScheduler, MAX_PICKS_IN_ADVANCE, type WeightOf } from './lib/edf.ts'
import { choice, declareParameters, integer, numeric } from './lib/parameters.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, EXPLAINED_CANDIDATES, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'
import { haveEqualWeights, liveInFlight, liveWeight, usableWeight } from './lib/live.ts'
import { fieldOf } from './lib/state.ts'
import { createWeightedSchedule, type Turns } from './lib/weighted-schedule.ts'

export type SelectionMethod = 'N_CHOICES' | 'FULL_SCAN'

export interface LeastRequestConfig {
  readonly choiceCount: number
  /** Undefined: 1, and only where weights differ. */
  readonly activeRequestBias: number | undefined
  readonly selectionMethod: SelectionMethod
}

/** gRFC A48: more choices are treated as this many. */
const MAX_CHOICE_COUNT = 10

const DEFAULT_BIAS = 1

const choiceCount = integer('choiceCount', {
  description: 'How many backends are drawn and compared. More than 10 is treated as 10.',
  minimum: 2,
  fallback: 2,
})
const activeRequestBias = numeric('activeRequestBias', {
  description:
    'How strongly requests in flight lower a weight: weight / (in flight + 1) ^ bias. 0: not at all. Default: 1, ' +
    'where weights differ; when it is set, it holds with equal weights too and no choices are drawn.',
  minimum: 0,
  maximum: 100,
  fallback: undefined,
})
const selectionMethod = choice<SelectionMethod>('selectionMethod', {
  description: 'N_CHOICES compares a random few, FULL_SCAN all. Only where weights are equal.',
  values: ['N_CHOICES', 'FULL_SCAN'],
  fallback: 'N_CHOICES',
})

const parameters = declareParameters('least_request', [choiceCount, activeRequestBias, selectionMethod])

type Backends = readonly SnapshotBackend[]

function score(backend: SnapshotBackend): Score {
  const inFlight = liveInFlight(backend)
  return { backend, score: inFlight, inputs: { in_flight: inFlight } }
}

function pickOfSome(rng: Rng, backends: Backends, draws: number, { avoid, explain }: PickRequest): PickResult {
  let best = backends[drawIndex(rng, backends, avoid)]
  if (best === undefined) return ALL_AVOIDED
  const drawn = explain === true ? [best] : undefined
  let least = liveInFlight(best)
  for (let draw = 1; draw < draws; draw += 1) {
    const other = backends[drawIndex(rng, backends, avoid)]
    if (other === undefined) continue
    drawn?.push(other)
    const inFlight = liveInFlight(other)
    if (inFlight >= least) continue
    best = other
    least = inFlight
  }
  if (drawn === undefined) return picked(best, 'fewest_in_flight')
  return explained(best, 'fewest_in_flight', bestFirst(best, 'lowest', [...new Set(drawn)].map(score)))
}

function pickOfAll(rng: Rng, backends: Backends, { avoid, explain }: PickRequest): PickResult {
  let best: SnapshotBackend | undefined
  let least = Infinity
  let tied = 0
  for (const backend of backends) {
    if (avoid?.(backend)) continue
    const inFlight = liveInFlight(backend)
    if (inFlight > least) continue
    tied = inFlight < least ? 1 : tied + 1
    least = inFlight
    // A reservoir of one: each of those that are equal stays with the same chance.
    if (tied === 1 || rng.below(tied) === 0) best = backend
  }
  if (best === undefined) return ALL_AVOIDED
  if (explain !== true) return picked(best, 'fewest_in_flight')
  const compared = backends.filter((backend) => !avoid?.(backend))
  return explained(best, 'fewest_in_flight', bestFirst(best, 'lowest', compared.map(score)))
}

/** Weight in the schedule. */
function biasedWeight(backend: SnapshotBackend, bias: number): number {
  const load = liveInFlight(backend) + 1
  return usableWeight(liveWeight(backend) / (bias === 1 ? load : load ** bias))
}

/** Time until its turn, by the deadline that its weight gave it when it was picked last. */
function turnScore({ backend, wait }: { readonly backend: SnapshotBackend; readonly wait: number }): Score {
  return { backend, score: wait, inputs: { in_flight: liveInFlight(backend), weight: liveWeight(backend) } }
}

function createPolicy(config: LeastRequestConfig, { rng }: PolicyContext): Policy {
  const bias = config.activeRequestBias ?? DEFAULT_BIAS
  const schedule = createWeightedSchedule((backend) => biasedWeight(backend, bias), rng)
  let scheduled = false

  const startAnywhere = (size: number, weightOf: WeightOf): EdfScheduler =>
    EdfScheduler.withPicks(size, weightOf, rng.below(MAX_PICKS_IN_ADVANCE))

  function scheduledPicker(turns: Turns): Picker {
    return {
      pick({ avoid, explain }) {
        // Before the pick, which moves the winner's deadline on.
        const scores = explain === true ? turns.upcoming(EXPLAINED_CANDIDATES, avoid).map(turnScore) : undefined
        const backend = turns.next(avoid)
        if (backend === undefined) return ALL_AVOIDED
        if (scores === undefined) return picked(backend, 'earliest_deadline')
        const fits = scores[0]?.backend === backend
        return explained(backend, 'earliest_deadline', fits ? scores : [turnScore({ backend, wait: 0 })])
      },
      state: () => ({ schedule: turns.state() }),
    }
  }

  function choicesPicker(backends: Backends): Picker {
    schedule.reset()
    const state = (): unknown => ({ schedule: null })
    if (config.selectionMethod === 'FULL_SCAN') return { pick: (request) => pickOfAll(rng, backends, request), state }
    return { pick: (request) => pickOfSome(rng, backends, config.choiceCount, request), state }
  }

  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      if (state !== undefined) {
        const told = fieldOf(state, 'schedule')
        scheduled = told !== null
        return scheduled ? scheduledPicker(schedule.restore(backends, told)) : choicesPicker(backends)
      }
      scheduled = config.activeRequestBias !== undefined || !haveEqualWeights(backends)
      return scheduled ? scheduledPicker(schedule.update(backends, startAnywhere)) : choicesPicker(backends)
    },
    dumpState: () => ({ mode: scheduled ? 'earliest_deadline' : config.selectionMethod }),
  }
}

export const leastRequest: PolicyFactory<LeastRequestConfig> = {
  type: 'least_request',
  stability: 'stable',
  description: 'Fewest requests in flight among a random few; in proportion to weight where weights differ.',
  consumes: { required: ['in_flight'], optional: ['weight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return {
      choiceCount: Math.min(MAX_CHOICE_COUNT, given.get(choiceCount)),
      activeRequestBias: given.get(activeRequestBias),
      selectionMethod: given.get(selectionMethod),
    }
  },
  create: createPolicy,
}
