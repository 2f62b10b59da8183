import type { BackendHealth, BackendOverride, BackendRecord, BeatRecord, LoadDigest } from '../store/store.ts'
import type { BackendCard, BackendStateName } from '../use-cases.ts'
import { AutoWeight } from './auto-weights/auto-weight.ts'
import type { Clock, LoadReport, Locality, PolicyOutcome, SnapshotBackend } from '../../policies/policy.ts'
import { ConcurrencyLimit } from './concurrency-limit.ts'
import { Ejection } from './ejection.ts'
import type { ConcurrencyLimitSettings, PoolConfig } from './pool-config.ts'
import { LiveSignals } from './signals.ts'
import type { PoolTraffic } from './traffic.ts'

const NO_OVERRIDE: BackendOverride = { drained: false, weight: undefined }

/** A backend as policies see it; the pick room finds its way back through `entry`. */
export class SnapshotMember implements SnapshotBackend {
  readonly id: string
  readonly address: string
  readonly locality: Locality
  readonly labels: ReadonlyMap<string, string>
  readonly weight: number
  readonly signals: LiveSignals
  readonly home: boolean | undefined
  readonly entry: BackendEntry

  constructor(entry: BackendEntry) {
    this.id = entry.card.id
    this.address = entry.card.address
    this.locality = entry.card.locality
    this.labels = entry.card.labels
    this.weight = entry.card.weight
    this.signals = entry.signals
    this.home = entry.signals.home
    this.entry = entry
  }
}

/** Everything that this replica knows of one backend. */
export class BackendEntry {
  record: BackendRecord
  /** Address card for answers: a new object whenever something of it changes. */
  card: BackendCard
  member: SnapshotMember
  readonly signals: LiveSignals
  override: BackendOverride = NO_OVERRIDE
  health: BackendHealth = 'unknown'
  healthDetail = ''
  /** The backend itself said that it is leaving. */
  leaving = false
  sequence = 0
  /** When the last heartbeat came, by this replica's clock. Undefined: none came to any replica known here. */
  lastBeatAt: number | undefined
  /** Whether the last heartbeat came through the store, by way of another replica. */
  beatFromStore = false
  leaseUntil: number
  /** When expiry was pronounced, its lease being over. Undefined: it was not. */
  expiredAt: number | undefined
  readonly ejection = new Ejection()
  readonly autoWeight = new AutoWeight()
  private concurrency: ConcurrencyLimit | undefined
  state: BackendStateName = 'eligible'
  stateReason = ''
  stateSince: number
  picks = 0
  outcomes = 0
  failures = 0
  /** Successes and failures since the last digest to the other replicas. */
  readonly digest = { successes: 0, failures: 0, latencySumMs: 0, latencyMaxMs: 0, dirty: false }
  /** Second half of every pick token of this backend. */
  tokenSuffix = ''
  private readonly clock: Clock

  constructor(record: BackendRecord, config: PoolConfig, clock: Clock, leaseMs: number, traffic: PoolTraffic) {
    this.clock = clock
    this.record = record
    this.signals = new LiveSignals(clock, config, traffic)
    this.signals.setCapacity(record.capacity)
    this.signals.setWeight(record.weight)
    this.card = cardOf(record, record.weight)
    this.member = new SnapshotMember(this)
    this.leaseUntil = clock.now() + leaseMs
    this.stateSince = clock.now()
  }

  get expired(): boolean {
    return this.expiredAt !== undefined
  }

  get id(): string {
    return this.record.id
  }

  /** Takes over a registration of the same or a newer epoch. */
  register(record: BackendRecord): void {
    const reborn = record.epoch > this.record.epoch
    this.record = record
    if (reborn) {
      this.signals.reset()
      this.ejection.clear()
      this.concurrency = undefined
      this.sequence = 0
      this.leaving = false
      this.health = 'unknown'
      this.healthDetail = ''
    }
    this.signals.setCapacity(record.capacity)
    this.refreshCard()
  }

  /** Whether this replica looks after the backend. Returns whether that is news. */
  setHome(home: boolean | undefined): boolean {
    if (this.signals.home === home) return false
    this.signals.home = home
    this.member = new SnapshotMember(this)
    return true
  }

  setOverride(override: BackendOverride): void {
    this.override = override
    this.refreshCard()
  }

  /** Puts a factor of automatic weights in force. Snapshots get a new member for it, so that pickers look at weights anew. */
  setAutoFactor(factor: number): boolean {
    const changed = this.signals.setAutoFactor(factor)
    if (changed) this.member = new SnapshotMember(this)
    return changed
  }

  /** Takes in a heartbeat of the current epoch that is news; returns whether eligibility may have changed. */
  beat(beat: Omit<BeatRecord, 'backendId'>, leaseMs: number, fromStore: boolean): boolean {
    const now = this.clock.now()
    const changed =
      this.health !== beat.health ||
      this.leaving !== beat.draining ||
      this.healthDetail !== beat.healthDetail ||
      this.expired
    this.sequence = beat.sequence
    this.health = beat.health
    this.healthDetail = beat.healthDetail
    this.leaving = beat.draining
    this.lastBeatAt = now
    this.beatFromStore = fromStore
    this.leaseUntil = Math.max(this.leaseUntil, now + leaseMs)
    this.expiredAt = undefined
    if (beat.load !== undefined) this.observeReport(beat.load, beat.loadAgeMs)
    return changed
  }

  /** Takes in an outcome of a call that is no longer in flight. */
  learnLimit(
    settings: ConcurrencyLimitSettings,
    { result, latencyMs }: Pick<PolicyOutcome, 'result' | 'latencyMs'>,
  ): void {
    this.concurrency ??= new ConcurrencyLimit()
    const at = { now: this.clock.now(), settings }
    this.concurrency.observe(result, latencyMs, this.signals.inFlight() + 1, at)
  }

  /** The most requests in flight, as learnt so far. */
  learntLimit(settings: ConcurrencyLimitSettings): number {
    this.concurrency ??= new ConcurrencyLimit()
    return this.concurrency.limit(settings)
  }

  observeReport(load: LoadReport, ageMs: number): void {
    this.signals.observeReport(load, ageMs)
  }

  /** Takes in what another replica did and came to. */
  observeRemote(replica: string, digest: LoadDigest): void {
    this.signals.observeRemote(replica, digest)
    if (digest.autoWeight !== undefined) this.autoWeight.hear(replica, digest.autoWeight, this.clock.now())
  }

  forgetReplica(replica: string): void {
    this.signals.forgetReplica(replica)
    this.autoWeight.forgetReplica(replica)
  }

  private refreshCard(): void {
    const weight = this.override.weight ?? this.record.weight
    this.signals.setWeight(weight)
    this.card = cardOf(this.record, weight)
    this.member = new SnapshotMember(this)
  }
}

function cardOf(record: BackendRecord, weight: number): BackendCard {
  const { id, address, locality, labels } = record
  return { id, address, locality, labels, weight }
}
