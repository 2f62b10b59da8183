import type { CanarySettings } from '../../pools/pool-config.ts'
import type { Interval } from '../../use-cases.ts'
import { LatencySketch } from './latency-sketch.ts'

/**
 * Quantiles of the normal distribution. A canary is judged again and again, so each judgement must hardly ever be wrong: an
 * equal canary is a thousand times more often right than rolled back for its errors, and the bound comes on top. For
 * latency both ends have to be wrong at once.
 */
const ERROR_Z = 3.09
const LATENCY_Z = 2.33
/** A 99th percentile of fewer latencies is one or two calls. */
const MIN_LATENCIES = 100
const QUANTILE = 0.99

/** Outcomes of one side in one window. */
export class ArmWindow {
  outcomes = 0
  failures = 0
  readonly latencies = new LatencySketch()
}

export interface Judgement {
  readonly errorRateIncrease: Interval
  /** As a part of the pool's. Undefined: too few latencies came. */
  readonly latencyIncrease: Interval | undefined
  readonly canaryP99Ms: number | undefined
  readonly poolP99Ms: number | undefined
  /** For people: in what the canary is worse than the bounds allow. Empty: it is not, or not for sure. */
  readonly worse: string
}

/** Compares the two sides of a window in which both have outcomes. */
export function judge(pool: ArmWindow, canary: ArmWindow, settings: CanarySettings): Judgement {
  const errors = errorIncrease(pool, canary)
  const enough = Math.min(pool.latencies.count, canary.latencies.count) >= MIN_LATENCIES
  const [ofPool, ofCanary] = [p99(pool.latencies), p99(canary.latencies)]
  const latency = enough ? latencyIncrease(ofPool, ofCanary) : undefined
  return {
    errorRateIncrease: errors,
    latencyIncrease: latency,
    canaryP99Ms: enough ? ofCanary.estimate : undefined,
    poolP99Ms: enough ? ofPool.estimate : undefined,
    worse:
      errors.low > settings.maxErrorRateIncrease
        ? `${share(canary)} of its ${canary.outcomes} calls failed, beside it ${share(pool)} of ${pool.outcomes}`
        : latency !== undefined && latency.low > settings.maxLatencyIncrease
          ? `its 99th percentile latency was ${ms(ofCanary.estimate)}, beside it ${ms(ofPool.estimate)}`
          : '',
  }
}

/**
 * Difference of two proportions by Agresti and Caffo (2000): one success and one failure are added to each side, so that sides
 * without a failure have a width, too.
 */
function errorIncrease(pool: ArmWindow, canary: ArmWindow): Interval {
  const rate = (arm: ArmWindow): number => (arm.failures + 1) / (arm.outcomes + 2)
  const variance = (arm: ArmWindow): number => (rate(arm) * (1 - rate(arm))) / (arm.outcomes + 2)
  const estimate = rate(canary) - rate(pool)
  const reach = ERROR_Z * Math.sqrt(variance(pool) + variance(canary))
  return { estimate, low: estimate - reach, high: estimate + reach }
}

/** The percentile between two ranks that hold it whatever the distribution, by the binomial distribution of how many are below it. */
function p99(latencies: LatencySketch): Interval {
  const rank = latencies.count * QUANTILE
  const reach = LATENCY_Z * Math.sqrt(rank * (1 - QUANTILE))
  return {
    estimate: latencies.ranked(Math.ceil(rank)),
    low: latencies.ranked(Math.floor(rank - reach)),
    high: latencies.ranked(Math.ceil(rank + reach) + 1),
  }
}

function latencyIncrease(pool: Interval, canary: Interval): Interval {
  return {
    estimate: canary.estimate / pool.estimate - 1,
    low: canary.low / pool.high - 1,
    high: canary.high / pool.low - 1,
  }
}

const share = ({ failures, outcomes }: ArmWindow): string => `${((failures / outcomes) * 100).toFixed(1)} %`

const ms = (latencyMs: number): string => `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`
