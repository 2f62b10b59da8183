import type { Rng } from '../../policies/policy.ts'
import type { Refusal } from '../errors.ts'
import { refuse } from '../errors.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { BeatRecord, SoftChange } from '../store/store.ts'
import type { HeartbeatReport, HeartbeatUseCases, Registered, Registration } from '../use-cases.ts'
import { nextHeartbeatAfterMs } from './cadence.ts'

/** An unknown pool asks for a beat this often. */
const DEFAULT_INTERVAL_MS = 1_000

export interface HeartbeatsDeps {
  readonly directory: Directory
  readonly rng: Rng
  /** Tells the store; never waits. */
  readonly offer: (change: SoftChange) => void
}

/** The use cases of agents: applied to memory at once, offered to the store, never waiting for it. */
export function createHeartbeats(deps: HeartbeatsDeps): HeartbeatUseCases {
  return {
    register: (registration) => register(deps, registration),
    heartbeat: (report) => heartbeat(deps, report),
    deregister: (pool, backendId, epoch) => deregister(deps, pool, backendId, epoch),
    nextHeartbeatAfterMs: (pools) => nextFor(deps, pools),
  }
}

function register(deps: HeartbeatsDeps, { pool: name, backend, health }: Registration): Registered | Refusal {
  const pool = poolFor(deps.directory, name)
  if (!('entries' in pool)) return pool
  const superseded = refuseOldEpoch(pool, backend.id, backend.epoch)
  if (superseded !== undefined) return superseded
  const known = pool.entries.get(backend.id)
  const { maxBackendsPerPool } = deps.directory.options
  if (known === undefined && pool.entries.size >= maxBackendsPerPool) {
    const message = `pool ${name} has ${maxBackendsPerPool} backends, the most allowed: raise limits.maxBackendsPerPool`
    return refuse('QUOTA_EXCEEDED', message, { pool: name, limit: String(maxBackendsPerPool) })
  }
  const { leaseMs } = pool
  const entry = pool.register(backend, leaseMs)
  if (known === undefined) pool.beginSlowStart(entry)
  const beat: BeatRecord = {
    backendId: backend.id,
    epoch: backend.epoch,
    sequence: entry.sequence,
    health,
    healthDetail: '',
    draining: false,
    load: undefined,
    loadAgeMs: 0,
  }
  pool.beat(entry, beat, leaseMs, false)
  deps.offer({ kind: 'register', pool: name, backend, beat, leaseMs })
  return {
    kind: 'registered',
    nextHeartbeatAfterMs: nextHeartbeatAfterMs(pool.config.heartbeat.intervalMs, deps.rng),
    leaseMs,
    revision: pool.revision,
  }
}

function heartbeat(deps: HeartbeatsDeps, report: HeartbeatReport): Refusal | undefined {
  const { pool: name, backendId, epoch } = report
  const pool = deps.directory.get(name)
  const entry = pool?.entries.get(backendId)
  if (pool === undefined || entry === undefined || epoch > entry.record.epoch) {
    const message = `pool ${name} has no backend ${backendId} of epoch ${epoch}: register it, then send heartbeats`
    return refuse('BACKEND_NOT_FOUND', message, { pool: name, backend_id: backendId })
  }
  const superseded = refuseOldEpoch(pool, backendId, epoch)
  if (superseded !== undefined) return superseded
  // A late heartbeat never overwrites a newer one; it is no fault of the sender's, so it is taken and dropped.
  if (report.sequence <= entry.sequence) return undefined
  const { leaseMs } = pool
  pool.beat(entry, report, leaseMs, false)
  deps.offer({ kind: 'beat', pool: name, beat: report, leaseMs })
  return undefined
}

function deregister(deps: HeartbeatsDeps, name: string, backendId: string, epoch: number): Refusal | undefined {
  const pool = deps.directory.get(name)
  if (pool === undefined) return undefined
  const superseded = refuseOldEpoch(pool, backendId, epoch)
  if (superseded !== undefined) return superseded
  pool.remove(backendId, epoch)
  deps.offer({ kind: 'deregister', pool: name, backendId, epoch })
  return undefined
}

function poolFor(directory: Directory, name: string): Pool | Refusal {
  const known = directory.get(name)
  if (known !== undefined) return known
  if (!directory.options.autoCreatePools) {
    const message = `pool ${name} does not exist, and pools are made by configuration only: put its configuration first`
    return refuse('POOL_NOT_FOUND', message, { pool: name })
  }
  if (!directory.hasRoom()) {
    const limit = directory.options.maxPools
    const message = `there are ${limit} pools, the most allowed: raise limits.maxPools`
    return refuse('QUOTA_EXCEEDED', message, { pool: name, limit: String(limit) })
  }
  return directory.create(name)
}

function refuseOldEpoch(pool: Pool, backendId: string, epoch: number): Refusal | undefined {
  const current = pool.epochOf(backendId)
  if (epoch >= current) return undefined
  const message = `backend ${backendId} of pool ${pool.name} lives with epoch ${current}, newer than ${epoch}: stop this one`
  return refuse('EPOCH_SUPERSEDED', message, {
    field: 'epoch',
    pool: pool.name,
    backend_id: backendId,
    epoch: String(epoch),
    current_epoch: String(current),
  })
}

function nextFor(deps: HeartbeatsDeps, pools: Iterable<string>): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const name of pools) {
    const intervalMs = deps.directory.get(name)?.config.heartbeat.intervalMs ?? DEFAULT_INTERVAL_MS
    shortest = Math.min(shortest, intervalMs)
  }
  return nextHeartbeatAfterMs(Number.isFinite(shortest) ? shortest : DEFAULT_INTERVAL_MS, deps.rng)
}
