import type { Clock, Locality } from '../../policies/policy.ts'
import type { BackendOverride, BackendRecord, BeatRecord } from '../store/store.ts'
import { BackendEntry } from './backend-entry.ts'
import { assignHomes } from './homes.ts'
import type { AutoWeightsMode, PoolConfig } from './pool-config.ts'
import { PoolTraffic } from './traffic.ts'

/** How long the epoch of a backend that has gone is remembered, so that a late message does not bring it back. */
const TOMBSTONE_MS = 60_000

/** What freezes the expiry of a pool: many backends went silent at once. */
export interface SelfPreservation {
  readonly since: number
}

/** Where automatic weights stand in a pool. */
export interface AutoWeightsState {
  mode: AutoWeightsMode
  /** Whether factors multiply weights. */
  inForce: boolean
  /** Time of the last step, or of the start. */
  lastAt: number
  /** Largest utilization over the mean at the last step. Undefined: nothing could be compared. */
  imbalance: number | undefined
  /** Factors changed since this replica started. */
  changes: number
}

/**
 * A named set of interchangeable backends: configuration, members, and the revision that readers compare. It knows nothing
 * of picking; whoever changes it calls `touch`, and the next refresh makes the change visible.
 */
export class Pool {
  readonly name: string
  config: PoolConfig
  /** 0: the pool came into being with its first backend. */
  configVersion: number
  revision = 0
  readonly entries = new Map<string, BackendEntry>()
  /** Overrides of backends that are not registered at the moment, too. */
  readonly overrides = new Map<string, BackendOverride>()
  selfPreservation: SelfPreservation | undefined
  readonly autoWeights: AutoWeightsState = {
    ...{ mode: 'off', inForce: false, lastAt: 0 },
    ...{ imbalance: undefined, changes: 0 },
  }
  /** Its backends come from the store, and no heartbeat has confirmed one of them since this replica knows the pool. */
  unconfirmed = false
  /** Changed since picks last looked: what they see is a moment behind. */
  dirty = true
  readonly createdAt: number
  readonly traffic = new PoolTraffic()
  /** For which backends and replicas the homes were divided. */
  private divided: { readonly entries: readonly BackendEntry[]; readonly replicas: string } | undefined
  private readonly tombstones = new Map<string, { epoch: number; until: number }>()
  private sorted: readonly BackendEntry[] | undefined
  private readonly clock: Clock
  private readonly onTouch: (pool: Pool) => void

  constructor(config: PoolConfig, configVersion: number, clock: Clock, onTouch: (pool: Pool) => void) {
    this.name = config.name
    this.config = config
    this.configVersion = configVersion
    this.clock = clock
    this.onTouch = onTouch
    this.createdAt = clock.now()
  }

  get leaseMs(): number {
    return this.config.heartbeat.intervalMs * this.config.heartbeat.missedLimit
  }

  /** Something changed that picks must see: asks for a refresh. */
  touch(): void {
    this.dirty = true
    this.onTouch(this)
  }

  /** All entries, sorted by id. The same array until membership changes. */
  byId(): readonly BackendEntry[] {
    this.sorted ??= [...this.entries.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    return this.sorted
  }

  configure(config: PoolConfig, version: number): void {
    this.config = config
    this.configVersion = version
    for (const entry of this.entries.values()) entry.signals.configure(config)
    this.touch()
  }

  /** The epoch below which news of a backend is old: its own, or that of its tombstone. */
  epochOf(id: string): number {
    const entry = this.entries.get(id)
    if (entry !== undefined) return entry.record.epoch
    const tombstone = this.tombstones.get(id)
    return tombstone !== undefined && tombstone.until > this.clock.now() ? tombstone.epoch : 0
  }

  /** Makes or renews an entry. The epoch has been checked. */
  register(record: BackendRecord, leaseMs: number): BackendEntry {
    const known = this.entries.get(record.id)
    if (known !== undefined) {
      const reborn = record.epoch > known.record.epoch
      known.register(record)
      known.leaseUntil = Math.max(known.leaseUntil, this.clock.now() + leaseMs)
      if (reborn) this.beginSlowStart(known)
      this.sorted = undefined
      this.touch()
      return known
    }
    const entry = new BackendEntry(record, this.config, this.clock, leaseMs, this.traffic)
    const override = this.overrides.get(record.id)
    if (override !== undefined) entry.setOverride(override)
    this.entries.set(record.id, entry)
    this.tombstones.delete(record.id)
    this.sorted = undefined
    this.touch()
    return entry
  }

  /** A backend is new or has returned. In the first window of a pool everybody is new, so nobody ramps up against others. */
  beginSlowStart(entry: BackendEntry): void {
    if (this.clock.now() - this.createdAt >= this.config.slowStart.windowMs) entry.signals.beginSlowStart()
  }

  /** Takes in a heartbeat if it is news. The epoch has been checked. */
  beat(entry: BackendEntry, beat: BeatRecord, leaseMs: number, fromStore: boolean): void {
    if (beat.sequence < entry.sequence) return
    this.unconfirmed = false
    if (entry.beat(beat, leaseMs, fromStore)) this.touch()
  }

  remove(id: string, epoch: number): void {
    this.bury(id, epoch)
    this.entries.get(id)?.signals.leave()
    if (!this.entries.delete(id)) return
    this.sorted = undefined
    this.touch()
  }

  setOverride(id: string, override: BackendOverride): void {
    if (!override.drained && override.weight === undefined) this.overrides.delete(id)
    else this.overrides.set(id, override)
    this.entries.get(id)?.setOverride(override)
    this.touch()
  }

  /** Another replica told of its picks. */
  heard(replica: string): void {
    this.traffic.heard(replica, this.clock.now())
  }

  /** Divides the backends among the replicas that pick from the pool, when either has changed. */
  divideHomes(replica: string): void {
    const others = this.traffic.others(this.clock.now())
    const replicas = [...others, replica].sort()
    const entries = this.byId()
    const key = replicas.join(' ')
    if (this.divided?.entries === entries && this.divided.replicas === key) return
    this.divided = { entries, replicas: key }
    const alone = others.length === 0
    const ids = alone ? [] : entries.map(({ id }) => id)
    const homes = assignHomes(ids, replicas)
    const own = replicas.indexOf(replica)
    let changed = false
    for (const [index, entry] of entries.entries()) {
      if (entry.setHome(alone ? undefined : homes[index] === own)) changed = true
    }
    if (changed) this.touch()
  }

  private bury(id: string, epoch: number): void {
    const now = this.clock.now()
    for (const [old, tombstone] of this.tombstones) {
      if (tombstone.until > now) break
      this.tombstones.delete(old)
    }
    this.tombstones.delete(id)
    this.tombstones.set(id, { epoch, until: now + TOMBSTONE_MS })
  }
}

export function sameLocality(a: Locality, b: Locality): boolean {
  return a.region === b.region && a.zone === b.zone && a.subZone === b.subZone
}
