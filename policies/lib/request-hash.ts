import type { Hash64, PickRequest, Rng } from '../policy.ts'
import { UINT32 } from './hash64.ts'
import { xxh64 } from './xxh64.ts'

/** Hash of a request: its own, else XXH64 of its affinity key. Undefined: it brings neither. */
export function givenHash({ hash, affinityKey }: PickRequest): Hash64 | undefined {
  return hash ?? (affinityKey === undefined ? undefined : xxh64(affinityKey))
}

/** Hash of a request, drawn where it brings none. High half first. */
export function requestHash(request: PickRequest, rng: Rng): Hash64 {
  return givenHash(request) ?? { hi: rng.below(UINT32), lo: rng.below(UINT32) }
}
