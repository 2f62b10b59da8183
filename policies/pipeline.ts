/**
 * pipeline: a policy put together in the config, from filters, weighted scorers and a picker.
 *
 * Rule: draw up to `sample` different backends that pass all filters; each scorer rates each of them from 0 to 1; the total is
 * the mean of the scores by the scorers' weights; the picker ranks them by it. A sample, and not the pool, so that replicas do
 * not herd on one backend and a pick costs the same in any pool. Scores that compare, compare within the sample.
 *
 * A filter that nobody passes is left out (fallback `all`), or nobody is picked (`none`): filters are then taken one after
 * the other over the whole pool. The homes of an affinity key are in each sample of its picks, if a scorer asks for them.
 * Alternates are the next best of the sample.
 *
 * Inputs: whatever the parts read. Parameters: filters, scorers, picker, sample (5).
 * Cost of a pick: O(sample * parts); O(n) when nobody of the sample and 48 more passes. Cost of a snapshot: O(n), and a
 * table where a scorer asks for homes.
 * Source: the endpoint picker of gateway-api-inference-extension and llm-d-router: filter, scorer, picker.
 */

import type {
  PickRequest,
  PickResult,
  Policy,
  PolicyContext,
  PolicyFactory,
  Rng,
  Score,
  SnapshotBackend,
} from './policy.ts'
import { declareParameters, integer } from './lib/parameters.ts'
import { declareParts, type Part } from './lib/parts.ts'
import { createCandidates, type Candidates } from './lib/pipeline/candidates.ts'
import { FILTERS } from './lib/pipeline/filters.ts'
import { measure } from './lib/pipeline/measures.ts'
import { PICKERS, type FinalPicker } from './lib/pipeline/pickers.ts'
import { SCORERS, type Scorer } from './lib/pipeline/scorers.ts'
import { ALL_AVOIDED, EMPTY_PICKER, EXPLAINED_CANDIDATES } from './lib/result.ts'

export interface PipelineConfig {
  readonly filters: readonly Part[]
  readonly scorers: readonly Part[]
  readonly picker: Part
  readonly sample: number
}

/** An explanation has room for 16 inputs: the total, each scorer's part, and the signals that they read. */
const MOST_PARTS = 8

const TYPE = 'pipeline'
const filterParts = declareParts(TYPE, FILTERS)
const scorerParts = declareParts(TYPE, SCORERS)
const pickerParts = declareParts(TYPE, PICKERS)

const filters = filterParts.list('filters', {
  description: 'Who may be picked: those that pass all.',
  most: MOST_PARTS,
  fallback: [],
})
const scorers = scorerParts.list('scorers', {
  description: 'How good a candidate is: the mean of the scores, by weight. No type twice.',
  most: MOST_PARTS,
  fallback: [
    { type: 'least_in_flight', weight: 2 },
    { type: 'latency', weight: 1 },
  ],
})
const picker = pickerParts.one('picker', { description: 'Who of the candidates wins.', fallback: { type: 'max' } })
const sample = integer('sample', {
  description: 'How many candidates a pick compares. 2 to 8 suit most; many let replicas herd.',
  minimum: 1,
  maximum: 64,
  fallback: 5,
})

const parameters = declareParameters(TYPE, [filters, scorers, picker, sample])

type Backends = readonly SnapshotBackend[]

const FILTERED_OUT: PickResult = Object.freeze({ kind: 'none', reason: 'filtered_out' })

interface NamedScorer {
  readonly type: string
  readonly scorer: Scorer
}

/** One candidate of a pick. */
interface Rated {
  readonly backend: SnapshotBackend
  /** Scores by scorer. */
  readonly scores: readonly number[]
  readonly total: number
  /** What the picker made of the total. */
  readonly rank: number
}

interface Pipeline {
  readonly scorers: readonly NamedScorer[]
  readonly picker: FinalPicker
  readonly rng: Rng
}

