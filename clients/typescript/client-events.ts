import type { BreakerState } from './breaker.ts'
import type { Wire } from './mode-switch.ts'

/** What has changed in the life of a client. */
export type ClientEvent =
  /** The service is asked in another way from now on. */
  | { readonly kind: 'wire'; readonly wire: Wire }
  /** `open`: a replica does not answer, and is left alone but for probes. */
  | { readonly kind: 'breaker'; readonly address: string; readonly state: BreakerState }
  /** The picks of a pool come from a list that is not the service's latest word. */
  | { readonly kind: 'fallback'; readonly pool: string; readonly source: 'cache' | 'static'; readonly why: string }
  /** They come from the service, or its live list, again. */
  | { readonly kind: 'recovered'; readonly pool: string }
