/**
 * adaptive: the cheapest of a few, by what is observed; the default.
 *
 * Rule: draw seven different backends and take the one where one more call is expected to take the shortest time. Expected
 * time = residence * ((in flight + 0.3) / (mean in flight + 0.3)) ^ 0.7, over success rate squared and weight: residence is the time that calls
 * spent there in the near past, calls that still run included (time in flight over completions, Little's law), so a backend that
 * slows down shows at once, and one whose capacity is not known shows it by how residence grows with what is in flight. Where all
 * drawn report a capacity, (in flight + 1) * residence / capacity instead. In flight is what was reported and picked since, and
 * what other replicas have probably picked since they last told.
 *
 * Several replicas divide the backends among them: each draws from its own, which it knows nearly exactly, and one from the
 * others', which must be better by a fifth. So they do not herd, and the pool is still one.
 *
 * It falls back step by step as its knowledge grows old, and says so in the reason:
 * `least_cost` - callers tell how calls end: the rule above;
 * `least_estimated` - callers tell late or nothing, load reports do: 24 draws, fewest expected in flight times the root of usual latency;
 * `fewer_of_two` - the reports are old, too: two draws, fewest in flight;
 * `rotation` - nothing was ever told: each in turn, in proportion to weight.
 *
 * Inputs: in_flight, flow, success_rate, weight; capacity where reported. Parameters: none.
 * Cost of a pick: O(1). Cost of a snapshot: O(n).
 * Source: Little 1961; Mitzenmacher 2001 for a few choices; Finagle's peak EWMA, which this generalises; docs/decisions/0018.
 */

