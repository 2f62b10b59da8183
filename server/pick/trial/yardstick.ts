import type { Rng } from '../../../policies/policy.ts'
import type { SnapshotMember } from '../../pools/backend-entry.ts'
import type { LiveSignals } from '../../pools/signals.ts'

/** Members that the medians are taken of: they hold for larger pools within some percent, and the work is bounded. */
const SAMPLE = 101
const REFRESH_MS = 1_000
/** Keeps a backend that never succeeds from costing infinitely much. */
const LEAST_SUCCESS_RATE = 0.05
const LEAST_LATENCY_MS = 0.001

/**
 * Predicts what one more call costs at a backend: its latency, once for each call that is there with the new one, and again for
 * what has to be repeated. It is one measure for all policies, relative to the median of the pool, so that a slow
 * hour weighs as much as a fast one.
 */
export class Yardstick {
  private medianLatencyMs = 1
  private medianCost = 1
  private takenAt: number | undefined
  private readonly rng: Rng

  constructor(rng: Rng) {
    this.rng = rng
  }

  /** Takes the medians anew when they are old. */
  refresh(members: readonly SnapshotMember[], now: number): void {
    if (this.takenAt !== undefined && now - this.takenAt < REFRESH_MS) return
    this.takenAt = now
    const sampled = members.length <= SAMPLE ? members : this.sample(members)
    const latencies = sampled.flatMap(({ signals }) => signals.peekLatencyMs() ?? [])
    this.medianLatencyMs = median(latencies) ?? 1
    this.medianCost = median(sampled.map(({ signals }) => this.costOf(signals))) ?? 1
  }

  /** Relative to the median. */
  cost(signals: LiveSignals): number {
    return this.costOf(signals) / this.medianCost
  }

  /** Milliseconds; of a backend without history, the median. */
  latencyMs(signals: LiveSignals): number {
    return signals.peekLatencyMs() ?? this.medianLatencyMs
  }

  private costOf(signals: LiveSignals): number {
    const successRate = Math.max(LEAST_SUCCESS_RATE, signals.successRate())
    return (Math.max(LEAST_LATENCY_MS, this.latencyMs(signals)) * (signals.inFlight() + 1)) / successRate ** 2
  }

  private sample(members: readonly SnapshotMember[]): readonly SnapshotMember[] {
    return Array.from({ length: SAMPLE }, () => members[this.rng.below(members.length)]).filter(
      (member) => member !== undefined,
    )
  }
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}
