import { FlowMeter } from '../../policies/lib/flow-meter.ts'
import type { BackendFlow, LoadReport } from '../../policies/policy.ts'
import type { PoolTraffic } from './traffic.ts'

/** The flow is watched over this many usual latencies of the pool, and over these milliseconds at most. */
const FLOW_LATENCIES = 4
const MAX_FLOW_MS = 10_000
/** Weight of one load report in the rate of completions. */
const RATE_ALPHA = 0.05
/** So many completions, in so many reports, without one outcome: callers tell nothing. */
const UNTOLD_COMPLETIONS = 20
const UNTOLD_REPORTS = 3

/**
 * What flows through one backend: its meter and its usual latency, fed by outcomes; or, where callers tell late or nothing, by the
 * counters of load reports, with a model of what completed since the last one.
 */
export class CallFlow {
  private readonly meter = new FlowMeter()
  private readonly traffic: PoolTraffic
  /** Completions that the backend counted since a caller told of one, and the reports that did so. */
  private untold = 0
  private untoldReports = 0
  private countsCompletions = false
  private callersTell = false
  /** Time between two load reports, on average. */
  private reportEveryMs = 0
  /** Completions a millisecond by the load reports. */
  private perMs = 0
  /** What had probably completed since the last report when a pick last began. */
  private drained = 0
  private drainedAt = 0

  constructor(traffic: PoolTraffic) {
    this.traffic = traffic
  }

  /** @param inFlight expected now. */
  read(now: number, inFlight: number, isProven: boolean): BackendFlow {
    return this.meter.read(now, inFlight, this.traffic.usualMs, this.isEstimated(), isProven)
  }

  setInFlight(count: number, now: number): void {
    this.meter.setInFlight(count, now)
  }

  /** Whether outcomes come so late that the counters of load reports are the better word. */
  isLate(): boolean {
    return this.hasRate() && (this.isSilent() || this.traffic.outcomeLagMs > this.reportEveryMs / 2)
  }

  /** Whether callers tell of a call only when later ones are over, too. */
  private isEstimated(): boolean {
    return this.hasRate() && (this.isSilent() || this.traffic.outcomeLagMs > this.traffic.usualMs)
  }

  /** Whether there were two load reports that count completions. */
  private hasRate(): boolean {
    return this.countsCompletions && this.reportEveryMs > 0
  }

  /** Whether callers tell nothing of a backend that completes calls. */
  private isSilent(): boolean {
    return this.untold >= UNTOLD_COMPLETIONS && this.untoldReports >= UNTOLD_REPORTS
  }

  /** A caller told, here or at another replica. */
  told(): void {
    this.callersTell = true
    this.untold = 0
    this.untoldReports = 0
  }

  /** Successes, and their mean latency; undefined: it was not told. */
  succeeded(count: number, latencyMs: number | undefined, now: number): void {
    if (!this.isLate()) this.meter.complete(count, now)
    if (latencyMs !== undefined) this.usually(latencyMs, count, now)
  }

  /** One word on how long calls take here. */
  usually(latencyMs: number, count: number, now: number): void {
    if (!(latencyMs >= 0 && latencyMs < Infinity)) return
    this.meter.usually(latencyMs, count, now, this.traffic.usualMs)
    this.traffic.succeeded(latencyMs)
    this.meter.setWindow(Math.min(MAX_FLOW_MS, FLOW_LATENCIES * this.traffic.usualMs))
  }

  /** A load report came, sampled `betweenMs` after the one before. */
  reported(report: LoadReport, before: LoadReport | undefined, betweenMs: number, now: number): void {
    this.countsCompletions = report.completed > 0
    const done = report.completed - (before?.completed ?? report.completed)
    if (before === undefined || done < 0) return
    if (betweenMs > 0) {
      this.perMs += RATE_ALPHA * (done / betweenMs - this.perMs)
      this.reportEveryMs += (this.reportEveryMs === 0 ? 1 : RATE_ALPHA) * (betweenMs - this.reportEveryMs)
    }
    if (done === 0) return
    this.untold += done
    this.untoldReports += 1
    const good = done - Math.max(0, report.errors - before.errors)
    if (this.isLate()) this.meter.complete(good, now)
  }

  /** A load report came that is not believed: what it counts is nothing to go by. */
  heardGarbage(): void {
    this.countsCompletions = false
    this.perMs = 0
    if (!this.callersTell) this.meter.reset()
  }

  /** In-flight was reported as of this time, so nothing is left to be guessed before it. */
  anchored(sampledAt: number): void {
    this.drained = 0
    this.drainedAt = sampledAt
  }

  /** What has probably completed since the last report without anybody's word: by its rate, as long as there was something. */
  drainedUntil(now: number, inFlight: number): number {
    const left = Math.max(0, inFlight - this.drained)
    return this.drained + Math.min(left, this.perMs * Math.max(0, now - this.drainedAt))
  }

  /** A pick begins: what was there before it has been draining until now. */
  begin(now: number, inFlight: number): void {
    this.drained = this.drainedUntil(now, inFlight)
    this.drainedAt = now
  }

  reset(): void {
    this.meter.reset()
    this.untold = 0
    this.untoldReports = 0
    this.callersTell = false
    this.countsCompletions = false
    this.perMs = 0
    this.drained = 0
  }
}
