import type { Clock } from '../../policies/policy.ts'
import type { Timers } from '../../server/replica/replica.ts'

interface Timer {
  at: number
  readonly everyMs: number | undefined
  readonly run: () => void
}

/** A clock that stands still until it is told to move, and timers that run by it. */
export class FakeTime implements Clock, Timers {
  private time = 1_000
  private readonly timers = new Set<Timer>()

  now(): number {
    return this.time
  }

  after(ms: number, run: () => void): () => void {
    return this.add({ at: this.time + ms, everyMs: undefined, run })
  }

  every(ms: number, run: () => void): () => void {
    return this.add({ at: this.time + ms, everyMs: ms, run })
  }

  /** Moves on, running the timers that fall due on the way, in order. */
  advance(ms: number): void {
    const end = this.time + ms
    for (;;) {
      const due = [...this.timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.time = Math.max(this.time, due.at)
      if (due.everyMs === undefined) this.timers.delete(due)
      else due.at += due.everyMs
      due.run()
    }
    this.time = end
  }

  /** Moves the clock without running a timer, as a blocked process would see it. */
  stall(ms: number): void {
    this.time += ms
    for (const timer of this.timers) if (timer.at < this.time) timer.at = this.time
  }

  private add(timer: Timer): () => void {
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }
}
