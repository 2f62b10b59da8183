import type { Backend } from './backend.ts'
import type { Candidate } from './local-picker.ts'
import type { LocalPool } from './local-pool.ts'
import { parseLocalToken } from './local-token.ts'
import type { Pick, PickOptions, PickSource } from './pick.ts'
import type { Degraded } from './degraded.ts'
import type { WatchedList } from './pool-watch.ts'

/** Whether the shares that the service sends are all that a pick needs; what remembers or selects is the service's. */
export function needsService(options: PickOptions): boolean {
  return (
    isSet(options.affinityKey) ||
    isSet(options.affinityToken) ||
    options.locality !== undefined ||
    options.labelSelector !== undefined
  )
}

/** The service does not know picks that were made here: the backend itself is excluded instead. */
export function withoutLocalToken(options: PickOptions): PickOptions {
  const failed = options.previousPickToken === undefined ? undefined : parseLocalToken(options.previousPickToken)
  if (failed === undefined) return options
  return {
    ...options,
    previousPickToken: '',
    excludeBackendIds: [...(options.excludeBackendIds ?? []), failed.backendId],
  }
}

const isSet = (text: string | undefined): boolean => text !== undefined && text !== ''

export interface LocalPickQuery {
  readonly pool: LocalPool
  readonly list: WatchedList
  readonly source: PickSource
  readonly degraded: Degraded | undefined
  readonly options: PickOptions
  readonly now: number
}

/** A pick that is made here, without a token yet. Undefined: the list has nobody for these options. */
export function pickLocally(query: LocalPickQuery): Pick | undefined {
  const { pool, list, options, now } = query
  const chosen = pool.choose(list, options, now)
  return chosen && toLocalPick(query, chosen)
}

export function toLocalPick({ pool, list, source, degraded, options, now }: LocalPickQuery, chosen: Candidate): Pick {
  const { maxAgeMs, staleAgeMs, revision } = list
  return {
    ...{ pool: pool.name, source, backend: chosen.backend, token: '', leaseMs: 0, reason: 'local' },
    alternates: alternatesOf(pool, list, options, chosen, now),
    ...{ revision, maxAgeMs, staleAgeMs, degraded, affinityToken: '' },
  }
}

function alternatesOf(
  pool: LocalPool,
  list: WatchedList,
  options: PickOptions,
  chosen: Candidate,
  now: number,
): readonly Backend[] {
  const { alternates = 0 } = options
  const excluded = [...(options.excludeBackendIds ?? []), chosen.backend.id]
  const found: Backend[] = []
  while (found.length < alternates) {
    const next = pool.choose(list, { ...options, excludeBackendIds: excluded }, now)
    if (next === undefined) break
    found.push(next.backend)
    excluded.push(next.backend.id)
  }
  return found
}
