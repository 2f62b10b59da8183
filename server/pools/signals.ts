import { PeakEwma } from '../../policies/lib/ewma.ts'
import { slowStartFactor } from '../../policies/lib/slow-start.ts'
import type {
  BackendFlow,
  BackendSignals,
  Clock,
  LoadReport,
  OutcomeResult,
  SignalName,
} from '../../policies/policy.ts'
import type { LoadDigest } from '../store/store.ts'
import { CallFlow } from './call-flow.ts'
import { OutstandingHistory } from './outstanding-history.ts'
import type { PoolConfig, SlowStartSettings } from './pool-config.ts'
import { isFailure } from './pool-config.ts'
import { ReportTrust } from './report-trust.ts'
import type { PoolTraffic } from './traffic.ts'

/** A report older than this many heartbeat intervals is no longer an anchor for the in-flight estimate. */
const ANCHOR_INTERVALS = 3

/** Share of what the other replicas do at a backend that is this one's home, and elsewhere, against what this one does there. */
const HOME_ECHO = 0.1
/** Most picks of others that one pick of this replica stands for. */
const MAX_ECHO = 64

/**
 * The live signals of one backend: what it reported, what this replica picked, and what the other replicas say that they
 * picked. Every method is O(1), and every number is finite and not negative.
 */
export class LiveSignals implements BackendSignals {
  /** Picks of this replica in flight now. */
  own = 0
  private remote = 0
  /** `own` when the other replicas were last told. */
  private ownTold = 0
  /** Whether this replica looks after the backend; undefined: no other replica picks. */
  home: boolean | undefined
  private readonly remoteByReplica = new Map<string, number>()
  private readonly history = new OutstandingHistory()
  /** Reported in-flight minus our own count at the sample time: calls that we did not pick, or lost sight of. */
  private unexplained = 0
  /** The same by the last report, whether or not it is believed, and our own count then. */
  private lastUnexplained: number | undefined
  private lastOutstanding = 0
  private readonly trust = new ReportTrust()
  private mostUnexplained = Infinity
  private report: LoadReport | undefined
  private sampledAt = 0
  private latency: PeakEwma
  private latencyDecayMs: number
  private success = 1
  private successAlpha: number
  private anchorForMs: number
  private intervalMs: number
  private lastOutcomeAt = Number.NEGATIVE_INFINITY
  /** When the latency signal last took something in. */
  private latencyAt = Number.NEGATIVE_INFINITY
  private slowStart: SlowStartSettings
  private baseWeight = 1
  /** By automatic weights. */
  private autoFactor = 1
  private registeredCapacity = 0
  /** When slow start began; undefined: warm. */
  private warmSince: number | undefined
  private readonly clock: Clock
  private readonly traffic: PoolTraffic
  private readonly calls: CallFlow

  constructor(clock: Clock, config: PoolConfig, traffic: PoolTraffic) {
    this.clock = clock
    this.traffic = traffic
    this.calls = new CallFlow(traffic)
    this.latencyDecayMs = config.signals.latencyDecayMs
    this.latency = new PeakEwma(this.latencyDecayMs)
    this.successAlpha = config.signals.successRateAlpha
    this.intervalMs = config.heartbeat.intervalMs
    this.anchorForMs = ANCHOR_INTERVALS * config.heartbeat.intervalMs
    this.slowStart = config.slowStart
  }

  /** Takes over a changed configuration; history is kept unless the decay itself changed. */
  configure(config: PoolConfig): void {
    if (config.signals.latencyDecayMs !== this.latencyDecayMs) {
      const now = this.clock.now()
      const known = this.latency.read(now)
      this.latencyDecayMs = config.signals.latencyDecayMs
      this.latency = new PeakEwma(this.latencyDecayMs)
      if (known !== undefined) this.latency.observe(known, now)
    }
    this.successAlpha = config.signals.successRateAlpha
    this.intervalMs = config.heartbeat.intervalMs
    this.anchorForMs = ANCHOR_INTERVALS * config.heartbeat.intervalMs
    this.slowStart = config.slowStart
  }

  inFlight(): number {
    return this.unexplained === 0 ? this.own + this.remote : this.inFlightAt(this.clock.now())
  }

  private inFlightAt(now: number): number {
    const outstanding = this.own + this.remote
    if (this.unexplained === 0) return outstanding
    if (now - this.sampledAt > this.anchorForMs) {
      this.unexplained = 0
      return outstanding
    }
    return Math.max(0, outstanding + this.unexplained)
  }

  flow(): BackendFlow {
    const now = this.clock.now()
    let inFlight = this.believedInFlight(now)
    if (this.calls.isLate() && now - this.sampledAt <= this.anchorForMs) {
      inFlight -= this.calls.drainedUntil(now, inFlight)
    }
    if (this.home !== undefined) inFlight += this.echo() * (this.own - this.ownTold)
    return this.calls.read(now, inFlight > 0 ? inFlight : 0, this.reportsAreProven())
  }

