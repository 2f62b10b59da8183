import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { BackendStore } from '../store.ts'
import type { Timings } from './core.ts'
import { DEFAULT_TIMINGS } from './core.ts'
import { deletePool, putOverride, putPool } from './durable.ts'
import type { Gateway } from './gateway.ts'
import { createGateway } from './gateway.ts'
import type { StoreTls } from './profile.ts'
import { Replication } from './replication.ts'
import { parseStoreUrl, redactStoreUrl } from './url.ts'

export interface RedisStoreOptions {
  /** See `parseStoreUrl` for the forms. */
  readonly url: string
  /** Name of this replica, for people; every start adds an id of its own. */
  readonly replicaId: string
  readonly log: Log
  readonly clock: Clock
  readonly tls?: StoreTls | undefined
  readonly timings?: Partial<Timings> | undefined
  /** Uniform in [0, 1): jitter. */
  readonly random?: (() => number) | undefined
  /** Ids that no other replica makes. */
  readonly newId?: (() => string) | undefined
  /** Another way to Redis, for tests. */
  readonly gateway?: Gateway | undefined
}

/** The store that replicas share. Throws an Error naming the problem if the URL is malformed. */
export function createRedisStore(options: RedisStoreOptions): BackendStore {
  const { url, replicaId, log, clock, tls, random = Math.random } = options
  const parsed = parseStoreUrl(url)
  if (parsed.kind === 'invalid') throw new Error(`store URL ${redactStoreUrl(url)}: ${parsed.problem}`)
  const newId = options.newId ?? (() => randomBytes(6).toString('hex'))
  const replication = new Replication({
    gateway: options.gateway ?? createGateway(parsed, tls, random),
    db: parsed.kind === 'cluster' ? 0 : parsed.db,
    where: redactStoreUrl(url),
    // The separators of a message's head may not be part of an origin.
    origin: `${replicaId.replace(/[|\s]/g, '_')}~${newId()}`,
    log,
    clock,
    random,
    newId,
    timings: { ...DEFAULT_TIMINGS, ...options.timings },
  })
  const { core } = replication
  return {
    kind: 'redis',
    start: (listener) => replication.start(listener),
    putPool: (config, expected) => putPool(core, config, expected),
    deletePool: (pool, expected) => deletePool(core, pool, expected),
    putOverride: (pool, backendId, override) => putOverride(core, pool, backendId, override),
    offer: (change) => replication.offer(change),
    status() {
      const { link, pending } = core
      const error = link.error()
      const { epochChanges, repairs } = link
      return { up: error === '', silentMs: link.silentMs(), epochChanges, pending: pending.size, repairs, error }
    },
    close: () => replication.close(),
  }
}
