import { priorityLoad } from '../../policies/lib/priority-load.ts'
import type { Locality } from '../../policies/policy.ts'
import type { BackendEntry, SnapshotMember } from '../pools/backend-entry.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import { isPickable } from './eligibility.ts'
import { distance, DISTANCES } from './locality.ts'

/** Backends that are picked from together. Nobody who drains is among them: nothing may send new picks there, not even panic. */
export interface Members {
  readonly all: SnapshotMember[]
  readonly healthy: SnapshotMember[]
}

/** A part of the backends, and how much of the picks it takes. */
export interface Level extends Members {
  /** What the level is of: the same for every plan that has the same members in it. */
  readonly place: string
  /** From the caller: 0 to 3, as in {@link distance}; 3 where the caller does not matter. */
  readonly distance: number
  /** Percent of the picks. */
  readonly load: number
  /** Health is ignored. */
  readonly panic: boolean
  /** Who is picked here is outside the caller's own locality, which has backends. */
  readonly failover: boolean
}

/**
 * Splits the backends by distance and gives each level its load by Envoy's priority rule: a level takes
 * healthy / all * overprovisioning, the rest spills to the next; a level below the panic threshold ignores health as long
 * as the levels together cannot carry everything.
 */
export function levelsByDistance(
  entries: readonly BackendEntry[],
  config: PoolConfig,
  locality: Locality | undefined,
): Level[] {
  const split = Array.from({ length: DISTANCES }, (_, step) => ({ distance: step, ...noMembers() }))
  for (const entry of entries) {
    const level = split[locality === undefined ? DISTANCES - 1 : distance(locality, entry.card.locality)]
    if (level !== undefined) admit(level, entry)
  }
  const steps = split.filter((level) => level.all.length > 0)
  const loads = priorityLoad(
    steps.map(({ all, healthy }) => ({ total: all.length, healthy: healthy.length, degraded: 0, excluded: 0 })),
    rulesOf(config),
  )
  const from = locality === undefined ? '' : `${locality.region}/${locality.zone}/${locality.subZone}`
  return steps.map((level, index) => ({
    ...level,
    place: `${from} ${level.distance}`,
    load: loads.healthy[index] ?? 0,
    panic: loads.panic[index] ?? false,
    failover: index > 0,
  }))
}

export function noMembers(): Members {
  return { all: [], healthy: [] }
}

export function admit({ all, healthy }: Members, entry: BackendEntry): void {
  if (entry.state === 'draining') return
  all.push(entry.member)
  if (isPickable(entry.state)) healthy.push(entry.member)
}

export function rulesOf({ locality, panicThresholdPercent }: PoolConfig) {
  return { overprovisioningPercent: locality.overprovisioningFactor, panicThresholdPercent }
}
