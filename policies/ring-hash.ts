/**
 * ring_hash: the same key to the same backend, by consistent hashing.
 *
 * Rule: each backend has points on a ring at XXH64("<address>_<i>"), i = 0, 1, ..., in proportion to its weight. A
 * request goes to the first point at or after its hash, and at attempt k to the k-th point after that. The hash of a
 * request is XXH64 of its affinity key; without a key it is drawn. A backend that is avoided is walked past. Alternates
 * are the next different backends on the ring. When a backend leaves, only its own keys move.
 *
 * With hashBalanceFactor, a backend that is full is walked past too, as in the paper and in HAProxy: the keys that it has no
 * room for go where they would go without it. When all on the ring that may be picked are full, the one with the least load
 * for its capacity is picked.
 *
 * A ring with fewer points than backends leaves some out, and each point weighs: raise minRingSize to 100 points a
 * backend for shares within about 10 %. A backend off the ring is picked only when all on it are avoided.
 *
 * Inputs: none, or in_flight with hashBalanceFactor (weights are those of the snapshot; slow start does not apply, as in
 * Envoy). Parameters: minRingSize (1024), maxRingSize (4096), hashFunction (XX_HASH), hashBalanceFactor (0).
 * Cost of a pick: O(log points), and the points walked past. Cost of a snapshot: O(points * log points) when members, addresses or weights changed,
 * else O(n).
 * Source: gRFC A42, A76; Envoy, ring_hash_lb.cc; Karger et al. 1997; ketama; Mirrokni et al.,
 * arXiv 1608.01350.
 */

import type {
  Hash64,
  Picker,
  PickRequest,
  PickResult,
  Policy,
  PolicyContext,
  PolicyFactory,
  Score,
  SnapshotBackend,
} from './policy.ts'
import { boundLoad, hashBalanceFactor, type LoadBound } from './lib/bounded-load.ts'
import { murmur64a } from './lib/murmur64a.ts'
import { choice, declareParameters, integer } from './lib/parameters.ts'
import { requestHash } from './lib/request-hash.ts'
import { ALL_AVOIDED, EMPTY_PICKER } from './lib/result.ts'
import { buildRing, type Ring } from './lib/ring.ts'
import { haveSameShares, sharesOf, weightedKeysOf } from './lib/shares.ts'
import { xxh64 } from './lib/xxh64.ts'

export type HashFunction = 'XX_HASH' | 'MURMUR_HASH_2'

export interface RingHashConfig {
  readonly minRingSize: number
  readonly maxRingSize: number
  readonly hashFunction: HashFunction
  readonly hashBalanceFactor: number
}

/** Envoy's and gRPC's bound: 8 Mi points, some 100 MB and 10 s to build. */
const LARGEST_RING = 8_388_608

/** An explanation tells the backend and the next ones, and looks no further than this for them. */
const EXPLAINED_NEIGHBOURS = 3
const MAX_EXPLAINED_POINTS = 1_024

const minRingSize = integer('minRingSize', {
  description: 'Least number of points; more points share more evenly.',
  minimum: 1,
  maximum: LARGEST_RING,
  fallback: 1024,
})
const maxRingSize = integer('maxRingSize', {
  description: 'Most points, at least minRingSize. Some 1 µs to build and 12 bytes each.',
  minimum: 1,
  maximum: LARGEST_RING,
  fallback: 4096,
})
const hashFunction = choice<HashFunction>('hashFunction', {
  description: 'What hashes the addresses. Affinity keys are always hashed by XX_HASH.',
  values: ['XX_HASH', 'MURMUR_HASH_2'],
  fallback: 'XX_HASH',
})

const parameters = declareParameters('ring_hash', [minRingSize, maxRingSize, hashFunction, hashBalanceFactor])

type Backends = readonly SnapshotBackend[]

/** Backends that a ring was built for, and how far each may be loaded. */
interface Built {
  readonly backends: Backends
  readonly ring: Ring
  readonly bound: LoadBound
}

type Accepts = (backend: SnapshotBackend) => boolean

/** A backend that has no point on the ring, chosen by the hash; nobody on the ring is accepted. */
function offRing(backends: Backends, hash: Hash64, accepts: Accepts): SnapshotBackend | undefined {
  for (let step = 0; step < backends.length; step += 1) {
    const backend = backends[(hash.lo + step) % backends.length]
    if (backend !== undefined && accepts(backend)) return backend
  }
  return undefined
}