  /** In-flight as far as load reports can be believed. */
  private believedInFlight(now: number): number {
    const inFlight = this.unexplained === 0 ? this.own + this.remote : this.inFlightAt(now)
    if (this.mostUnexplained === Infinity) return inFlight
    const known = this.own + this.remote
    return Math.min(Math.max(inFlight, known - this.mostUnexplained), known + this.mostUnexplained)
  }

  /** This replica tells the others of its picks now. */
  told(): void {
    this.ownTold = this.own
  }

  latencyMs(): number | undefined {
    return this.latency.read(this.clock.now())
  }

  successRate(): number {
    return this.success
  }

  utilization(): number | undefined {
    const report = this.loadReport()
    if (report === undefined) return undefined
    if (report.applicationUtilization > 0) return report.applicationUtilization
    return report.cpuUtilization > 0 ? report.cpuUtilization : undefined
  }

  capacity(): number | undefined {
    const capacity = this.report?.capacity ?? 0
    if (capacity > 0) return capacity
    return this.registeredCapacity > 0 ? this.registeredCapacity : undefined
  }

  loadReport(): LoadReport | undefined {
    return this.report
  }

  loadReportAgeMs(): number | undefined {
    return this.report === undefined ? undefined : Math.max(0, this.clock.now() - this.sampledAt)
  }

  /**
   * Milliseconds since what a signal says was last heard. Undefined: never, or it is of this moment, as a weight and a count of
   * our own picks are.
   */
  ageMs(signal: SignalName): number | undefined {
    if (signal === 'latency') return this.since(this.latencyAt)
    if (signal === 'success_rate') return this.since(this.lastOutcomeAt)
    if (signal === 'utilization' || signal === 'load_report') return this.loadReportAgeMs()
    if (signal === 'capacity') return (this.report?.capacity ?? 0) > 0 ? this.loadReportAgeMs() : undefined
    if (signal === 'in_flight') return this.unexplained === 0 ? undefined : this.loadReportAgeMs()
    return undefined
  }

  /** As `latencyMs`, without leaving a trace: a read keeps the decay so far, which moves later values by a rounding. */
  peekLatencyMs(): number | undefined {
    return this.latency.peek(this.clock.now())
  }

  weight(): number {
    const full = this.baseWeight * this.autoFactor
    return this.warmSince === undefined ? full : full * this.warmFactor()
  }

  /** Share of its full weight that slow start grants now, more than 0 and at most 1. */
  warmFactor(): number {
    if (this.warmSince === undefined) return 1
    const age = this.clock.now() - this.warmSince
    if (age >= this.slowStart.windowMs) {
      this.warmSince = undefined
      return 1
    }
    return slowStartFactor(age, this.slowStart)
  }

  isWarming(): boolean {
    return this.warmSince !== undefined && this.warmFactor() < 1
  }

  beginSlowStart(): void {
    if (this.slowStart.windowMs > 0) this.warmSince = this.clock.now()
  }

  setWeight(weight: number): void {
    this.baseWeight = weight
  }

  /** Takes a factor of automatic weights, more than 0. Returns whether it is another one. */
  setAutoFactor(factor: number): boolean {
    const changed = factor !== this.autoFactor
    this.autoFactor = factor
    return changed
  }

  setCapacity(capacity: number): void {
    this.registeredCapacity = capacity
  }

  /** A pick of this replica begins. */
  begin(): void {
    if (this.calls.isLate()) this.calls.begin(this.clock.now(), this.believedInFlight(this.clock.now()))
    this.own++
    this.traffic.own++
    this.countChanged()
  }

  /**
   * A pick of this replica ended, or its lease is over. `endedAt`: when its call ended, which the caller may have told later: a
   * load report that was sampled in between counts it as ended already.
   */
  end(endedAt: number): void {
    const isCounted = this.report?.inFlight !== undefined && endedAt < this.sampledAt
    if (isCounted && this.own > 0) this.unexplained++
    if (this.own > 0) {
      this.own--
      this.traffic.own--
    }
    this.countChanged()
  }

  /**
   * Takes in an outcome. A success moves the latency signal; a failure may make a backend look slower, as a time-out does, and
   * never faster, so that one that fails fast does not draw the calls to itself.
   */
  observe(result: OutcomeResult, latencyMs: number | undefined): void {
    if (result === 'cancelled') return
    const now = this.clock.now()
    this.lastOutcomeAt = now
    this.calls.told()
    const good = result === 'success'
    if (good) this.calls.succeeded(1, latencyMs, now)
    this.success += this.successAlpha * ((good ? 1 : 0) - this.success)
    if (latencyMs === undefined) return
    if (good || latencyMs > (this.latency.read(now) ?? Number.POSITIVE_INFINITY)) this.observeLatency(latencyMs, now)
  }

