import { priorityLoad } from '../../policies/lib/priority-load.ts'
import type { Locality } from '../../policies/policy.ts'
import type { BackendEntry, SnapshotMember } from '../pools/backend-entry.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import { isPickable } from './eligibility.ts'
import { distance, DISTANCES } from './locality.ts'
import type { View } from './view.ts'

/** One step of preference: the backends at one distance from the caller. */
export interface PlanLevel {
  readonly distance: number
  readonly view: View
  /** Percent of the picks that this level takes. */
  readonly load: number
  /** Health is ignored at this level. */
  readonly panic: boolean
}

/** How picks are spread for one kind of caller at one revision. */
export interface Plan {
  /** Levels with members, nearest first. */
  readonly levels: readonly PlanLevel[]
  /** Backends that match the caller's selector, draining ones included. */
  readonly matching: number
  /** Nobody may be picked. */
  readonly empty: boolean
}

export interface PlanInput {
  readonly entries: readonly BackendEntry[]
  readonly config: PoolConfig
  readonly revision: number
  /** The caller's locality, normalized; undefined: no preference. */
  readonly locality: Locality | undefined
  readonly viewAt: (distance: number) => View
}

interface LevelMembers {
  readonly distance: number
  readonly all: SnapshotMember[]
  readonly healthy: SnapshotMember[]
}

/**
 * Splits the backends by distance and gives each level its load by Envoy's priority rule: a level takes
 * healthy / all * overprovisioning, the rest spills to the next; a level below the panic threshold ignores health as long
 * as the levels together cannot carry everything.
 */
export function makePlan(input: PlanInput): Plan {
  const levels = splitByDistance(input)
  const loads = priorityLoad(
    levels.map((level) => ({ total: level.all.length, healthy: level.healthy.length, degraded: 0, excluded: 0 })),
    {
      overprovisioningPercent: input.config.locality.overprovisioningFactor,
      panicThresholdPercent: input.config.panicThresholdPercent,
    },
  )
  const planned = levels.map((level, index): PlanLevel => {
    const panic = loads.panic[index] ?? false
    const view = input.viewAt(level.distance)
    view.setMembers(panic ? level.all : level.healthy, input.revision)
    return { distance: level.distance, view, load: loads.healthy[index] ?? 0, panic }
  })
  const empty = planned.every(({ view }) => view.members.length === 0)
  return { levels: planned, matching: input.entries.length, empty }
}

function splitByDistance({ entries, locality }: PlanInput): LevelMembers[] {
  const levels: LevelMembers[] = []
  for (let step = 0; step < DISTANCES; step++) levels.push({ distance: step, all: [], healthy: [] })
  for (const entry of entries) {
    // Nothing may send new picks to a draining backend, not even panic.
    if (entry.state === 'draining') continue
    const level = levels[locality === undefined ? DISTANCES - 1 : distance(locality, entry.card.locality)]
    level?.all.push(entry.member)
    if (isPickable(entry.state)) level?.healthy.push(entry.member)
  }
  return levels.filter((level) => level.all.length > 0)
}
