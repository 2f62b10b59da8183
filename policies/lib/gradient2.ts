export interface Gradient2Settings {
  /** Limit of which nothing is known yet. */
  readonly initial: number
  readonly min: number
  readonly max: number
  /** Share of the limit that one step replaces, more than 0 and at most 1. */
  readonly smoothing: number
  /** Steps that the long-term latency looks back. */
  readonly longWindow: number
}

/** Requests that may queue: what the limit grows by while the latency is what it always was. */
const QUEUE = 4
/** A step halves the limit at most, so that one outlier does not shed the load. */
const STEEPEST = 0.5
/** Samples whose plain mean begins the long-term latency. */
const WARM_UP = 10
/** A long-term latency this many times the present one is of a bad time that is over, and comes down faster. */
const DRIFT = 2
const DRIFT_KEEPS = 0.9
/** In milliseconds: a latency of 0 says nothing about a ratio. */
const LEAST_LATENCY = 1e-3

/**
 * Learns how many requests a server holds well, by Netflix' Gradient2 (concurrency-limits, Gradient2Limit.java): the limit
 * follows the ratio of the long-term latency to the present one, and grows while they are equal. While less than half of
 * the limit is in use the latency says nothing about it, so it stays. Always within min and max, and finite.
 */
export class Gradient2 {
  private estimate: number | undefined
  private longTerm = 0
  private samples = 0

  /** The limit in force, a whole number. */
  limit({ initial, min, max }: Gradient2Settings): number {
    return Math.floor(within(this.estimate ?? initial, min, max))
  }

  /**
   * @param latencyMs present latency, of one call or the mean of a few.
   * @param inFlight requests in flight at that time, this one included.
   */
  observe(latencyMs: number, inFlight: number, settings: Gradient2Settings): void {
    if (!Number.isFinite(latencyMs) || !(inFlight >= 0)) return
    const { min, max, smoothing } = settings
    const latency = Math.max(LEAST_LATENCY, latencyMs)
    const longTerm = this.average(latency, settings.longWindow)
    this.longTerm = longTerm / latency > DRIFT ? longTerm * DRIFT_KEEPS : longTerm
    const estimate = within(this.estimate ?? settings.initial, min, max)
    this.estimate = estimate
    if (inFlight < estimate / 2) return
    const gradient = within(this.longTerm / latency, STEEPEST, 1)
    const aim = estimate * gradient + QUEUE
    this.estimate = within(estimate * (1 - smoothing) + aim * smoothing, min, max)
  }

  private average(latency: number, window: number): number {
    this.samples += 1
    const share = this.samples <= WARM_UP ? 1 / this.samples : 2 / (window + 1)
    return this.longTerm * (1 - share) + latency * share
  }
}

function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
