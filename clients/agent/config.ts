import type { Locality } from '../typescript/backend.ts'

/** What the agent process does. All durations are milliseconds. */
export interface AgentConfig {
  /** Addresses of the service, `host:port`. The first is used until it fails, then the next. */
  readonly lookaside: readonly string[]
  /** At least one. */
  readonly backends: readonly BackendConfig[]
  /** How long backends are announced as draining before they are deregistered. Default: 5,000. */
  readonly drainWait?: number
}

/** A backend that the agent speaks for. */
export interface BackendConfig {
  readonly pool: string
  /** Unique in its pool. Default: the address. */
  readonly id?: string
  /** Where callers reach it, `host:port`; IPv6 as `[::1]:443`. */
  readonly address: string
  readonly locality?: Locality
  readonly labels?: Readonly<Record<string, string>>
  /** Share relative to its peers, 1 to 1,000,000. Default: 1. */
  readonly weight?: number
  /** Requests that it serves well at one time, relative to its peers. Default: unknown. */
  readonly capacity?: number
  /** Default: none, the backend counts as healthy while its heartbeats arrive. */
  readonly check?: CheckConfig
  /** An HTTP URL that answers load as JSON, in the fields of `Load`. Default: no load is reported. */
  readonly loadUrl?: string
}

export interface CheckConfig {
  /** `http`: GET of a path. `tcp`: a connection can be made. `grpc`: grpc.health.v1 says SERVING. */
  readonly type: 'http' | 'tcp' | 'grpc' | 'none'
  /** Where to check. Default: the backend's address. */
  readonly address?: string
  /** http: what to get. Default: `/`. */
  readonly path?: string
  /** http: the statuses that pass. Default: 200 to 399. */
  readonly expectedStatus?: readonly number[]
  /** grpc: the service asked about. Default: empty, the whole server. */
  readonly service?: string
  /** Time from the start of one check to the start of the next. Default: 1,000. */
  readonly interval?: number
  /** A check that takes longer has failed. Default: 1,000. */
  readonly timeout?: number
  /** Passes in a row that make an unhealthy backend healthy. Default: 2. */
  readonly rise?: number
  /** Failures in a row that make a healthy backend unhealthy. Default: 3. */
  readonly fall?: number
}

export const DEFAULT_DRAIN_WAIT_MS = 5_000
/** Rise and fall are HAProxy's defaults; its interval is 2 s, too long for leases of 3 s. */
export const CHECK_DEFAULTS = { interval: 1_000, timeout: 1_000, rise: 2, fall: 3 } as const
