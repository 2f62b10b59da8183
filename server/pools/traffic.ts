/** Replicas that have said nothing for this long do not pick. */
const SILENT_AFTER_MS = 5_000
/** Weight of one success in the pool's usual latency: the last few hundred count. */
const LATENCY_ALPHA = 0.005
/** Least weight of one outcome in the lag: outcomes come in batches whose last ones are fresh, so whole batches must count. */
const LAG_ALPHA = 0.001

/**
 * What the backends of a pool have in common: what its replicas have outstanding together, how long its calls usually take, and
 * how late callers tell of them.
 */
export class PoolTraffic {
  /** Picks in flight: of this replica, and of the others as they told. */
  own = 0
  remote = 0
  /** Usual latency of a success in milliseconds; 0: none was heard of. */
  usualMs = 0
  /** Between the end of a call and its outcome, on average. */
  outcomeLagMs = 0
  private outcomes = 0
  private readonly heardAt = new Map<string, number>()

  /** Another replica told of its picks in this pool. */
  heard(replica: string, now: number): void {
    this.heardAt.set(replica, now)
  }

  forget(replica: string): void {
    this.heardAt.delete(replica)
  }

  /** Replicas that pick in this pool besides this one. */
  others(now: number): string[] {
    return [...this.heardAt].filter(([, at]) => now - at < SILENT_AFTER_MS).map(([replica]) => replica)
  }

  /** How many picks the other replicas make while this one makes one. */
  othersPerOwn(): number {
    return this.remote / Math.max(1, this.own)
  }

  succeeded(latencyMs: number): void {
    this.usualMs = this.usualMs === 0 ? latencyMs : this.usualMs + LATENCY_ALPHA * (latencyMs - this.usualMs)
  }

  outcomeCame(lagMs: number): void {
    this.outcomes++
    this.outcomeLagMs += Math.max(LAG_ALPHA, 1 / this.outcomes) * (Math.max(0, lagMs) - this.outcomeLagMs)
  }
}