  /** Takes in what another replica observed since its last digest. */
  observeRemote(replica: string, digest: LoadDigest): void {
    this.setRemote(replica, digest.outstanding)
    const count = digest.successes + digest.failures
    if (count === 0) return
    const now = this.clock.now()
    this.lastOutcomeAt = now
    const keep = Math.pow(1 - this.successAlpha, count)
    this.success = this.success * keep + (digest.successes / count) * (1 - keep)
    if (digest.successes === 0) return
    this.calls.told()
    this.calls.succeeded(digest.successes, digest.latencyMeanMs, now)
    const known = this.latency.read(now)
    // The peak rule wants to see a maximum that exceeds the estimate before the mean pulls it down again.
    if (known !== undefined && digest.latencyMaxMs > known) this.latency.observe(digest.latencyMaxMs, now)
    this.observeLatency(digest.latencyMeanMs, now)
  }

  /** The backend has gone: what other replicas have outstanding there no longer counts for the pool. */
  leave(): void {
    for (const replica of [...this.remoteByReplica.keys()]) this.setRemote(replica, 0)
  }

  forgetReplica(replica: string): void {
    this.setRemote(replica, 0)
  }

  /** Takes in a load report whose sample is `ageMs` old, and anchors the in-flight estimate to it. */
  observeReport(report: LoadReport, ageMs: number): void {
    const now = this.clock.now()
    // An anchor that is too old must not come back to life with a report that has none, whether or not somebody read it meanwhile.
    if (now - this.sampledAt > this.anchorForMs) this.unexplained = 0
    const sampledAt = now - ageMs
    const betweenMs = sampledAt - this.sampledAt
    const outstandingThen = this.history.at(sampledAt) ?? this.own + this.remote
    if (report.inFlight !== undefined) this.judge(report.inFlight, outstandingThen, sampledAt)
    const isBelieved = this.trust.isBelieved
    if (isBelieved) this.calls.reported(report, this.report, betweenMs, now)
    else this.calls.heardGarbage()
    this.report = report
    this.sampledAt = sampledAt
    if (report.inFlight !== undefined) {
      this.unexplained = report.inFlight - outstandingThen
      this.mostUnexplained = this.trust.mostUnexplained
      this.calls.anchored(sampledAt)
      this.calls.setInFlight(this.believedInFlight(now), now)
    }
    // Callers see the whole latency, the backend only its own part: its word counts where callers say nothing.
    const callersAreSilent = now - this.lastOutcomeAt > 2 * this.intervalMs
    if (report.latencyMs === undefined || !callersAreSilent || !this.reportsAreProven()) return
    this.observeLatency(report.latencyMs, now)
    this.calls.usually(report.latencyMs, 1, now)
  }

  /** A new incarnation starts without the history of the old one. */
  reset(): void {
    this.latency = new PeakEwma(this.latencyDecayMs)
    this.calls.reset()
    this.success = 1
    this.report = undefined
    this.unexplained = 0
    this.lastUnexplained = undefined
    this.trust.reset()
    this.mostUnexplained = Infinity
    this.lastOutcomeAt = Number.NEGATIVE_INFINITY
    this.latencyAt = Number.NEGATIVE_INFINITY
  }

  /** Picks of the other replicas that one pick of this replica stands for. */
  private echo(): number {
    return (this.home === true ? HOME_ECHO : 1) * Math.min(MAX_ECHO, this.traffic.othersPerOwn())
  }

  private countChanged(): void {
    const now = this.clock.now()
    this.history.record(now, this.own + this.remote)
    this.calls.setInFlight(this.believedInFlight(now), now)
  }

  /** Who reports no in-flight cannot contradict itself. */
  private reportsAreProven(): boolean {
    return this.report?.inFlight === undefined || this.trust.isProven
  }

  /** Holds a report against what was to be expected of it. */
  private judge(inFlight: number, outstandingThen: number, sampledAt: number): void {
    const before = this.lastUnexplained
    if (before !== undefined) {
      const passed = Math.abs(outstandingThen - this.lastOutstanding)
      const known = Math.max(0, outstandingThen + before)
      const drained = this.calls.isLate() ? this.calls.drainedUntil(sampledAt, known) : 0
      this.trust.heard(inFlight, known - drained, passed)
    }
    this.lastUnexplained = inFlight - outstandingThen
    this.lastOutstanding = outstandingThen
  }

  private observeLatency(latencyMs: number, now: number): void {
    this.latencyAt = now
    this.latency.observe(latencyMs, now)
  }

  private since(time: number): number | undefined {
    return time === Number.NEGATIVE_INFINITY ? undefined : Math.max(0, this.clock.now() - time)
  }

  private setRemote(replica: string, outstanding: number): void {
    const change = outstanding - (this.remoteByReplica.get(replica) ?? 0)
    this.remote += change
    this.traffic.remote += change
    if (outstanding === 0) this.remoteByReplica.delete(replica)
    else this.remoteByReplica.set(replica, outstanding)
    this.countChanged()
  }
}

/** Whether an outcome makes the digest's failures grow: everything that is neither success nor the caller's own doing. */
export function countsAsFailure(result: OutcomeResult): boolean {
  return isFailure(result) || result === 'rejected'
}
