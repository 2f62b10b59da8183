/**
 * prequal: hot-cold lexicographic choice, by load first and latency then.
 *
 * Rule: draw sampleSize different backends. One is hot when more requests are in flight on it than on the share qRif of
 * those seen lately. Of the cold ones the one with the least expected latency wins; when all are hot, the one with the
 * fewest in flight. The paper probes for both numbers, here they are known (docs/decisions/0011). The expected latency is
 * latency / in flight, averaged over calls that ended, times in flight + 1; plain latency would ratchet. A backend without
 * history gets one call and no more until it ends. Failures make the load weigh more, against backends that fail fast.
 *
 * Inputs: in_flight; outcomes give latency and failures, and the latency signal stands in until there are any.
 * Parameters: sampleSize (16), qRif (0.84). State: loads seen lately, averages of each backend.
 * Cost of a pick: O(sampleSize); O(n) only when most of the pool is avoided. Cost of a snapshot: O(n).
 * Source: Wydrowski, Kleinberg, Rumble and Archer, "Load is not what you should balance: Introducing Prequal", NSDI 2024.
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
import { carryOver, type StateById } from './lib/carry-over.ts'
import * as ended from './lib/completions.ts'
import { bestOf, isCold, newSample, type HotColdSample } from './lib/hot-cold.ts'
import { liveInFlight, liveLatencyMs } from './lib/live.ts'
import { declareParameters, integer, numeric } from './lib/parameters.ts'
import { FINAGLE_PENALTY_MS } from './lib/peak-ewma-cost.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { drawDistinct, drawIndex } from './lib/sample.ts'
import { SlidingQuantile } from './lib/sliding-quantile.ts'
import { listOf } from './lib/state.ts'

export interface PrequalConfig {
  readonly sampleSize: number
  readonly qRif: number
}

const sampleSize = integer('sampleSize', {
  description: 'How many different backends are drawn and compared.',
  minimum: 2,
  maximum: 64,
  fallback: 16,
})
const qRif = numeric('qRif', {
  description:
    'Share of the loads seen lately above which a backend is hot. 0: only the load counts; 1: only the latency counts.',
  minimum: 0,
  maximum: 1,
  // 2^-0.25, as in the paper.
  fallback: 0.84,
})

const parameters = declareParameters('prequal', [sampleSize, qRif])

/** Loads that "lately" means: enough for a quantile, few enough to follow a burst within some forty picks. */
const WINDOW = 128

/** Loads of each sample that are kept in mind: as many as the paper's client learns of a query, by its probe rate. */
const NOTED_PER_PICK = 3

/** The backends of a snapshot, what their calls told, and where a pick compares some of them. */
interface Field {
  readonly backends: readonly SnapshotBackend[]
  readonly completions: readonly ended.Completions[]
  /** One for all pickers of a policy, since picks come one after the other. */
  readonly sample: HotColdSample
}

/** Expected latency of one more call. Without history 0 for one call, and beyond any latency until it ends. */
function expectedLatencyMs(unitMs: number, load: number): number {
  if (unitMs > 0) return unitMs * (load + 1)
  return load < 1 ? 0 : FINAGLE_PENALTY_MS + load
}

/** Draws a sample of those that are not avoided and reads its signals. */
function drawSample(
  { backends, completions, sample }: Field,
  rng: Rng,
  now: number,
  avoid: PickRequest['avoid'],
): void {
  const drawn = drawDistinct(rng, backends.length, sample.indexes)
  let size = 0
  for (let at = 0; at < drawn; at += 1) {
    const index = sample.indexes[at] ?? 0
    const backend = backends[index]
    const past = completions[index]
    if (backend === undefined || past === undefined || avoid?.(backend) === true) continue
    const inFlight = liveInFlight(backend)
    const load = ended.weighedLoad(past, inFlight, now)
    const unitMs = ended.unitLatencyMs(past, inFlight, now) || liveLatencyMs(backend)
    sample.indexes[size] = index
    // Whole requests: where all others idle, an error now and then does not make a backend hot.
    sample.loads[size] = Math.floor(load)
    sample.latencies[size] = expectedLatencyMs(unitMs, load)
    size += 1
  }
  sample.size = size
}

