/**
 * Scorers of the pipeline: how good each candidate of a pick is, from 0 to 1. To add one, add it to {@link SCORERS} and to the
 * policy's page.
 *
 * What has no natural scale is compared with the best of the candidates, as a ratio: half as good as the best is 0.5. The
 * common scaling between the worst and the best would make 10 against 11 in flight as large a difference as 1 against 100.
 */

import type { PickRequest, SnapshotBackend } from '../../policy.ts'
import { integer, numeric, type GivenParameters } from '../parameters.ts'
import type { PartKind } from '../parts.ts'
import { usableWeight } from '../live.ts'
import { createHomes } from './homes.ts'
import { measure, type Measured } from './measures.ts'

type Backends = readonly SnapshotBackend[]

export interface Scorer {
  /** Share of the total, relative to that of the other scorers. */
  readonly weight: number
  /** Signals that it reads, for explanation. */
  readonly reads: readonly Measured[]
  /** Scores of the candidates, each from 0 to 1. */
  scores(candidates: Backends, request: PickRequest): readonly number[]
  /** The scorer for the backends of a new snapshot. Absent: it is the same for all. */
  prepare?(backends: Backends): Scorer
  /** Candidates that must be looked at whatever the draw says, of those that may be picked. */
  proposes?(request: PickRequest, accepts: (backend: SnapshotBackend) => boolean): Backends
}

const weight = numeric('weight', {
  description: 'Share of this scorer in the total, relative to the others.',
  minimum: 0,
  maximum: 1_000,
  fallback: 1,
})
const unknown = numeric('unknown', {
  description: 'Score of a backend whose signal is unknown, such as a newcomer.',
  minimum: 0,
  maximum: 1,
  fallback: 0.5,
})
const homes = integer('homes', {
  description: 'How many backends a key has; the first scores 1, the next ones less, all others 0.',
  minimum: 1,
  maximum: 8,
  fallback: 2,
})

interface Measure {
  readonly reads: readonly Measured[]
  /** Undefined: unknown. */
  readonly of: (backend: SnapshotBackend) => number | undefined
}

function signal(name: Measured): Measure {
  return { reads: [name], of: (backend) => measure(backend, name) }
}

/** Each by itself; what leaves 0 to 1 is cut. */
function absolute(given: GivenParameters, { reads, of }: Measure): Scorer {
  const otherwise = given.get(unknown)
  return {
    weight: given.get(weight),
    reads,
    scores: (candidates) => candidates.map((one) => Math.min(1, Math.max(0, of(one) ?? otherwise))),
  }
}

/** In parts of the best candidate's; a measure is at least 0. */
function relative(best: 'least' | 'most', given: GivenParameters, { reads, of }: Measure): Scorer {
  const otherwise = given.get(unknown)
  return {
    weight: given.get(weight),
    reads,
    scores(candidates) {
      const values = candidates.map(of)
      const known = values.filter((value) => value !== undefined)
      const top = best === 'least' ? Math.min(...known) : Math.max(...known)
      return values.map((value) => {
        if (value === undefined) return otherwise
        if (value === top) return 1
        return best === 'least' ? top / value : value / top
      })
    },
  }
}

/** How much is left of a measure that is full at 1. */
function rest(used: number | undefined): number | undefined {
  return used === undefined ? undefined : 1 - used
}

/** Requests in flight in parts of the capacity. */
function fullness(backend: SnapshotBackend): number | undefined {
  const capacity = measure(backend, 'capacity')
  return capacity === undefined ? undefined : (measure(backend, 'in_flight') ?? 0) / capacity
}

export const SCORERS: readonly PartKind<Scorer>[] = [
  {
    type: 'least_in_flight',
    description: 'Fewest requests in flight: (least + 1) / (own + 1).',
    parameters: [weight],
    make: (given) =>
      relative('least', given, { reads: ['in_flight'], of: (one) => (measure(one, 'in_flight') ?? 0) + 1 }),
  },
  {
    type: 'latency',
    description: 'Lowest latency: least / own.',
    parameters: [weight, unknown],
    make: (given) => relative('least', given, signal('latency')),
  },
  {
    type: 'utilization',
    description: 'Lowest utilization: 1 - own.',
    parameters: [weight, unknown],
    make: (given) => absolute(given, { reads: ['utilization'], of: (one) => rest(measure(one, 'utilization')) }),
  },
  {
    type: 'spare_capacity',
    description: 'Most of its capacity free: 1 - in flight / capacity.',
    parameters: [weight, unknown],
    make: (given) => absolute(given, { reads: ['in_flight', 'capacity'], of: (one) => rest(fullness(one)) }),
  },
  {
    type: 'capacity',
    description: 'Largest capacity: own / most.',
    parameters: [weight, unknown],
    make: (given) => relative('most', given, signal('capacity')),
  },
  {
    type: 'success_rate',
    description: 'Highest success rate: its own.',
    parameters: [weight],
    make: (given) => absolute(given, signal('success_rate')),
  },
  {
    type: 'weight',
    description: 'Largest weight without slow start: own / most.',
    parameters: [weight],
    make: (given) => relative('most', given, { reads: [], of: (one) => usableWeight(one.weight) }),
  },
  {
    type: 'affinity',
    description: 'The homes of the affinity key, by consistent hashing. They are always among the candidates.',
    parameters: [weight, homes],
    make(given) {
      const count = given.get(homes)
      const homesIn = createHomes(count)
      const none: Scorer = { weight: given.get(weight), reads: [], scores: (candidates) => candidates.map(() => 0) }
      return {
        ...none,
        prepare(backends) {
          const homesOf = homesIn(backends)
          return {
            ...none,
            proposes: homesOf,
            scores(candidates, request) {
              const own = homesOf(request, (one) => candidates.includes(one))
              return candidates.map((one) => (own.includes(one) ? 1 - own.indexOf(one) / count : 0))
            },
          }
        },
      }
    },
  },
]
