import type { Decision, DecisionFilter } from '../../use-cases.ts'
import type { Demand } from './gate.ts'
import { Allowance } from './gate.ts'
import { passes } from './filter.ts'

type Listener = (decision: Decision, dropped: number) => void

/** The most that one watcher is told a second. */
export const MAX_WATCHED_PER_SECOND = 1_000

interface Watcher {
  readonly filter: DecisionFilter
  readonly listener: Listener
  /** What it is told. */
  readonly told: Allowance
  /** What is recorded for it. Apart from `told`, since only the pick itself shows whether the filter matches. */
  readonly recorded: Allowance
  dropped: number
}

/** Those who watch decisions as they are made. */
export class Watchers implements Demand {
  /** Times that a listener threw. */
  faults = 0
  private readonly watchers = new Set<Watcher>()

  get any(): boolean {
    return this.watchers.size > 0
  }

  get size(): number {
    return this.watchers.size
  }

  add(filter: DecisionFilter, maxPerSecond: number, listener: Listener): () => void {
    const rate = maxPerSecond >= 1 ? Math.min(maxPerSecond, MAX_WATCHED_PER_SECOND) : 1
    const watcher = { filter, listener, told: new Allowance(rate), recorded: new Allowance(rate), dropped: 0 }
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  refill(elapsedMs: number): void {
    for (const { told, recorded } of this.watchers) {
      told.grow(elapsedMs)
      recorded.grow(elapsedMs)
    }
  }

  take(pool: string): boolean {
    let wanted = false
    for (const { filter, recorded } of this.watchers) {
      if ((filter.pool === '' || filter.pool === pool) && recorded.take()) wanted = true
    }
    return wanted
  }

  /** Tells everybody whose filter lets the decision through. What a listener throws is counted and goes no further. */
  tell(decision: Decision): void {
    for (const watcher of [...this.watchers]) {
      if (!passes(decision, watcher.filter)) continue
      if (!watcher.told.take()) {
        watcher.dropped += 1
        continue
      }
      const { dropped } = watcher
      watcher.dropped = 0
      try {
        watcher.listener(decision, dropped)
      } catch {
        this.faults += 1
      }
    }
  }
}
