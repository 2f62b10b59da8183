import type { Backend__Output } from '../../proto/gen/lookaside/v1/Backend.ts'
import type { Locality as LocalityMessage } from '../../proto/gen/lookaside/v1/Locality.ts'

/** Where a backend or a caller is. A part may be set only when the one before it is set. */
export interface Locality {
  /** For example `eu-west-1`. */
  readonly region?: string
  /** For example `eu-west-1a`. */
  readonly zone?: string
  /** For example a rack. */
  readonly subZone?: string
}

/** One addressable server, the thing that is picked. */
export interface Backend {
  readonly id: string
  /** Where to call it, `host:port`; IPv6 as `[::1]:443`. */
  readonly address: string
  /** Undefined: unknown. */
  readonly locality: Locality | undefined
  readonly labels: ReadonlyMap<string, string>
  /** Share relative to its peers in the weighted policies. */
  readonly weight: number
}

export function toBackend(message: Backend__Output): Backend {
  return {
    id: message.id,
    address: message.address,
    locality: message.locality ?? undefined,
    labels: new Map(Object.entries(message.labels)),
    weight: message.weight ?? 1,
  }
}

export function toLocalityMessage(locality: Locality): LocalityMessage {
  return { region: locality.region ?? '', zone: locality.zone ?? '', subZone: locality.subZone ?? '' }
}
