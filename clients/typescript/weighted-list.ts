import type { WatchBackendsResponse__Output } from '../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import type { Backend } from './backend.ts'
import { toBackend } from './backend.ts'
import type { Degraded } from './degraded.ts'
import { toDegraded } from './degraded.ts'
import { fromDuration } from './duration.ts'

/** A backend with the share of the picks that it should get. */
export interface WeightedBackend {
  readonly backend: Backend
  /** More than 0, at most 1; those of a list add up to 1. */
  readonly share: number
}

/** The backends of a pool at one time, as the service or the options say. */
export interface WeightedList {
  readonly revision: number
  readonly backends: readonly WeightedBackend[]
  /** How long it is as good as new once the service is lost. */
  readonly maxAgeMs: number
  /** How long it is better than none then. */
  readonly staleAgeMs: number
  /** Undefined: nothing was degraded when it was made. */
  readonly degraded: Degraded | undefined
}

/** Where the service says nothing of ages: the least that it ever says. */
const DEFAULT_MAX_AGE_MS = 1_000
export const DEFAULT_STALE_AGE_MS = 60_000

/** Entries that could not be called, or never would be picked, are left out. */
export function toWeightedList(message: WatchBackendsResponse__Output): WeightedList {
  const backends = message.backends.flatMap(({ backend, share }): WeightedBackend[] =>
    backend === null || backend.address === '' || !(share > 0) || !Number.isFinite(share)
      ? []
      : [{ backend: toBackend(backend), share }],
  )
  const { maxAge = null, staleAge = null } = message.cache ?? {}
  return {
    revision: message.revision,
    backends,
    maxAgeMs: fromDuration(maxAge) ?? DEFAULT_MAX_AGE_MS,
    staleAgeMs: fromDuration(staleAge) ?? DEFAULT_STALE_AGE_MS,
    degraded: toDegraded(message.degraded),
  }
}

/** A list in which all are alike. */
export function toEvenList(
  backends: readonly Backend[],
  ages?: Pick<WeightedList, 'maxAgeMs' | 'staleAgeMs'>,
): WeightedList {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0)
  return {
    revision: 0,
    backends: backends.map((backend) => ({ backend, share: backend.weight / total })),
    maxAgeMs: ages?.maxAgeMs ?? DEFAULT_MAX_AGE_MS,
    staleAgeMs: ages?.staleAgeMs ?? DEFAULT_STALE_AGE_MS,
    degraded: undefined,
  }
}
