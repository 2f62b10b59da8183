import type { Phase } from './scenario.ts'

interface Sample {
  readonly at: number
  readonly latencyMs: number
}

/** Of the last seconds. */
export interface Score {
  /** Share of the calls, 0 to 1. */
  readonly share: number
  readonly callsPerSecond: number
  /** Milliseconds; undefined without calls. */
  readonly p50Ms: number | undefined
}

export interface BackendTotal {
  readonly calls: number
  readonly failed: number
  /** Undefined: no call came to an end. */
  readonly meanMs: number | undefined
}

/** Since the start. */
export interface Totals {
  /** Failed ones too. */
  readonly calls: number
  readonly failed: number
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
  readonly byBackend: ReadonlyMap<string, BackendTotal>
}

/** Most latencies that are kept for the quantiles of a whole run: an hour at the demonstration's rate. */
const MAX_KEPT = 500_000

/** Fewer calls than this say nothing of a share: it takes a second of the demonstration's load. */
const ENOUGH_CALLS = 150

/** What the calls were like, by backend: in the last seconds, in each phase, and since the start. */
export class Scoreboard {
  private readonly recent = new Map<string, Sample[]>()
  private readonly totalsOf = new Map<string, { calls: number; failed: number; sumMs: number }>()
  private readonly byPhase = new Map<Phase, Map<string, number>>()
  private readonly latencies: number[] = []
  private readonly windowMs: number

  constructor(windowMs: number) {
    this.windowMs = windowMs
  }

  add(backendId: string, latencyMs: number, now: number, phase: Phase): void {
    const samples = this.recent.get(backendId)
    if (samples === undefined) this.recent.set(backendId, [{ at: now, latencyMs }])
    else samples.push({ at: now, latencyMs })
    const total = this.totalOf(backendId)
    total.calls++
    total.sumMs += latencyMs
    if (this.latencies.length < MAX_KEPT) this.latencies.push(latencyMs)
    const counts = this.byPhase.get(phase) ?? new Map<string, number>()
    this.byPhase.set(phase, counts.set(backendId, (counts.get(backendId) ?? 0) + 1))
  }

  /** `backendId` empty: no backend was picked. */
  addFailure(backendId: string): void {
    this.totalOf(backendId).failed++
  }

  scores(now: number): ReadonlyMap<string, Score> {
    let total = 0
    for (const [id, samples] of this.recent) {
      const fresh = samples.filter(({ at }) => now - at <= this.windowMs)
      this.recent.set(id, fresh)
      total += fresh.length
    }
    const scores = new Map<string, Score>()
    for (const [id, samples] of this.recent) {
      const latencies = samples.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b)
      scores.set(id, {
        share: total === 0 ? 0 : samples.length / total,
        callsPerSecond: (samples.length * 1_000) / this.windowMs,
        p50Ms: quantile(latencies, 0.5),
      })
    }
    return scores
  }

  /** Share of the calls that ended in a phase. Undefined: too few did to say. */
  phaseShare(backendId: string, phase: Phase): number | undefined {
    const counts = this.byPhase.get(phase)
    const total = [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0)
    return total < ENOUGH_CALLS ? undefined : (counts?.get(backendId) ?? 0) / total
  }

  totals(): Totals {
    let calls = 0
    let failed = 0
    const byBackend = new Map<string, BackendTotal>()
    for (const [id, total] of this.totalsOf) {
      calls += total.calls + total.failed
      failed += total.failed
      const meanMs = total.calls === 0 ? undefined : total.sumMs / total.calls
      byBackend.set(id, { calls: total.calls, failed: total.failed, meanMs })
    }
    const sorted = [...this.latencies].sort((a, b) => a - b)
    return { calls, failed, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99), byBackend }
  }

  private totalOf(backendId: string): { calls: number; failed: number; sumMs: number } {
    const known = this.totalsOf.get(backendId)
    if (known !== undefined) return known
    const total = { calls: 0, failed: 0, sumMs: 0 }
    this.totalsOf.set(backendId, total)
    return total
  }
}

/** Nearest rank, of a sorted list. */
function quantile(sorted: readonly number[], q: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)]
}
