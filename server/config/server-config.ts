import type { PoolConfig } from '../pools/pool-config.ts'
import type { Endpoint } from './endpoint.ts'
import type { Origin } from './origin.ts'
import type { LOG_LEVELS, PolicySource } from './server-schema.ts'

/** What `lookaside serve` runs by: checked, defaults filled in, durations in milliseconds. */
export interface ServerConfig {
  /** The gRPC API. */
  readonly listen: Endpoint
  readonly http: { readonly listen: Endpoint }
  readonly insecure: boolean
  /** URL of the store; it may hold a password, so show it through `redactUrl` only. */
  readonly store: string
  readonly log: { readonly level: (typeof LOG_LEVELS)[number] }
  /** As written: relative paths start at the folder of the file. */
  readonly policies: readonly PolicySource[]
  readonly autoCreatePools: boolean
  /** What pools without a configuration of their own are made of; its name is empty. */
  readonly poolDefaults: PoolConfig
  readonly pools: readonly PoolConfig[]
  readonly limits: { readonly maxPools: number; readonly maxBackendsPerPool: number }
  readonly decisions: { readonly perSecond: number; readonly keep: number }
  readonly drainTimeoutMs: number
  /** Where each single value comes from, by its path in the file. Paths that are not in here have their default. */
  readonly origins: ReadonlyMap<string, Origin>
}
