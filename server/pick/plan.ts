import { randomSubset } from '../../policies/lib/random-subset.ts'
import type { SnapshotMember } from '../pools/backend-entry.ts'
import type { Level } from './levels.ts'
import type { View } from './view.ts'

/** One part of the backends that picks are made from: those at one distance from the caller, or of one zone. */
export interface PlanLevel extends Omit<Level, 'all' | 'healthy' | 'place'> {
  readonly view: View
}

/** How picks are spread for one kind of caller at one revision. */
export interface Plan {
  /** Levels with members, in the order in which they are asked after the one that was drawn. */
  readonly levels: readonly PlanLevel[]
  /** Labels that the members carry. */
  readonly selector: ReadonlyMap<string, string>
  /** Nobody carries the labels asked for, so the pool's fallback for that serves. */
  readonly subsetFallback: boolean
  /** Zone that the caller is counted in. Undefined: it is not. */
  readonly callerZone: string | undefined
  /** Group of the caller's key that keeps to a few backends. Undefined: it does not. */
  readonly group: number | undefined
  /** Backends that match the selector, draining ones included. */
  readonly matching: number
  /** Nobody may be picked. */
  readonly empty: boolean
}

/** For whom a plan is made. */
export type PlanCaller = Pick<Plan, 'selector' | 'subsetFallback' | 'callerZone' | 'group' | 'matching'>

export interface PlanInput {
  readonly caller: PlanCaller
  readonly levels: readonly Level[]
  /** Backends that a group keeps to. */
  readonly subsetSize: number
  readonly revision: number
  readonly viewAt: (place: string) => View
}

/** Gives each level its view. */
export function makePlan({ caller, levels, subsetSize, revision, viewAt }: PlanInput): Plan {
  const planned = levels.map(({ all, healthy, place, ...level }): PlanLevel => {
    const view = viewAt(place)
    view.setMembers(subset(level.panic ? all : healthy, subsetSize, caller.group), revision)
    return { ...level, view }
  })
  return { ...caller, levels: planned, empty: planned.every(({ view }) => view.members.length === 0) }
}

/** Chosen among those who may be picked, so that a group keeps its size whoever fails. Sorted by id, as they came. */
function subset(
  members: readonly SnapshotMember[],
  size: number,
  group: number | undefined,
): readonly SnapshotMember[] {
  if (group === undefined || members.length <= size) return members
  const chosen = randomSubset(members, size, group, ({ id }) => id)
  return [...chosen].sort((a, b) => (a.id < b.id ? -1 : 1))
}
