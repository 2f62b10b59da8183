/**
 * rendezvous: the same key to the same backend, by asking each backend how near it is.
 *
 * Rule: each backend has a random distance from each key, fmix64(XXH64(address) XOR hash), and a score of
 * -weight / ln(1 - distance); the highest wins. The hash is XXH64 of the affinity key, or drawn without one. At attempt k, the
 * k-th best after that wins. Alternates are the next best.
 *
 * A backend that is avoided, or full by hashBalanceFactor, gives way to the next best. When all that may be picked are full,
 * the one with the least load for its capacity is picked.
 *
 * Shares are in exact proportion to weights, whatever the number of backends: there is no table, and nothing to tune. When a
 * backend leaves, only its own keys move, each to its second best, evenly over the others; when one joins, keys move only to
 * it. Two backends at one address share its place: the first by id wins.
 *
 * Inputs: none, or in_flight with hashBalanceFactor (weights are those of the snapshot; slow start does not apply, as in
 * ring_hash). Parameters: hashBalanceFactor (0).
 * Cost of a pick: O(n), some 50 ns a backend and 100 with unequal weights. Cost of a snapshot: O(n).
 * Source: Thaler and Ravishankar 1998; weights: Schindelhauer and Schomaker 2005; fmix64 over hashes: nspcc-dev/hrw.
 */

import type {
  Hash64,
  PickRequest,
  PickResult,
  Picker,
  Policy,
  PolicyContext,
  PolicyFactory,
  Score,
  SnapshotBackend,
} from './policy.ts'
import { boundLoad, hashBalanceFactor, type LoadBound } from './lib/bounded-load.ts'
import { usableWeight } from './lib/live.ts'
import { declareParameters } from './lib/parameters.ts'
import { createRendezvous, weightedScore, type Rendezvous } from './lib/rendezvous.ts'
import { requestHash } from './lib/request-hash.ts'
import { ALL_AVOIDED, EMPTY_PICKER } from './lib/result.ts'
import { haveSameShares } from './lib/shares.ts'
import { xxh64 } from './lib/xxh64.ts'

export interface RendezvousConfig {
  readonly hashBalanceFactor: number
}

/** An explanation tells the backend and those that the key would move to. */
const EXPLAINED_NEIGHBOURS = 3

const parameters = declareParameters('rendezvous', [hashBalanceFactor])

type Backends = readonly SnapshotBackend[]

/** The backends of a snapshot, ranked for a hash. */
interface Ranking {
  /** The best `count` of those that `accepts`, best first. */
  best(hash: Hash64, count: number, accepts: (backend: SnapshotBackend) => boolean): Backends
  score(hash: Hash64, backend: SnapshotBackend): number
}

function rank(backends: Backends, nodes: Rendezvous): Ranking {
  const weights = Float64Array.from(backends, (backend) => usableWeight(backend.weight))
  const areEqual = weights.every((weight) => weight === weights[0])
  // Without weights to tell apart, nearness says the same as the score and needs no logarithm.
  const worthOf = (index: number, hash: Hash64): number => {
    const distance = nodes.distance(index, hash)
    return areEqual ? 1 - distance : weightedScore(distance, weights[index] ?? 1)
  }
  return {
    best(hash, count, accepts) {
      const found: SnapshotBackend[] = []
      const worths: number[] = []
      for (let index = 0; index < backends.length; index += 1) {
        const backend = backends[index]
        const worth = worthOf(index, hash)
        let at = found.length
        if (backend === undefined || (at === count && worth <= (worths[at - 1] ?? 0)) || !accepts(backend)) continue
        while (at > 0 && worth > (worths[at - 1] ?? 0)) at -= 1
        found.splice(at, 0, backend)
        worths.splice(at, 0, worth)
        if (found.length > count) found.length = worths.length = count
      }
      return found
    },
    score: (hash, backend) => {
      const index = backends.indexOf(backend)
      return weightedScore(nodes.distance(index, hash), weights[index] ?? 1)
    },
  }
}

function pick(ranking: Ranking, bound: LoadBound, hash: Hash64, request: PickRequest): PickResult {
  const { avoid, attempt, alternates, explain } = request
  bound.begin()
  const more = Math.max(alternates, explain === true ? EXPLAINED_NEIGHBOURS - 1 : 0)
  const ranked = ranking.best(hash, attempt + 1 + more, (one) => avoid?.(one) !== true && bound.hasRoom(one))
  const at = ranked.length > 0 ? attempt % ranked.length : 0
  const backend = ranked[at] ?? bound.leastFull(avoid)
  if (backend === undefined) return ALL_AVOIDED
  const scoreOf = (one: SnapshotBackend): Score => ({
    ...{ backend: one, score: ranking.score(hash, one) },
    inputs: { weight: usableWeight(one.weight), ...bound.inputsOf(one) },
  })
  const next = ranked.slice(at + 1)
  return {
    kind: 'picked',
    backend,
    reason: ranked.length > 0 ? 'highest_score' : 'least_full',
    alternates: alternates > 0 ? next.slice(0, alternates) : undefined,
    scores: explain === true ? [backend, ...next].slice(0, EXPLAINED_NEIGHBOURS).map(scoreOf) : undefined,
  }
}

function createPolicy(config: RendezvousConfig, { rng, clock }: PolicyContext): Policy {
  let latest: { readonly backends: Backends; readonly nodes: Rendezvous } | undefined
  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      const known = latest !== undefined && haveSameShares(latest.backends, backends) ? latest.nodes : undefined
      const nodes = known ?? createRendezvous(backends.map((backend) => xxh64(backend.address)))
      latest = { backends, nodes }
      const ranking = rank(backends, nodes)
      const bound = boundLoad(config.hashBalanceFactor, backends, clock, state)
      const picker: Picker = { pick: (request) => pick(ranking, bound, requestHash(request, rng), request) }
      return bound.state === undefined ? picker : { ...picker, state: bound.state }
    },
  }
}

export const rendezvous: PolicyFactory<RendezvousConfig> = {
  type: 'rendezvous',
  stability: 'stable',
  description:
    'The same affinity key to the same backend, by the highest of random scores in exact proportion to weights.',
  consumes: { required: [], optional: ['in_flight'] },
  configSchema: parameters.schema,
  parseConfig: (input) => ({ hashBalanceFactor: parameters.open(input).get(hashBalanceFactor) }),
  create: createPolicy,
}