import type { PickRequest, PickResult, Policy, PolicyContext, PolicyFactory, Score, SnapshotBackend } from './policy.ts'
import { costByCapacity, costByFlow, costParts, expectedInFlight } from './lib/expected-cost.ts'
import { liveLatencyMs, liveWeight } from './lib/live.ts'
import { declareParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'
import { numberOf } from './lib/state.ts'

/** Draws while callers tell how calls end: fewer know less, more herd, and cost more (docs/explanation/adaptive.md). */
const CHOICES = 7
/** Draws where own picks are what is known best: there is nothing to herd on. */
const ESTIMATED_CHOICES = 24
/** A backend that another replica looks after must be better by this factor. */
const FOREIGN_MARGIN = 1.2
/** Load reports older than this say nothing of what is in flight: ten heartbeats of the default interval. */
const OLD_REPORT_MS = 10_000
/** A capacity counts as at most this many times the least of those it is compared with: more is a mistake. */
const CAPACITY_RANGE = 16
/** What is reported beyond these is no capacity. */
const LEAST_CAPACITY = 1e-3
const LARGEST_CAPACITY = 1e9

/** Backends of little weight that a rotation steps over at most before it takes one all the same. */
const MOST_STEPPED_OVER = 64

const parameters = declareParameters('adaptive', [])

type Backends = readonly SnapshotBackend[]

/** How old what is known is. */
type Knowledge = 'told' | 'estimated' | 'old' | 'nothing'

function knowledgeOf(backend: SnapshotBackend): Knowledge {
  const { usualMs, isEstimated } = backend.signals.flow()
  if (!isEstimated) return usualMs > 0 || liveLatencyMs(backend) > 0 ? 'told' : 'nothing'
  const age = backend.signals.loadReportAgeMs()
  return age !== undefined && age <= OLD_REPORT_MS ? 'estimated' : 'old'
}

/** What most of the drawn say. */
function commonKnowledge(drawn: Backends): Knowledge {
  const counts = { told: 0, estimated: 0, old: 0, nothing: 0 }
  for (const backend of drawn) counts[knowledgeOf(backend)] += 1
  const half = drawn.length / 2
  if (counts.told >= half) return 'told'
  if (counts.told + counts.estimated >= half) return 'estimated'
  // A newcomer knows nothing, and is no reason to forget what the others know.
  return counts.nothing === drawn.length ? 'nothing' : counts.old > 0 ? 'old' : 'told'
}

interface Sample {
  readonly backends: SnapshotBackend[]
  /** The first of those that other replicas look after. */
  foreignFrom: number
}

interface Parts {
  readonly all: Backends
  readonly near: Backends
  readonly foreign: Backends
}

function partsOf(backends: Backends): Parts {
  const foreign = backends.filter((backend) => backend.home === false)
  const near = foreign.length === 0 ? backends : backends.filter((backend) => backend.home !== false)
  return near.length === 0 ? { all: backends, near: backends, foreign: [] } : { all: backends, near, foreign }
}

/** The least capacity of the drawn; 0: not all report one that can be. */
function leastCapacity(drawn: Backends): number {
  let least = Infinity
  for (const { signals } of drawn) {
    const capacity = signals.capacity()
    if (capacity === undefined || !(capacity >= LEAST_CAPACITY && capacity <= LARGEST_CAPACITY)) return 0
    if (capacity < least) least = capacity
  }
  return least
}

class AdaptivePicks {
  private turn: number
  /** Largest weight when the snapshot came: who weighs less is stepped over as often as that says. */
  private readonly heaviest: number
  private readonly parts: Parts
  private readonly context: PolicyContext

  constructor(backends: Backends, context: PolicyContext, turn: number, heaviest: number) {
    this.parts = partsOf(backends)
    this.context = context
    this.turn = turn % backends.length
    this.heaviest = heaviest
  }

  state(): unknown {
    return { turn: this.turn, heaviest: this.heaviest }
  }

  pick(request: PickRequest): PickResult {
    const sample = this.draw(CHOICES, request)
    const first = sample.backends[0]
    if (first === undefined) return ALL_AVOIDED
    switch (commonKnowledge(sample.backends)) {
      case 'told':
        return this.cheapest(sample, request)
      case 'estimated':
        return this.fewest(this.draw(ESTIMATED_CHOICES, request).backends, 'least_estimated', request)
      case 'old':
        return this.fewest(sample.backends.slice(0, 2), 'fewer_of_two', request)
      case 'nothing':
        return this.rotate(request)
    }
  }

  /** Different ones that may be picked: near ones, and one of the others'. Where all drawn are avoided, any that is not. */
  private draw(choices: number, { avoid }: PickRequest): Sample {
    const { rng } = this.context
    const { near, foreign, all } = this.parts
    const sample: Sample = { backends: [], foreignFrom: 0 }
    const take = (backend: SnapshotBackend | undefined): void => {
      if (backend !== undefined && avoid?.(backend) !== true && !sample.backends.includes(backend)) {
        sample.backends.push(backend)
      }
    }
    if (near.length <= choices) {
      // As many as there are: from a random place, so that none is first among equals.
      const start = rng.below(near.length)
      for (let step = 0; step < near.length; step += 1) take(near[(start + step) % near.length])
    } else {
      // Drawing one twice is rare, and is made up for once.
      for (let draw = 0; draw < 2 * choices && sample.backends.length < choices; draw += 1) {
        take(near[rng.below(near.length)])
      }
    }
    sample.foreignFrom = sample.backends.length
    if (foreign.length > 0) take(foreign[rng.below(foreign.length)])
    if (sample.backends.length === 0) {
      const found = all[drawIndex(rng, all, avoid)]
      if (found !== undefined) sample.backends.push(found)
    }
    return sample
  }

  private cheapest({ backends, foreignFrom }: Sample, { explain }: PickRequest): PickResult {
    const least = leastCapacity(backends)
    const cost = (backend: SnapshotBackend, index: number): number => {
      const parts = costParts(backend)
      const margin = index >= foreignFrom ? FOREIGN_MARGIN : 1
      if (least === 0) return margin * costByFlow(parts)
      return margin * costByCapacity(parts, Math.min(backend.signals.capacity() ?? least, CAPACITY_RANGE * least))
    }
    let best = backends[0]
    let lowest = Infinity
    for (let index = 0; index < backends.length; index += 1) {
      const backend = backends[index]
      if (backend === undefined) continue
      const own = cost(backend, index)
      if (own >= lowest) continue
      lowest = own
      best = backend
    }
    if (best === undefined) return ALL_AVOIDED
    const reason = backends.length === 1 ? 'only_candidate' : 'least_cost'
    if (explain !== true) return picked(best, reason)
    const scores = backends.map((backend, index) => scoreOf(backend, cost(backend, index), least > 0))
    return explained(best, reason, bestFirst(best, 'lowest', scores))
  }

  private fewest(backends: Backends, reason: string, { explain }: PickRequest): PickResult {
    let best = backends[0]
    let lowest = Infinity
    for (const backend of backends) {
      const own = roughCost(backend)
      if (own >= lowest) continue
      lowest = own
      best = backend
    }
    if (best === undefined) return ALL_AVOIDED
    if (explain !== true) return picked(best, reason)
    return explained(
      best,
      reason,
      bestFirst(
        best,
        'lowest',
        backends.map((each) => scoreOf(each, roughCost(each), false)),
      ),
    )
  }

  private rotate({ avoid, explain }: PickRequest): PickResult {
    const { all } = this.parts
    const lightOnes = Math.min(all.length, MOST_STEPPED_OVER)
    for (let step = 0; step < all.length + lightOnes; step += 1) {
      const at = (this.turn + step) % all.length
      const backend = all[at]
      if (backend === undefined || avoid?.(backend) === true) continue
      if (step < lightOnes && this.isLight(backend)) continue
      this.turn = (at + 1) % all.length
      return explain === true ? explained(backend, 'rotation', [{ backend, score: 0 }]) : picked(backend, 'rotation')
    }
    return ALL_AVOIDED
  }

  private isLight(backend: SnapshotBackend): boolean {
    const weight = liveWeight(backend)
    return weight < this.heaviest && this.context.rng.next() * this.heaviest >= weight
  }
}

/** Where completions are an estimate, the near past is one, too: the usual latency is the better word, and half of it is noise. */
function roughCost(backend: SnapshotBackend): number {
  const { usualMs } = backend.signals.flow()
  const latency = usualMs > 0 && usualMs < 3_600_000 ? usualMs : 1
  return ((expectedInFlight(backend) + 1) * Math.sqrt(latency)) / liveWeight(backend)
}

function scoreOf(backend: SnapshotBackend, score: number, byCapacity: boolean): Score {
  const { inFlight, residenceMs, meanInFlight, successRate, weight } = costParts(backend)
  const inputs = {
    in_flight: inFlight,
    residence_ms: residenceMs,
    mean_in_flight: meanInFlight,
    success_rate: successRate,
  }
  const capacity = byCapacity ? { capacity: backend.signals.capacity() ?? 0 } : {}
  return { backend, score, inputs: { ...inputs, ...capacity, weight } }
}

function createPolicy(_config: undefined, context: PolicyContext): Policy {
  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      if (state !== undefined) {
        return new AdaptivePicks(backends, context, numberOf(state, 'turn'), numberOf(state, 'heaviest'))
      }
      const heaviest = backends.reduce((most, backend) => Math.max(most, liveWeight(backend)), 0)
      return new AdaptivePicks(backends, context, context.rng.below(backends.length), heaviest)
    },
  }
}

export const adaptive: PolicyFactory<undefined> = {
  type: 'adaptive',
  stability: 'stable',
  description: 'The cheapest of a few random backends by expected time, learnt from what flows through them.',
  consumes: { required: ['in_flight', 'flow'], optional: ['success_rate', 'capacity', 'weight', 'latency'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    parameters.open(input)
    return undefined
  },
  create: createPolicy,
}
