import type { Rng } from '../../policies/policy.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { OutlierDetectionSettings } from '../pools/pool-config.ts'

/** Successes and failures of one backend in an interval. */
export interface IntervalCounts {
  readonly successes: number
  readonly failures: number
}

/** Mean and population standard deviation. */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

/**
 * Which of the backends are outliers of an interval, by gRFC A50 and Envoy: success rate below
 * mean - deviation * factor, then failure percentage above the threshold. Indices, in the order in which they are ejected;
 * `alreadyEjected` and the cap are applied before each one, so a single ejection may overshoot the cap.
 */
export function findOutliers(
  counts: readonly IntervalCounts[],
  settings: OutlierDetectionSettings,
  alreadyEjected: number,
  rng: Rng,
): { index: number; reason: string }[] {
  const found: { index: number; reason: string }[] = []
  const chosen = new Set<number>()
  const hasRoom = (): boolean =>
    ((alreadyEjected + chosen.size) / Math.max(1, counts.length)) * 100 < settings.maxEjectionPercent
  const eject = (index: number, enforcing: number, reason: string): void => {
    if (chosen.has(index) || !hasRoom()) return
    if (enforcing < 100 && rng.next() * 100 >= enforcing) return
    chosen.add(index)
    found.push({ index, reason })
  }

  const { successRate, failurePercentage } = settings
  const rated = withVolume(counts, successRate.requestVolume)
  if (successRate.enforcingPercent > 0 && rated.length >= successRate.minimumBackends) {
    const { mean, deviation } = meanAndDeviation(rated.map((item) => item.rate))
    const threshold = mean - deviation * (successRate.stdevFactor / 1_000)
    for (const { index, rate } of rated) {
      if (rate >= threshold) continue
      eject(
        index,
        successRate.enforcingPercent,
        `success rate ${percent(rate)}, below ${percent(threshold)} of its peers`,
      )
    }
  }
  const judged = withVolume(counts, failurePercentage.requestVolume)
  if (failurePercentage.enforcingPercent > 0 && judged.length >= failurePercentage.minimumBackends) {
    for (const { index, rate } of judged) {
      if (100 - rate <= failurePercentage.threshold) continue
      eject(index, failurePercentage.enforcingPercent, `${percent(100 - rate)} of its requests failed`)
    }
  }
  return found
}

/** Why a backend is ejected at once by its last outcomes. Undefined: it is not. */
export function consecutiveReason(entry: BackendEntry, settings: OutlierDetectionSettings): string | undefined {
  const { ejection } = entry
  const connectLimit = settings.consecutiveConnectFailures
  if (connectLimit > 0 && ejection.consecutiveConnectFailures >= connectLimit) {
    return `${ejection.consecutiveConnectFailures} failed connections in a row`
  }
  if (settings.consecutiveErrors > 0 && ejection.consecutiveErrors >= settings.consecutiveErrors) {
    return `${ejection.consecutiveErrors} errors in a row`
  }
  return undefined
}

/** Whether one more backend of `total` may be ejected; one always may, unless the cap is 0. */
export function mayEject(ejected: number, total: number, settings: OutlierDetectionSettings): boolean {
  return (ejected / Math.max(1, total)) * 100 < settings.maxEjectionPercent
}

/** Ejects a backend: each time in near succession longer by the base, up to the maximum. */
export function eject(entry: BackendEntry, settings: OutlierDetectionSettings, reason: string, now: number): void {
  const { ejection } = entry
  ejection.multiplier++
  const longest = Math.max(settings.baseEjectionTimeMs, settings.maxEjectionTimeMs)
  ejection.until = now + Math.min(settings.baseEjectionTimeMs * ejection.multiplier, longest)
  ejection.reason = reason
  ejection.consecutiveErrors = 0
  ejection.consecutiveConnectFailures = 0
}

function withVolume(counts: readonly IntervalCounts[], volume: number): { index: number; rate: number }[] {
  const rated: { index: number; rate: number }[] = []
  counts.forEach(({ successes, failures }, index) => {
    const total = successes + failures
    if (total > 0 && total >= volume) rated.push({ index, rate: (successes / total) * 100 })
  })
  return rated
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`
}
