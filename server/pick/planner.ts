import { xxh64 } from '../../policies/lib/xxh64.ts'
import type { Locality } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Pool } from '../pools/pool.ts'
import type { CallerZones } from './caller-zones.ts'
import { ELSEWHERE } from './caller-zones.ts'
import type { Level } from './levels.ts'
import { levelsByDistance } from './levels.ts'
import { LocalityIndex, zoneOf } from './locality.ts'
import type { Plan } from './plan.ts'
import { makePlan } from './plan.ts'
import { carries, selectorKey } from './selector.ts'
import type { View } from './view.ts'
import { levelsByWeight, levelsByZone } from './zone-levels.ts'

/** What of a query makes a difference to a plan. */
export interface PlanQuery {
  readonly labelSelector: ReadonlyMap<string, string>
  readonly locality: Locality | undefined
  /** Empty: none. */
  readonly affinityKey: string
}

/** Of the pool as a whole: no labels, no place, no key. */
export const WHOLE_POOL: PlanQuery = { labelSelector: new Map(), locality: undefined, affinityKey: '' }

/** A kind of caller: all of a kind share a plan. */
export interface CallerKind {
  readonly key: string
  readonly selector: ReadonlyMap<string, string>
  /** As far as some backend shares it. */
  readonly locality: Locality | undefined
  readonly callerZone: string | undefined
  readonly group: number | undefined
}

/** Makes the plans of one pool: labels first, then locality, health and panic, and last the group of the caller. */
export class Planner {
  private readonly pool: Pool
  private readonly callers: CallerZones
  private localities: LocalityIndex | undefined

  constructor(pool: Pool, callers: CallerZones) {
    this.pool = pool
    this.callers = callers
  }

  /** The pool has a new revision. */
  forget(): void {
    this.localities = undefined
  }

  kindOf({ labelSelector, locality: caller, affinityKey }: PlanQuery): CallerKind {
    const { locality: settings, subsetting } = this.pool.config
    const locality = settings.mode === 'prefer' || settings.mode === 'zone_aware' ? this.normal(caller) : undefined
    const callerZone = settings.mode === 'zone_aware' ? countedZone(caller, locality) : undefined
    // The lower half of the hash chooses the level, so the group takes the other one.
    const grouped = subsetting.size > 0 && affinityKey !== ''
    const group = grouped ? xxh64(affinityKey).hi % subsetting.groups : undefined
    const place = locality === undefined ? (callerZone ?? '-') : `${zoneOf(locality)}/${locality.subZone}`
    const key = `${place}|${group ?? ''}|${selectorKey(labelSelector)}`
    return { key, selector: labelSelector, locality, callerZone, group }
  }

  make(kind: CallerKind, viewOf: (key: string) => View): Plan {
    const { subset } = this.pool.config
    const { selector } = kind
    const known = subset.keys.length === 0 || [...selector.keys()].every((label) => subset.keys.includes(label))
    const plan = this.planFor(kind, selector, known ? this.carrying(selector) : [], viewOf)
    if (!plan.empty || selector.size === 0 || subset.fallback === 'none') return plan
    const instead = new Map(subset.fallback === 'default' ? Object.entries(subset.default) : [])
    return { ...this.planFor(kind, instead, this.carrying(instead), viewOf), subsetFallback: true }
  }

  private planFor(
    { locality, callerZone, group }: CallerKind,
    selector: ReadonlyMap<string, string>,
    entries: readonly BackendEntry[],
    viewOf: (key: string) => View,
  ): Plan {
    const { config, revision } = this.pool
    const part = `${group ?? ''}|${selectorKey(selector)}`
    return makePlan({
      caller: { selector, callerZone, group, subsetFallback: false, matching: entries.length },
      levels: this.levels(entries, locality, callerZone),
      subsetSize: config.subsetting.size,
      revision,
      viewAt: (place) => viewOf(`${place}|${part}`),
    })
  }

  private levels(
    entries: readonly BackendEntry[],
    locality: Locality | undefined,
    callerZone: string | undefined,
  ): readonly Level[] {
    const { pool, callers } = this
    if (pool.config.locality.mode === 'weighted') return levelsByWeight(entries, pool.config)
    if (callerZone !== undefined) {
      return levelsByZone(entries, pool.config, { locality, zone: callerZone, callers })
    }
    return levelsByDistance(entries, pool.config, locality)
  }

  private carrying(selector: ReadonlyMap<string, string>): readonly BackendEntry[] {
    const entries = this.pool.byId()
    return selector.size === 0 ? entries : entries.filter((entry) => carries(entry, selector))
  }

  private normal(caller: Locality | undefined): Locality | undefined {
    if (caller === undefined) return undefined
    this.localities ??= new LocalityIndex(this.pool.byId())
    return this.localities.normalize(caller)
  }
}

/** Callers who say nothing of their place are spread like the backends, so they do not count. */
function countedZone(caller: Locality | undefined, normal: Locality | undefined): string | undefined {
  if (caller === undefined || caller.region === '') return undefined
  return normal === undefined || normal.zone === '' ? ELSEWHERE : zoneOf(normal)
}
