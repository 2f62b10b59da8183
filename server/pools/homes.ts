import { xxh64 } from '../../policies/lib/xxh64.ts'

/**
 * Divides the backends of a pool among the replicas that pick from it, each to the replica that scores highest with it and has
 * room, its even share: rendezvous hashing with bounded loads. All replicas that see the same backends and replicas divide them alike, and when one
 * comes or goes little else moves.
 *
 * @returns the home of each backend as an index into `replicas`, in the order of `ids`.
 */
export function assignHomes(ids: readonly string[], replicas: readonly string[]): Int32Array {
  const homes = new Int32Array(ids.length).fill(-1)
  const seeds = replicas.map((replica) => xxh64(replica).lo)
  const hashes = ids.map((id) => xxh64(id).lo)
  const room = Math.ceil(ids.length / Math.max(1, replicas.length))
  const taken = new Int32Array(replicas.length)
  // In the order of their hashes, so that who finds no room does not depend on the names.
  const order = Array.from(ids.keys()).sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0) || a - b)
  for (const index of order) {
    let best = -1
    let most = -1
    for (let replica = 0; replica < seeds.length; replica += 1) {
      const score = mix((hashes[index] ?? 0) ^ (seeds[replica] ?? 0))
      if (score <= most || (taken[replica] ?? 0) >= room) continue
      most = score
      best = replica
    }
    homes[index] = best
    if (best >= 0) taken[best] = (taken[best] ?? 0) + 1
  }
  return homes
}

/** The finalizer of MurmurHash3 (Austin Appleby): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
