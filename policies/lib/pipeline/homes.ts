import type { PickRequest, SnapshotBackend } from '../../policy.ts'
import { givenHash } from '../request-hash.ts'
import { modulo } from '../hash64.ts'
import { buildMaglevTable, type MaglevTable } from '../maglev-table.ts'
import { haveSameShares, sharesOf, weightedKeysOf } from '../shares.ts'

/** Prime; some 3 ms to build. In a pool of more backends some are nobody's home. */
const TABLE_SIZE = 16_381

/** Places that are looked at for homes, so that a pick costs little where few may be picked. */
const MAX_LOOKAHEAD = 256

type Backends = readonly SnapshotBackend[]

/**
 * The first different backends from a request's place in a Maglev table on that are accepted, at most as many as a key has homes; at
 * attempt k, from the k-th place after it. Empty: the request brings no key.
 */
export type HomesOf = (request: PickRequest, accepts: (backend: SnapshotBackend) => boolean) => Backends

/**
 * Where affinity keys are at home, by the backends of successive snapshots.
 *
 * @param count homes of a key.
 */
export function createHomes(count: number): (backends: Backends) => HomesOf {
  let latest: { readonly backends: Backends; readonly table: MaglevTable } | undefined

  function tableOf(backends: Backends): MaglevTable {
    if (latest !== undefined && haveSameShares(latest.backends, backends)) return latest.table
    return buildMaglevTable(sharesOf(weightedKeysOf(backends)), TABLE_SIZE)
  }

  return (backends) => {
    const table = tableOf(backends)
    latest = { backends, table }
    return (request, accepts) => {
      const hash = givenHash(request)
      const found: SnapshotBackend[] = []
      if (hash === undefined) return found
      const looked = Math.min(table.size, MAX_LOOKAHEAD)
      const start = modulo(hash, table.size) + request.attempt
      for (let step = 0; step < looked && found.length < count; step += 1) {
        const backend = backends[table.memberAt((start + step) % table.size)]
        if (backend !== undefined && !found.includes(backend) && accepts(backend)) found.push(backend)
      }
      return found
    }
  }
}
