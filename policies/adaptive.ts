/**
 * adaptive: the cheapest of a few, by what is observed; the default.
 *
 * Rule: draw ten different backends and take the one where one more call is expected to take the shortest time. Expected
 * time = residence * ((in flight + 0.3) / (mean in flight + 0.3)) ^ 0.75, over success rate squared and weight: residence is the time that calls
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
import { liveWeight } from './lib/live.ts'
import { declareParameters } from './lib/parameters.ts'
import { Readings } from './lib/readings.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'
import { numberOf } from './lib/state.ts'

/** Draws while callers tell how calls end: fewer know less, more herd, and cost more (docs/decisions/0018). */
const CHOICES = 10
/** Draws where own picks are what is known best: there is nothing to herd on. */
const ESTIMATED_CHOICES = 24
/** A backend that another replica looks after must be better by this factor. */
const FOREIGN_MARGIN = 1.2
/** A capacity counts as at most this many times the least of those it is compared with: more is a mistake. */
const CAPACITY_RANGE = 16
/** Backends of little weight that a rotation steps over at most before it takes one all the same. */
const MOST_STEPPED_OVER = 64

const parameters = declareParameters('adaptive', [])

type Backends = readonly SnapshotBackend[]

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

class AdaptivePicks {
  private turn: number
  /** Largest weight when the snapshot came: who weighs less is stepped over as often as that says. */
  private readonly heaviest: number
  private readonly parts: Parts
  private readonly context: PolicyContext
  private readonly readings = new Readings(ESTIMATED_CHOICES + 1)
  private readonly drawn: SnapshotBackend[] = []
  /** The first of the drawn that other replicas look after. */
  private foreignFrom = 0

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
    const { readings } = this
    const drawn = this.draw(CHOICES, request)
    if (drawn.length === 0) return ALL_AVOIDED
    readings.read(drawn)
    switch (readings.knowledge()) {
      case 'told':
        return this.cheapest(drawn, request)
      case 'estimated': {
        const more = this.draw(ESTIMATED_CHOICES, request)
        readings.read(more)
        return this.fewest(more, more.length, 'least_estimated', request)
      }
      case 'old':
        return this.fewest(drawn, 2, 'fewer_of_two', request)
      case 'nothing':
        return this.rotate(request)
    }
  }

  /**
   * Different ones that may be picked: near ones, and one of the others', which comes last. Where all drawn are avoided, any that is
   * not. The list is overwritten by the next draw.
   */
  private draw(choices: number, { avoid }: PickRequest): Backends {
    const { rng } = this.context
    const { near, foreign, all } = this.parts
    const { drawn } = this
    drawn.length = 0
    const take = (backend: SnapshotBackend | undefined): void => {
      if (backend !== undefined && avoid?.(backend) !== true && !drawn.includes(backend)) drawn.push(backend)
    }
    if (near.length <= choices) {
      // As many as there are: from a random place, so that none is first among equals.
      const start = rng.below(near.length)
      for (let step = 0; step < near.length; step += 1) take(near[(start + step) % near.length])
    } else {
      // Drawing one twice is rare, and is made up for once.
      for (let draw = 0; draw < 2 * choices && drawn.length < choices; draw += 1) take(near[rng.below(near.length)])
    }
    this.foreignFrom = drawn.length
    if (foreign.length > 0) take(foreign[rng.below(foreign.length)])
    if (drawn.length === 0) take(all[drawIndex(rng, all, avoid)])
    return drawn
  }

  private cheapest(drawn: Backends, { explain }: PickRequest): PickResult {
    const { readings, foreignFrom } = this
    const least = readings.leastCapacity()
    const cost = (row: number): number => {
      const own = least === 0 ? readings.costByFlow(row) : readings.costByCapacity(row, CAPACITY_RANGE * least)
      return row >= foreignFrom ? FOREIGN_MARGIN * own : own
    }
    const reason = drawn.length === 1 ? 'only_candidate' : 'least_cost'
    return this.least(drawn, drawn.length, cost, reason, explain === true, least > 0)
  }

  private fewest(drawn: Backends, count: number, reason: string, { explain }: PickRequest): PickResult {
    return this.least(drawn, count, (row) => this.readings.roughCost(row), reason, explain === true, false)
  }

  /** The one of the first `count` with the least cost. */
  private least(
    drawn: Backends,
    count: number,
    cost: (row: number) => number,
    reason: string,
    isExplained: boolean,
    byCapacity: boolean,
  ): PickResult {
    let best = drawn[0]
    let lowest = Infinity
    for (let row = 0; row < drawn.length && row < count; row += 1) {
      const own = cost(row)
      if (own >= lowest) continue
      lowest = own
      best = drawn[row]
    }
    if (best === undefined) return ALL_AVOIDED
    if (!isExplained) return picked(best, reason)
    const scores = drawn.slice(0, count).map((backend, row) => this.scoreOf(backend, row, cost(row), byCapacity))
    return explained(best, reason, bestFirst(best, 'lowest', scores))
  }

  private scoreOf(backend: SnapshotBackend, row: number, score: number, byCapacity: boolean): Score {
    const { readings } = this
    const inputs = {
      in_flight: readings.inFlight(row),
      residence_ms: readings.residenceMs(row),
      mean_in_flight: readings.meanInFlight(row),
      success_rate: readings.successRate(row),
    }
    const capacity = byCapacity ? { capacity: readings.capacity(row) } : {}
    return { backend, score, inputs: { ...inputs, ...capacity, weight: readings.weight(row) } }
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
