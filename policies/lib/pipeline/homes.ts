import type { PickRequest, SnapshotBackend } from '../../policy.ts'
import { givenHash } from '../request-hash.ts'
import { buildRing, type Ring } from '../ring.ts'
import { haveSameShares, sharesOf, weightedKeysOf } from '../shares.ts'
import { xxh64 } from '../xxh64.ts'

/** gRPC's. In a pool of more than 4,096 backends some are nobody's home. */
const RING = { minRingSize: 1_024, maxRingSize: 4_096 }

type Backends = readonly SnapshotBackend[]

/**
 * The first different backends from a request's place on the ring on that are accepted, at most as many as a key has homes; at
 * attempt k, from the k-th point after it. Empty: the request brings no key.
 */
export type HomesOf = (request: PickRequest, accepts: (backend: SnapshotBackend) => boolean) => Backends

/**
 * Where affinity keys are at home, by the backends of successive snapshots.
 *
 * @param count homes of a key.
 */
export function createHomes(count: number): (backends: Backends) => HomesOf {
  let latest: { readonly backends: Backends; readonly ring: Ring } | undefined

  function ringOf(backends: Backends): Ring {
    if (latest !== undefined && haveSameShares(latest.backends, backends)) return latest.ring
    return buildRing(sharesOf(weightedKeysOf(backends)), RING, (text) => xxh64(text))
  }

  return (backends) => {
    const ring = ringOf(backends)
    latest = { backends, ring }
    return (request, accepts) => {
      const hash = givenHash(request)
      const found: SnapshotBackend[] = []
      if (hash === undefined) return found
      const start = ring.find(hash) + request.attempt
      for (let step = 0; step < ring.size && found.length < count; step += 1) {
        const backend = backends[ring.memberAt((start + step) % ring.size)]
        if (backend !== undefined && !found.includes(backend) && accepts(backend)) found.push(backend)
      }
      return found
    }
  }
}
