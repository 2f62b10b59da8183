import type { Clock, Rng } from '../../policies/policy.ts'
import { createAdmin } from '../admin/admin.ts'
import type { PolicyCatalog, PoolParser } from '../admin/ports.ts'
import { createHeartbeats } from '../heartbeats/heartbeats.ts'
import { Expiry } from '../heartbeats/expiry.ts'
import type { DecisionSettings } from '../pick/decisions/index.ts'
import { DEFAULT_DECISIONS } from '../pick/decisions/index.ts'
import { createTape } from '../pick/decisions/tape.ts'
import type { Tape } from '../pick/decisions/tape.ts'
import { Degradations } from '../pick/degradations.ts'
import { Picks } from '../pick/index.ts'
import type { PolicyRunner } from '../pick/policy-runner.ts'
import { AutoWeights } from '../pools/auto-weights/auto-weights.ts'
import type { DirectoryOptions } from '../pools/directory.ts'
import { Directory } from '../pools/directory.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendStore } from '../store/store.ts'
import type { Log } from '../telemetry/ports.ts'
import type { UseCases } from '../use-cases.ts'
import { offerDigests } from './digests.ts'
import { createRollbackPublisher } from './publish-rollbacks.ts'
import { createStoreSync } from './store-sync.ts'
import type { StoreSyncDeps } from './store-sync.ts'

/** Changes are gathered this long before picks see them, so that a burst of registrations builds one snapshot. */
const REFRESH_MS = 10
/** Leases, slow start and ejections are looked at this often. */
const SWEEP_MS = 100
/** Other replicas hear of a rolled-back canary this often, or as soon as the store answers again. */
const PUBLISH_MS = 1_000
/** The other replicas hear of picks this often: well below a service time of interest, and below their 100 ms promise. */
const DIGEST_MS = 25

export interface Timers {
  /** Calls `run` once after `ms`, or again and again until stopped. Neither keeps the process alive. */
  after(ms: number, run: () => void): () => void
  every(ms: number, run: () => void): () => void
}

export interface ReplicaOptions {
  /** Short name, part of every pick token: letters and digits, different for each replica. */
  readonly replica: string
  readonly store: BackendStore
  readonly runner: PolicyRunner
  readonly policies: PolicyCatalog
  readonly pools: PoolParser
  readonly directory: Omit<DirectoryOptions, 'clock'>
  /** Pools of the configuration file: put at start unless the store knows a newer version. */
  readonly configured: readonly PoolConfig[]
  readonly clock: Clock
  readonly rng: Rng
  /** The tape that the runner's policies draw from, made over `clock` and `rng`. Default: one that no policy draws from. */
  readonly tape?: Tape
  /** Default: {@link DEFAULT_DECISIONS}. */
  readonly decisions?: DecisionSettings
  /** Milliseconds since 1970, for people. Default: the system's. */
  readonly wallTime?: () => number
  readonly timers: Timers
  readonly log: Log
  /** The other replicas hear of picks this often, in milliseconds. Default: {@link DIGEST_MS}. */
  readonly digestMs?: number
}

/** One replica: the rooms put together, and the beat of its timers. It knows no transport and no process. */
export interface Replica {
  readonly useCases: UseCases
  readonly directory: Directory
  readonly picks: Picks
  readonly degradations: Degradations
  readonly store: BackendStore
  start(): Promise<void>
  /** Stops the timers and closes the store; picks still answer from memory. */
  stop(): Promise<void>
}