/** The next different backends from `point` on that are accepted. */
function nextOnRing(
  { ring, backends }: Built,
  point: number,
  first: SnapshotBackend,
  { alternates }: PickRequest,
  accepts: Accepts,
): Backends {
  const found: SnapshotBackend[] = []
  const wanted = Math.min(alternates, ring.members - 1)
  for (let step = 1; step < ring.size && found.length < wanted; step += 1) {
    const backend = backends[ring.memberAt((point + step) % ring.size)]
    if (backend === undefined || backend === first || found.includes(backend)) continue
    if (accepts(backend)) found.push(backend)
  }
  return found
}

/** Scores are the points walked from the request's own: the winner's, and those of the backends that the key would move to. */
function scoresFrom(
  { ring, backends, bound }: Built,
  start: number,
  winner: SnapshotBackend,
  accepts: Accepts,
): Score[] {
  const scores: Score[] = []
  const scoreOf = (backend: SnapshotBackend, score: number): Score => ({
    ...{ backend, score },
    inputs: { ring_size: ring.size, ...bound.inputsOf(backend) },
  })
  const looked = Math.min(ring.size, MAX_EXPLAINED_POINTS)
  for (let step = 0; step < looked && scores.length < EXPLAINED_NEIGHBOURS; step += 1) {
    const backend = backends[ring.memberAt((start + step) % ring.size)]
    if (backend === undefined || scores.some((known) => known.backend === backend)) continue
    if (accepts(backend)) scores.push(scoreOf(backend, step))
  }
  // It may be off the ring, full, or further round it than an explanation looks.
  return scores[0]?.backend === winner ? scores : [scoreOf(winner, ring.size)]
}

/** The first point from `start` on whose backend is accepted; -1: nobody on the ring is. */
function walk({ ring, backends }: Built, start: number, accepts: Accepts): number {
  for (let step = 0; step < ring.size; step += 1) {
    const point = (start + step) % ring.size
    const backend = backends[ring.memberAt(point)]
    if (backend !== undefined && accepts(backend)) return point
  }
  return -1
}

function pick(built: Built, hash: Hash64, request: PickRequest): PickResult {
  const { ring, backends, bound } = built
  const { avoid, attempt } = request
  bound.begin()
  const accepts: Accepts = (backend) => avoid?.(backend) !== true && bound.hasRoom(backend)
  const start = (ring.find(hash) + attempt) % ring.size
  const point = walk(built, start, accepts)
  const accepted = backends[ring.memberAt(point)] ?? offRing(backends, hash, accepts)
  const backend = accepted ?? bound.leastFull(avoid)
  if (backend === undefined) return ALL_AVOIDED
  const alternates = request.alternates > 0 ? nextOnRing(built, point, backend, request, accepts) : undefined
  const scores = request.explain === true ? scoresFrom(built, start, backend, accepts) : undefined
  const reason = point === start ? 'hash' : accepted === undefined ? 'least_full' : 'next_on_ring'
  return { kind: 'picked', backend, reason, alternates, scores }
}

function createPolicy(config: RingHashConfig, { name, rng, clock, log }: PolicyContext): Policy {
  const hashAddress =
    config.hashFunction === 'XX_HASH' ? (text: string) => xxh64(text) : (text: string) => murmur64a(text)
  let latest: Omit<Built, 'bound'> | undefined

  function build(backends: Backends): Ring {
    const ring = buildRing(sharesOf(weightedKeysOf(backends)), config, hashAddress)
    if (ring.members < backends.length) {
      log.warn('ring_hash: the ring is too small for the pool, so that some backends get no calls; raise maxRingSize', {
        pool: name,
        backends: backends.length,
        on_ring: ring.members,
        ring_size: ring.size,
      })
    }
    return ring
  }

  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      const ring = latest !== undefined && haveSameShares(latest.backends, backends) ? latest.ring : build(backends)
      latest = { backends, ring }
      const bound = boundLoad(config.hashBalanceFactor, backends, clock, state)
      const built = { backends, ring, bound }
      const picker: Picker = { pick: (request) => pick(built, requestHash(request, rng), request) }
      return bound.state === undefined ? picker : { ...picker, state: bound.state }
    },
    dumpState: () => ({ ring_size: latest?.ring.size ?? 0, backends_on_ring: latest?.ring.members ?? 0 }),
  }
}

export const ringHash: PolicyFactory<RingHashConfig> = {
  type: 'ring_hash',
  stability: 'stable',
  description: 'The same affinity key to the same backend, by consistent hashing on a ring.',
  consumes: { required: [], optional: ['in_flight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    const least = given.get(minRingSize)
    const most = given.get(maxRingSize)
    if (least > most) throw given.refuse('minRingSize', `at most maxRingSize, which is ${most}`, least)
    return {
      ...{ minRingSize: least, maxRingSize: most },
      hashFunction: given.get(hashFunction),
      hashBalanceFactor: given.get(hashBalanceFactor),
    }
  },
  create: createPolicy,
}
