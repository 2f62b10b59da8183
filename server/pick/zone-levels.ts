import { effectiveLocalityWeight } from '../../policies/lib/locality-load.ts'
import { priorityLoad } from '../../policies/lib/priority-load.ts'
import { zoneAwareLoad } from '../../policies/lib/zone-aware-load.ts'
import type { Locality } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import type { CallerZones } from './caller-zones.ts'
import type { Level, Members } from './levels.ts'
import { admit, levelsByDistance, noMembers, rulesOf } from './levels.ts'
import { distance, DISTANCES, zoneOf } from './locality.ts'

interface Zone extends Members {
  readonly name: string
  readonly locality: Locality
}

/**
 * Each zone takes what its weight says, less as it loses healthy backends: Envoy's locality weighted load balancing. In panic
 * zones mean nothing, as there.
 */
export function levelsByWeight(entries: readonly BackendEntry[], config: PoolConfig): Level[] {
  const zones = zonesOf(entries)
  if (panics(zones, config)) return levelsByDistance(entries, config, undefined)
  const { weights, overprovisioningFactor } = config.locality
  const weightOf = ({ name, locality }: Zone): number => weights[name] ?? weights[locality.zone] ?? 1
  const shares = zones.map((zone) => {
    return effectiveLocalityWeight(weightOf(zone), zone.healthy.length, zone.all.length, overprovisioningFactor)
  })
  // When only zones without a weight can serve, they do, by what they have.
  const whole = sum(shares)
  const parts = whole > 0 ? shares : zones.map(({ healthy }) => healthy.length)
  return zones.map((zone, index) => levelOf(zone, share(parts, index), DISTANCES - 1, false))
}

/** From where the caller is, and what is known of the others. */
export interface ZonedCaller {
  /** Undefined: none of its zone has backends. */
  readonly locality: Locality | undefined
  /** Its zone, as it is counted. */
  readonly zone: string
  readonly callers: CallerZones
}

/**
 * Calls stay in the caller's zone as far as its backends reach for its calls: Envoy's zone-aware routing, with the calls
 * that were seen in place of callers that are taken to be equal. In panic, and in small pools, zones mean nothing.
 */
export function levelsByZone(entries: readonly BackendEntry[], config: PoolConfig, caller: ZonedCaller): Level[] {
  const zones = zonesOf(entries)
  const size = zones.reduce((total, { all }) => total + all.length, 0)
  const healthy = new Map(zones.map((zone) => [zone.name, zone.healthy.length]))
  const few = size < config.locality.minimumBackends || zones.length < 2
  if (few || panics(zones, config)) return levelsByDistance(entries, config, undefined)
  const { local, residual } = zoneAwareLoad(caller.callers.calls(healthy), healthy, caller.zone)
  const left = residual.map((reached, index) => reached - (residual[index - 1] ?? 0))
  const home = zones.find(({ name }) => name === caller.zone)
  const rest = sum(left) > 0 ? left : zones.map((zone) => (home === undefined ? zone.healthy.length : 0))
  const stays = home === undefined ? 0 : sum(rest) > 0 ? local / 100 : 100
  const levels = zones.map((zone, index) => {
    const step = caller.locality === undefined ? DISTANCES - 1 : distance(caller.locality, zone.locality)
    const load = zone === home ? stays : ((100 - stays) * share(rest, index)) / 100
    return levelOf(zone, load, step, home !== undefined && zone !== home)
  })
  return levels.sort((a, b) => a.distance - b.distance)
}

function zonesOf(entries: readonly BackendEntry[]): Zone[] {
  const zones = new Map<string, Zone>()
  for (const entry of entries) {
    const { region, zone } = entry.card.locality
    const name = zoneOf(entry.card.locality)
    const known = zones.get(name) ?? { name, locality: { region, zone, subZone: '' }, ...noMembers() }
    zones.set(name, known)
    admit(known, entry)
  }
  return [...zones.values()].filter(({ all }) => all.length > 0).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function panics(zones: readonly Zone[], config: PoolConfig): boolean {
  const total = zones.reduce((count, { all }) => count + all.length, 0)
  const healthy = zones.reduce((count, zone) => count + zone.healthy.length, 0)
  return priorityLoad([{ total, healthy, degraded: 0, excluded: 0 }], rulesOf(config)).panic[0] === true
}

function levelOf({ name, all, healthy }: Zone, load: number, step: number, failover: boolean): Level {
  return { all, healthy, place: `zone ${name}`, distance: step, load, panic: false, failover }
}

/** Percent. */
function share(parts: readonly number[], index: number): number {
  const whole = sum(parts)
  return whole > 0 ? (100 * (parts[index] ?? 0)) / whole : 0
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0)
}