export function createReplica(options: ReplicaOptions): Replica {
  const { store, timers, log, digestMs = DIGEST_MS } = options
  const tape = options.tape ?? createTape(options)
  const { clock, rng } = tape
  const directory = new Directory({ ...options.directory, clock })
  const degradations = new Degradations(clock)
  const picks = createPickRoom(options, { directory, degradations, tape })
  keepFresh(directory, picks, timers)
  const stops: (() => void)[] = []
  const useCases: UseCases = {
    picks: picks.useCases,
    heartbeats: createHeartbeats({ directory, rng, offer: (change) => store.offer(change) }),
    admin: createAdmin({
      directory,
      picks,
      store,
      policies: options.policies,
      pools: options.pools,
      degradations,
      clock,
      replica: options.replica,
      startedAt: clock.now(),
    }),
    decisions: picks.decisions.useCases,
  }
  const sync = createStoreSync({ directory, picks, log, ...storedForm(options.pools) })
  return {
    useCases,
    directory,
    picks,
    degradations,
    store,
    start: async () => {
      await store.start(sync)
      for (const config of options.configured) {
        if ((directory.get(config.name)?.configVersion ?? 0) === 0) directory.put(config, 0)
      }
      const sweep = createSweep(options, directory, degradations, picks)
      sweep()
      stops.push(timers.every(SWEEP_MS, sweep))
      stops.push(
        timers.every(PUBLISH_MS, createRollbackPublisher({ directory, picks, store, pools: options.pools, log })),
      )
      if (store.kind !== 'memory') {
        stops.push(timers.every(digestMs, () => offerDigests(directory.byName(), (change) => store.offer(change))))
      }
    },
    stop: async () => {
      for (const stop of stops) stop()
      await store.close()
    },
  }
}

function createPickRoom(
  { runner, replica, store, log, decisions = DEFAULT_DECISIONS, wallTime = Date.now }: ReplicaOptions,
  rooms: { readonly directory: Directory; readonly degradations: Degradations; readonly tape: Tape },
): Picks {
  const { clock, rng } = rooms.tape
  return new Picks({
    ...rooms,
    ...{ runner, clock, rng, replica, decisions, wallTime },
    bind: (pool, key, backendId, ttlMs, replaces) => {
      const moves = replaces === undefined ? {} : { replaces }
      store.offer({ kind: 'bind', pool, key, backendId, ttlMs, ...moves })
    },
    rolledBack: (pool, reason) => log.warn('a canary did worse and was rolled back', { pool, reason }),
  })
}

/** What time alone changes: the store's silence, leases of backends and of picks, slow start, ejections. */
function createSweep(
  { store, clock, log, replica }: ReplicaOptions,
  directory: Directory,
  degradations: Degradations,
  picks: Picks,
): () => void {
  const expiry = new Expiry({
    clock,
    log,
    storeIsSilent: () => degradations.storeIsSilent(),
    onForgotten: (pool, entry) => {
      const { id, epoch } = entry.record
      pool.remove(id, epoch)
      store.offer({ kind: 'deregister', pool: pool.name, backendId: id, epoch })
    },
  })
  const autoWeights = new AutoWeights(clock, log)
  return () => {
    degradations.noteStore(store.status())
    const pools = directory.byName()
    expiry.sweep(pools, longestLease(pools))
    for (const pool of pools) {
      pool.divideHomes(replica)
      picks.sweep(pool)
      autoWeights.sweep(pool, picks.of(pool).followsWeight('policy'))
    }
    picks.decisions.refill()
  }
}

function storedForm(pools: PoolParser): Pick<StoreSyncDeps, 'poolDocument' | 'parsePool'> {
  return {
    poolDocument: (config) => pools.document(config),
    parsePool: (document) => {
      const parsed = pools.parse(document)
      return 'problem' in parsed ? undefined : parsed
    },
  }
}

/** Gathers the pools that were touched and refreshes them together. */
function keepFresh(directory: Directory, picks: Picks, timers: Timers): void {
  const dirty = new Set<Pool>()
  directory.subscribe({
    touched: (pool) => {
      dirty.add(pool)
      if (dirty.size > 1) return
      timers.after(REFRESH_MS, () => {
        const batch = [...dirty]
        dirty.clear()
        for (const each of batch) if (directory.get(each.name) === each) picks.refresh(each, true)
      })
    },
    deleted: (pool) => {
      dirty.delete(pool)
      picks.forget(pool)
    },
  })
}

function longestLease(pools: readonly Pool[]): number {
  return pools.reduce((longest, pool) => Math.max(longest, pool.leaseMs), 0)
}
