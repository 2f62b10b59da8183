import type { Clock } from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import { createMemoryStore } from './memory/memory-store.ts'
import { createRedisStore } from './redis/redis-store.ts'
import type { BackendStore } from './store.ts'

export interface OpenStoreOptions {
  /** `memory:`, `memory:<path of the state file>`, or one of the forms of Redis. */
  readonly url: string
  /** Name of this replica, as in its pick tokens. */
  readonly replicaId: string
  readonly log: Log
  readonly clock: Clock
}

const MEMORY = 'memory:'

/** The store that a URL names. Throws when the URL is malformed; reaches for nothing yet. */
export function openStore({ url, replicaId, log, clock }: OpenStoreOptions): BackendStore {
  if (!url.startsWith(MEMORY)) return createRedisStore({ url, replicaId, log, clock })
  const path = url.slice(MEMORY.length)
  return createMemoryStore({ statePath: path === '' ? undefined : path, log })
}
