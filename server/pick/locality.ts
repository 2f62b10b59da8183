import type { Locality } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'

/** How near a backend is to a caller: 0 the same sub-zone, 1 the same zone, 2 the same region, 3 anywhere else. */
export type Distance = 0 | 1 | 2 | 3

export const DISTANCES = 4

export function distance(caller: Locality, backend: Locality): Distance {
  if (caller.region === '' || caller.region !== backend.region) return 3
  if (caller.zone === '' || caller.zone !== backend.zone) return 2
  return caller.subZone !== '' && caller.subZone === backend.subZone ? 0 : 1
}

/** The name of a zone, unlike those of other regions. */
export function zoneOf({ region, zone }: Locality): string {
  return `${region}/${zone}`
}

/** The localities of a set of backends, to tell which callers' localities make a difference. */
export class LocalityIndex {
  private readonly known = new Set<string>()

  constructor(entries: readonly BackendEntry[]) {
    for (const { card } of entries) {
      const { region, zone, subZone } = card.locality
      this.known.add(region).add(`${region}/${zone}`).add(`${region}/${zone}/${subZone}`)
    }
  }

  /**
   * The caller's locality as far as some backend shares it. All callers from elsewhere become one, so the number of
   * different answers is bounded by the backends' localities and not by what callers send.
   */
  normalize(caller: Locality): Locality | undefined {
    const { region, zone, subZone } = caller
    if (region === '' || !this.known.has(region)) return undefined
    if (zone === '' || !this.known.has(`${region}/${zone}`)) return { region, zone: '', subZone: '' }
    if (subZone === '' || !this.known.has(`${region}/${zone}/${subZone}`)) return { region, zone, subZone: '' }
    return caller
  }
}
