/** Percentages are whole hundredths of a percent, divided as Envoy divides them. */
const ALL = 10_000

/** How calls from one zone are spread over the zones of the backends. */
export interface ZoneAwareLoad {
  /** Hundredths of a percent that stay in the caller's zone. */
  readonly local: number
  /** Of the rest, by zone in the order given: what the zone has left over, cumulated. The last is the whole. */
  readonly residual: readonly number[]
}

/**
 * Envoy's zone-aware routing (load_balancer_impl.cc: regenerateLocalityRoutingStructures): a zone that has at least the share
 * of the backends that it has of the callers keeps its calls. Otherwise it keeps them in the proportion of the two
 * shares, and the rest goes to the zones that have a larger share of the backends than of the callers.
 *
 * @param callers calls, or callers, by zone; callers elsewhere count in the whole.
 * @param backends healthy backends by zone, in the order of the answer.
 * @param zone that of the caller.
 */
export function zoneAwareLoad(
  callers: ReadonlyMap<string, number>,
  backends: ReadonlyMap<string, number>,
  zone: string,
): ZoneAwareLoad {
  const callersOf = sharesOf(callers)
  const backendsOf = sharesOf(backends)
  const own = callersOf(zone)
  if (backendsOf(zone) >= own && backendsOf(zone) > 0) return { local: ALL, residual: [...backends].map(() => 0) }
  let reached = 0
  const residual = [...backends.keys()].map((each) => {
    reached += Math.max(0, backendsOf(each) - callersOf(each))
    return reached
  })
  return { local: own === 0 ? 0 : Math.floor((backendsOf(zone) * ALL) / own), residual }
}

/**
 * The zone of one call, as Envoy draws it.
 *
 * @param local a number from 0 to 9,999.
 * @param rest a number from 0 to one less than the whole of the residual.
 * @returns the index of the zone, or `home` for the caller's own.
 */
export function drawZone(load: ZoneAwareLoad, local: number, rest: number, home: number): number {
  return local < load.local ? home : load.residual.findIndex((reached) => rest < reached)
}

function sharesOf(counts: ReadonlyMap<string, number>): (zone: string) => number {
  let total = 0
  for (const count of counts.values()) total += count
  return (zone) => (total <= 0 ? 0 : Math.floor((ALL * (counts.get(zone) ?? 0)) / total))
}