/** Scores are expected latencies when somebody is cold, since nobody then asks which of the hot ones is better; else loads. */
function scoresOf({ backends, sample }: Field, byLatency: boolean, hottest: number): Score[] {
  const { indexes, loads, latencies, size } = sample
  return Array.from({ length: size }, (_, at) => at).flatMap((at): Score[] => {
    const backend = backends[indexes[at] ?? 0]
    if (backend === undefined || isCold(sample, at, hottest) !== byLatency) return []
    const [load, latency] = [loads[at] ?? 0, latencies[at] ?? 0]
    const inputs = { in_flight: liveInFlight(backend), load, expected_ms: latency, hot_above: hottest }
    return [{ backend, score: byLatency ? latency : load, inputs }]
  })
}

function pickAny({ backends }: Field, rng: Rng, { avoid, explain }: PickRequest): PickResult {
  const backend = backends[drawIndex(rng, backends, avoid)]
  if (backend === undefined) return ALL_AVOIDED
  if (explain !== true) return picked(backend, 'random_draw')
  return explained(backend, 'random_draw', [{ backend, score: 1 / backends.length }])
}

function createPolicy({ sampleSize: size, qRif: quantile }: PrequalConfig, { rng, clock }: PolicyContext): Policy {
  const known: StateById<ended.Completions> = new Map()
  const sample = newSample(size)
  let window = new SlidingQuantile(WINDOW)
  let latest: ReadonlyMap<string, SnapshotBackend> = new Map()

  function pick(field: Field, request: PickRequest): PickResult {
    drawSample(field, rng, clock.now(), request.avoid)
    if (sample.size < 2) return pickAny(field, rng, request)
    const start = rng.below(sample.size)
    for (let noted = 0; noted < NOTED_PER_PICK; noted += 1) {
      window.add(sample.loads[(start + noted) % sample.size] ?? 0)
    }
    const hottest = quantile < 1 ? window.read(quantile) : Number.MAX_VALUE
    const winner = bestOf(sample, hottest, start)
    const backend = field.backends[sample.indexes[winner] ?? 0]
    if (backend === undefined) return ALL_AVOIDED
    const byLatency = isCold(sample, winner, hottest)
    const reason = byLatency ? 'cold_least_latency' : 'hot_least_load'
    if (request.explain !== true) return picked(backend, reason)
    return explained(backend, reason, bestFirst(backend, 'lowest', scoresOf(field, byLatency, hottest)))
  }

  function goOn(backends: readonly SnapshotBackend[], state: unknown): void {
    window = SlidingQuantile.restored(WINDOW, state, 'loads')
    const told = listOf(state, 'completions', backends.length)
    for (const [index, { id }] of backends.entries()) known.set(id, ended.completionsFromJson(told, index))
  }

  return {
    onSnapshot({ backends }, state) {
      if (state !== undefined) goOn(backends, state)
      const completions = carryOver(known, backends, ended.newCompletions)
      latest = new Map(backends.map((backend) => [backend.id, backend]))
      if (backends.length === 0) return EMPTY_PICKER
      const field = { backends, completions, sample }
      return {
        pick: (request) => pick(field, request),
        state: () => ({ loads: window.values(), completions: ended.completionsToJson(completions) }),
      }
    },
    onOutcome(outcome) {
      const past = known.get(outcome.backendId)
      const backend = latest.get(outcome.backendId)
      if (past === undefined || backend === undefined) return
      ended.observeCompletion(past, outcome, liveInFlight(backend), clock.now())
    },
    dumpState: () => ({ hot_above: window.read(quantile), backends: Object.fromEntries(known) }),
  }
}

export const prequal: PolicyFactory<PrequalConfig> = {
  type: 'prequal',
  stability: 'stable',
  description: 'Of a random sample the fastest that is not hot, else the one with the fewest requests in flight.',
  consumes: { required: ['in_flight'], optional: ['latency'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return { sampleSize: given.get(sampleSize), qRif: given.get(qRif) }
  },
  create: createPolicy,
}
