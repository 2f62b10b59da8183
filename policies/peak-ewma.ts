/**
 * peak_ewma: the cheaper of two, by expected latency.
 *
 * Rule: draw two different backends; cost = latency * (requests in flight + 1), where latency is a moving average that
 * jumps to a higher sample at once, comes down slowly and decays while idle. A backend without history is free while it
 * is idle and costs a penalty while its first requests run, so it gets one probe. The cheaper one wins, the first drawn
 * among equals.
 *
 * Inputs: latency, in_flight. Parameters: defaultLatencyMs (0), penaltyMs (Finagle's 39 hours).
 * Cost of a pick: O(1); O(n) only when most of the pool is avoided. Cost of a snapshot: O(1).
 * Source: Finagle, loadbalancer/PeakEwma.scala and p2c; tower, load/peak_ewma.rs.
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
import { declareParameters, numeric } from './lib/parameters.ts'
import { FINAGLE_PENALTY_MS, peakEwmaCost, type PeakEwmaPenalty } from './lib/peak-ewma-cost.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'
import { liveInFlight, liveLatencyMs } from './lib/live.ts'

export type PeakEwmaConfig = PeakEwmaPenalty

const defaultLatencyMs = numeric('defaultLatencyMs', {
  description: 'Cost in milliseconds of an idle backend without history. 0: it is tried before any other.',
  minimum: 0,
  maximum: 3_600_000,
  fallback: 0,
})
const penaltyMs = numeric('penaltyMs', {
  description: 'Cost in milliseconds of a backend without history whose first requests are still running.',
  minimum: 0,
  maximum: 1e15,
  fallback: FINAGLE_PENALTY_MS,
})

const parameters = declareParameters('peak_ewma', [defaultLatencyMs, penaltyMs])

function cost(backend: SnapshotBackend, config: PeakEwmaConfig): number {
  return peakEwmaCost(liveLatencyMs(backend), liveInFlight(backend), config)
}

function score(backend: SnapshotBackend, config: PeakEwmaConfig): Score {
  const latency = liveLatencyMs(backend)
  const inFlight = { in_flight: liveInFlight(backend) }
  return { backend, score: cost(backend, config), inputs: latency > 0 ? { latency, ...inFlight } : inFlight }
}

function pick(
  rng: Rng,
  backends: readonly SnapshotBackend[],
  config: PeakEwmaConfig,
  { avoid, explain }: PickRequest,
): PickResult {
  const firstIndex = drawIndex(rng, backends, avoid)
  const first = backends[firstIndex]
  if (first === undefined) return ALL_AVOIDED
  const second = backends[drawIndex(rng, backends, avoid, firstIndex)]
  if (second === undefined) {
    return explain === true
      ? explained(first, 'only_candidate', [score(first, config)])
      : picked(first, 'only_candidate')
  }
  const winner = cost(second, config) < cost(first, config) ? second : first
  if (explain !== true) return picked(winner, 'least_cost')
  return explained(winner, 'least_cost', bestFirst(winner, 'lowest', [score(first, config), score(second, config)]))
}

function createPolicy(config: PeakEwmaConfig, { rng }: PolicyContext): Policy {
  return {
    onSnapshot({ backends }) {
      if (backends.length === 0) return EMPTY_PICKER
      return { pick: (request) => pick(rng, backends, config, request) }
    },
  }
}

export const peakEwma: PolicyFactory<PeakEwmaConfig> = {
  type: 'peak_ewma',
  stability: 'stable',
  description: 'The cheaper of two random backends, by peak-sensitive latency times requests in flight.',
  consumes: { required: ['latency', 'in_flight'], optional: [] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return { defaultLatencyMs: given.get(defaultLatencyMs), penaltyMs: given.get(penaltyMs) }
  },
  create: createPolicy,
}