/** The candidates in the order of their ranks, the best first, with a draw among those that share the highest. */
function rate({ scorers: named, picker, rng }: Pipeline, candidates: Backends, request: PickRequest): Rated[] {
  const rows = named.map(({ scorer }) => scorer.scores(candidates, request))
  const weights = named.reduce((sum, { scorer }) => sum + scorer.weight, 0)
  const totals = candidates.map((_, at) => {
    const sum = named.reduce((total, { scorer }, row) => total + scorer.weight * (rows[row]?.[at] ?? 0), 0)
    return weights > 0 ? sum / weights : 0
  })
  const ranks = picker.ranks(totals, rng)
  const rated = candidates.map((backend, at) => ({
    backend,
    scores: rows.map((row) => row[at] ?? 0),
    total: totals[at] ?? 0,
    rank: ranks[at] ?? 0,
  }))
  rated.sort((a, b) => b.rank - a.rank)
  const equals = rated.findIndex(({ rank }) => rank !== rated[0]?.rank)
  const tied = equals < 0 ? rated.length : equals
  const winner = tied > 1 ? rng.below(tied) : 0
  return [...rated.splice(winner, 1), ...rated]
}

/** Each part's score, and what it read. */
function scoreOf({ backend, scores, total, rank }: Rated, named: readonly NamedScorer[]): Score {
  const parts = named.map(({ type }, row) => [`${type}_score`, scores[row] ?? 0] as const)
  const signals = [...new Set(named.flatMap(({ scorer }) => scorer.reads))]
  const read = signals.flatMap((signal) => {
    const value = measure(backend, signal)
    return value === undefined ? [] : [[signal, value] as const]
  })
  return { backend, score: rank, inputs: Object.fromEntries([['total_score', total], ...parts, ...read]) }
}

function pick(parts: Pipeline, from: Candidates, request: PickRequest): PickResult {
  const { avoid, alternates, explain } = request
  const candidates = from.draw(avoid, (accepts) =>
    parts.scorers.flatMap(({ scorer }) => scorer.proposes?.(request, accepts) ?? []),
  )
  if (candidates === undefined) return FILTERED_OUT
  const rated = rate(parts, candidates, request)
  const [winner] = rated
  if (winner === undefined) return ALL_AVOIDED
  return {
    kind: 'picked',
    backend: winner.backend,
    reason: parts.picker.reason,
    alternates: alternates > 0 ? rated.slice(1, 1 + alternates).map(({ backend }) => backend) : undefined,
    scores:
      explain === true ? rated.slice(0, EXPLAINED_CANDIDATES).map((one) => scoreOf(one, parts.scorers)) : undefined,
  }
}

function createPolicy(config: PipelineConfig, { rng }: PolicyContext): Policy {
  const made = config.filters.map((part) => filterParts.make(part))
  const pipeline: Pipeline = {
    scorers: config.scorers.map((part) => ({ type: part.type, scorer: scorerParts.make(part) })),
    picker: pickerParts.make(config.picker),
    rng,
  }
  return {
    onSnapshot({ backends }) {
      if (backends.length === 0) return EMPTY_PICKER
      const prepared = pipeline.scorers.map(({ type, scorer }) => ({
        type,
        scorer: scorer.prepare?.(backends) ?? scorer,
      }))
      const ofSnapshot = { ...pipeline, scorers: prepared }
      const candidates = createCandidates(backends, made, config.sample, rng)
      return { pick: (request) => pick(ofSnapshot, candidates, request) }
    },
  }
}

export const pipeline: PolicyFactory<PipelineConfig> = {
  type: TYPE,
  stability: 'beta',
  description: 'Put together in the config: filters, weighted scorers and a picker over a sample.',
  consumes: { required: [], optional: ['in_flight', 'latency', 'success_rate', 'utilization', 'capacity'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    const chosen = given.get(scorers)
    const twice = chosen.findIndex(({ type }, at) => chosen.findIndex((one) => one.type === type) < at)
    if (twice >= 0) throw given.refuse(`scorers[${twice}].type`, 'each type once', chosen[twice]?.type)
    return { filters: given.get(filters), scorers: chosen, picker: given.get(picker), sample: given.get(sample) }
  },
  create: createPolicy,
}
