import { Gradient2 } from '../../policies/lib/gradient2.ts'
import type { OutcomeResult } from '../../policies/policy.ts'
import type { ConcurrencyLimitSettings } from './pool-config.ts'

/** One step looks at the mean of at least this many calls: a single one says more about itself than about the backend. */
const LEAST_CALLS = 10
/** And of at least this long, so that a busy backend is not judged by one burst. */
const LEAST_MS = 100

/** The most requests in flight that one backend holds well, learnt from its outcomes. */
export class ConcurrencyLimit {
  private readonly rule = new Gradient2()
  private calls = 0
  private latencySum = 0
  private mostInFlight = 0
  private since = 0

  limit(settings: ConcurrencyLimitSettings): number {
    return this.rule.limit(settings)
  }

  /** Takes in an outcome. A failure that is no time-out tells how fast the backend fails, not how fast it serves. */
  observe(
    result: OutcomeResult,
    latencyMs: number | undefined,
    inFlight: number,
    { now, settings }: { readonly now: number; readonly settings: ConcurrencyLimitSettings },
  ): void {
    if (latencyMs === undefined || (result !== 'success' && result !== 'timeout')) return
    if (this.calls === 0) this.since = now
    this.calls += 1
    this.latencySum += latencyMs
    this.mostInFlight = Math.max(this.mostInFlight, inFlight)
    if (this.calls < LEAST_CALLS || now - this.since < LEAST_MS) return
    this.rule.observe(this.latencySum / this.calls, this.mostInFlight, settings)
    this.calls = 0
    this.latencySum = 0
    this.mostInFlight = 0
  }
}
