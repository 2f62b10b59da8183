import type { Picks } from '../pick/index.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Directory } from '../pools/directory.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import type { Pool } from '../pools/pool.ts'
import type { BeatRecord, LiveState, SoftChange, StoreChange, StoreListener } from '../store/store.ts'
import type { Log } from '../telemetry/ports.ts'

export interface StoreSyncDeps {
  readonly directory: Directory
  readonly picks: Picks
  readonly log: Log
  /** The stored form of a configuration and back; undefined: it does not fit this version's schema. */
  readonly poolDocument: (config: PoolConfig) => Readonly<Record<string, unknown>>
  readonly parsePool: (document: Readonly<Record<string, unknown>>) => PoolConfig | undefined
}

/** Brings what the store says into memory, and what memory knows into an emptied store. */
export function createStoreSync(deps: StoreSyncDeps): StoreListener {
  return {
    apply: (changes) => {
      for (const change of changes) applyOne(deps, change)
    },
    repopulate: () => liveState(deps),
  }
}

function applyOne(deps: StoreSyncDeps, change: StoreChange): void {
  switch (change.kind) {
    case 'pool':
      return applyPool(deps, change)
    case 'pool_deleted':
      return deps.directory.delete(change.pool)
    case 'override':
      return poolOf(deps, change.pool)?.setOverride(change.backendId, change.override)
    case 'register':
      return applyRegister(deps, change)
    case 'beat':
      return applyBeat(deps.directory.get(change.pool), change.beat, change.leaseLeftMs)
    case 'deregister':
      return applyDeregister(deps.directory.get(change.pool), change.backendId, change.epoch)
    case 'load':
      return applyLoad(deps.directory.get(change.pool), change)
    case 'replica_gone':
      return forgetReplica(deps.directory, change.replica)
    case 'bind': {
      const pool = deps.directory.get(change.pool)
      if (pool !== undefined) deps.picks.of(pool).bindings.learn(change.key, change.backendId, change.ttlLeftMs)
    }
  }
}

function applyPool(deps: StoreSyncDeps, { pool, version, document }: StoreChange & { kind: 'pool' }): void {
  const known = deps.directory.get(pool)
  if (known !== undefined && known.configVersion >= version) return
  const config = deps.parsePool(document)
  if (config === undefined)
    deps.log.error('stored pool configuration does not fit; the one before it stays', { pool, version })
  else deps.directory.put(config, version)
}

/** Another replica may know a pool that came into being with its first backend. */
function poolOf({ directory }: StoreSyncDeps, name: string): Pool | undefined {
  return directory.get(name) ?? (directory.hasRoom() ? directory.create(name) : undefined)
}

function applyRegister(deps: StoreSyncDeps, change: StoreChange & { kind: 'register' }): void {
  const fresh = deps.directory.get(change.pool) === undefined
  const pool = poolOf(deps, change.pool)
  if (pool === undefined) return
  if (fresh || pool.entries.size === 0) pool.unconfirmed = true
  const { backend, beat } = change
  if (backend.epoch < pool.epochOf(backend.id)) return
  const known = pool.entries.get(backend.id)
  if (known === undefined && pool.entries.size >= deps.directory.options.maxBackendsPerPool) return
  // A backend that is new to us has one lease to show a sign of life: its old lease may have ended while nobody looked.
  const leaseMs = known === undefined ? Math.max(change.leaseLeftMs, pool.leaseMs) : change.leaseLeftMs
  const entry =
    known !== undefined && known.record.epoch === backend.epoch && sameRecord(known, change)
      ? known
      : pool.register(backend, leaseMs)
  if (known === undefined && change.leaseLeftMs <= 0) {
    entry.beatFromStore = true
    return
  }
  applyBeat(pool, beat, change.leaseLeftMs)
}

function sameRecord({ record }: BackendEntry, { backend }: StoreChange & { kind: 'register' }): boolean {
  if (record.address !== backend.address || record.weight !== backend.weight || record.capacity !== backend.capacity)
    return false
  const { region, zone, subZone } = record.locality
  const other = backend.locality
  if (region !== other.region || zone !== other.zone || subZone !== other.subZone) return false
  if (record.labels.size !== backend.labels.size) return false
  for (const [key, value] of record.labels) if (backend.labels.get(key) !== value) return false
  return true
}

function applyBeat(pool: Pool | undefined, beat: BeatRecord, leaseLeftMs: number): void {
  const entry = pool?.entries.get(beat.backendId)
  if (pool === undefined || entry === undefined || beat.epoch !== entry.record.epoch) return
  if (leaseLeftMs <= 0 || beat.sequence < entry.sequence) return
  if (beat.sequence === entry.sequence && entry.lastBeatAt !== undefined) {
    entry.leaseUntil = Math.max(entry.leaseUntil, entry.lastBeatAt)
    return
  }
  pool.beat(entry, beat, leaseLeftMs, true)
}

function applyLoad(pool: Pool | undefined, { replica, digest }: StoreChange & { kind: 'load' }): void {
  pool?.heard(replica)
  pool?.entries.get(digest.backendId)?.observeRemote(replica, digest)
}

function applyDeregister(pool: Pool | undefined, backendId: string, epoch: number): void {
  if (pool === undefined || epoch < pool.epochOf(backendId)) return
  pool.remove(backendId, epoch)
}

function forgetReplica(directory: Directory, replica: string): void {
  for (const pool of directory.byName()) pool.traffic.forget(replica)
  for (const pool of directory.byName()) for (const entry of pool.byId()) entry.forgetReplica(replica)
}

function liveState(deps: StoreSyncDeps): LiveState {
  const pools = []
  const overrides = []
  const soft: SoftChange[] = []
  for (const pool of deps.directory.byName()) {
    if (pool.configVersion > 0) {
      pools.push({ pool: pool.name, version: pool.configVersion, document: deps.poolDocument(pool.config) })
    }
    for (const [backendId, override] of pool.overrides) overrides.push({ pool: pool.name, backendId, override })
    for (const entry of pool.byId()) {
      if (!entry.expired) soft.push(registrationOf(pool, entry))
    }
    for (const { key, backendId, ttlLeftMs } of deps.picks.of(pool).bindings.entries()) {
      soft.push({ kind: 'bind', pool: pool.name, key, backendId, ttlMs: ttlLeftMs })
    }
  }
  return { pools, overrides, soft }
}

function registrationOf(pool: Pool, entry: BackendEntry): SoftChange {
  const beat: BeatRecord = {
    backendId: entry.id,
    epoch: entry.record.epoch,
    sequence: entry.sequence,
    health: entry.health,
    healthDetail: entry.healthDetail,
    draining: entry.leaving,
    load: entry.signals.loadReport(),
    loadAgeMs: entry.signals.loadReportAgeMs() ?? 0,
  }
  return { kind: 'register', pool: pool.name, backend: entry.record, beat, leaseMs: pool.leaseMs }
}
