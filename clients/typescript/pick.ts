import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { Backend, Locality } from './backend.ts'
import { toBackend, toLocalityMessage } from './backend.ts'
import type { Degraded } from './degraded.ts'
import { toDegraded } from './degraded.ts'
import { fromDuration } from './duration.ts'

export interface PickOptions {
  /** What sticky sessions and the hashing policies hash or remember; at most 1,024 bytes. */
  readonly affinityKey?: string
  /** The token of an earlier answer, in pools with stateless affinity. */
  readonly affinityToken?: string
  /** Where the caller is. Default: the client's locality. */
  readonly locality?: Locality
  /** Only backends that carry all of these labels; at most 32. */
  readonly labelSelector?: Readonly<Record<string, string>>
  /** Backends not to pick; at most 64. */
  readonly excludeBackendIds?: readonly string[]
  /** How many fall-backs to add, 0 to 8. Default: 0. */
  readonly alternates?: number
  /** For a retry: the token of the pick that failed. */
  readonly previousPickToken?: string
  /** Deadline of each try in milliseconds. Default: the client's. */
  readonly timeoutMs?: number
  /** Gives the pick up. */
  readonly signal?: AbortSignal
}

/** Which rule decided. `local`: this client did, from a list. `unspecified`: a rule that this client does not know yet. */
export type PickReason =
  'policy' | 'affinity' | 'locality_failover' | 'fallback_policy' | 'panic' | 'canary' | 'local' | 'unspecified'

/**
 * Where a pick comes from. `service`, `stream`: the service made it, by a call of its own or on a stream of many. `watch`: it
 * was made here, by the shares that the service sends. `cache`: here, from the last good list, since the service could
 * not answer. `static`: here, from the `fallback` of the options.
 */
export type PickSource = 'service' | 'stream' | 'watch' | 'cache' | 'static'

export interface Pick {
  readonly pool: string
  readonly source: PickSource
  readonly backend: Backend
  /** Fall-backs, best first. */
  readonly alternates: readonly Backend[]
  /** Names this pick, also one that was made here: echo it in the outcome. */
  readonly token: string
  /** How long the pick counts as in flight without an outcome. */
  readonly leaseMs: number
  readonly reason: PickReason
  readonly revision: number
  /** Until when the answer is as good as new, and until when it is better than none. */
  readonly maxAgeMs: number
  readonly staleAgeMs: number
  /** Undefined: nothing is degraded. */
  readonly degraded: Degraded | undefined
  /** To bring back with the next pick, in pools with stateless affinity. Empty: none. */
  readonly affinityToken: string
}

export function toPickRequest(pool: string, options: PickOptions): PickBackendRequest {
  return {
    pool,
    affinityKey: options.affinityKey ?? '',
    affinityToken: options.affinityToken ?? '',
    ...(options.locality === undefined ? {} : { locality: toLocalityMessage(options.locality) }),
    labelSelector: { ...options.labelSelector },
    excludeBackendIds: [...(options.excludeBackendIds ?? [])],
    alternates: options.alternates ?? 0,
    previousPickToken: options.previousPickToken ?? '',
  }
}

/** Undefined: the answer names no backend, which breaks the API's contract. */
export function toPick(pool: string, source: PickSource, message: PickBackendResponse__Output): Pick | undefined {
  if (message.backend === null || message.backend.address === '') return undefined
  return {
    pool,
    source,
    backend: toBackend(message.backend),
    alternates: message.alternates.filter((backend) => backend.address !== '').map(toBackend),
    token: message.pickToken,
    leaseMs: fromDuration(message.lease) ?? 0,
    reason: REASONS.get(message.reason) ?? 'unspecified',
    revision: message.revision,
    maxAgeMs: fromDuration(message.cache?.maxAge ?? null) ?? 0,
    staleAgeMs: fromDuration(message.cache?.staleAge ?? null) ?? 0,
    degraded: toDegraded(message.degraded),
    affinityToken: message.affinityToken,
  }
}

const REASONS: ReadonlyMap<string, PickReason> = new Map([
  ['PICK_REASON_POLICY', 'policy'],
  ['PICK_REASON_AFFINITY', 'affinity'],
  ['PICK_REASON_LOCALITY_FAILOVER', 'locality_failover'],
  ['PICK_REASON_FALLBACK_POLICY', 'fallback_policy'],
  ['PICK_REASON_PANIC', 'panic'],
  ['PICK_REASON_CANARY', 'canary'],
])

/** Bytes of a request's fixed fields, tags and lengths included, rounded up. */
const FIXED_BYTES = 32
const ENTRY_BYTES = 8

/** An upper bound of the encoded size: cheaper than encoding twice. */
export function pickRequestSizeBound(request: PickBackendRequest): number {
  const { region = '', zone = '', subZone = '' } = request.locality ?? {}
  const names = [
    request.pool,
    request.affinityKey,
    request.affinityToken,
    request.previousPickToken,
    region,
    zone,
    subZone,
  ]
  const labels = Object.entries(request.labelSelector ?? {}).flat()
  let bytes = FIXED_BYTES
  for (const text of names) bytes += text === undefined || text === '' ? 0 : Buffer.byteLength(text) + ENTRY_BYTES
  for (const text of labels) bytes += Buffer.byteLength(text) + ENTRY_BYTES
  for (const id of request.excludeBackendIds ?? []) bytes += Buffer.byteLength(id) + ENTRY_BYTES
  return bytes
}
