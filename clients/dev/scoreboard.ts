interface Sample {
  readonly at: number
  readonly latencyMs: number
}

export interface Score {
  /** Share of the calls in the window, 0 to 1. */
  readonly share: number
  readonly callsPerSecond: number
  /** Of the window, in milliseconds; undefined without calls. */
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
}

export interface Totals {
  readonly calls: number
  readonly failed: number
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
}

/** What the calls of the last seconds were like, by backend, and all calls since the start. */
export class Scoreboard {
  private readonly recent = new Map<string, Sample[]>()
  private readonly all = new Map<string, number[]>()
  private failed = 0
  private readonly windowMs: number

  constructor(windowMs: number) {
    this.windowMs = windowMs
  }

  add(backendId: string, latencyMs: number, now: number): void {
    this.listOf(this.recent, backendId).push({ at: now, latencyMs })
    this.listOf(this.all, backendId).push(latencyMs)
  }

  addFailure(): void {
    this.failed++
  }

  scores(now: number): Map<string, Score> {
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
        p99Ms: quantile(latencies, 0.99),
      })
    }
    return scores
  }

  totals(): Totals & { readonly byBackend: ReadonlyMap<string, number> } {
    const latencies = [...this.all.values()].flat().sort((a, b) => a - b)
    return {
      calls: latencies.length + this.failed,
      failed: this.failed,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      byBackend: new Map([...this.all].map(([id, list]) => [id, list.length])),
    }
  }

  private listOf<Item>(map: Map<string, Item[]>, id: string): Item[] {
    let list = map.get(id)
    if (list === undefined) {
      list = []
      map.set(id, list)
    }
    return list
  }
}

/** Nearest rank, of a sorted list. */
function quantile(sorted: readonly number[], q: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)]
}
