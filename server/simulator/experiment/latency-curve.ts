import type { LatencySummary } from '../result.ts'
import { spreadOf } from './spread.ts'

/** Rising pairs of the share of the calls that took longer, 1 to about 0.0001, and milliseconds: medians over the seeds. */
export type LatencyCurve = readonly (readonly [share: number, ms: number])[]

/** Even steps of the logarithm of the share that took longer. */
const STEPS_A_DECADE = 20
const DECADES = 4

/** The tail at each level is the median over the runs, as the percentiles of the tables are. */
export function latencyCurve(runs: readonly LatencySummary[]): LatencyCurve {
  const fastest = [0.99, 0.98, 0.97, 0.95, 0.93]
  const tail = Array.from({ length: STEPS_A_DECADE * DECADES + 1 }, (_, step) => 10 ** (-step / STEPS_A_DECADE))
  const levels = [...tail.slice(0, 1), ...fastest, ...tail.slice(1)]
  return levels.map((longer) => [longer, spreadOf(runs.map((run) => quantileOf(run, 1 - longer))).median])
}

/** Linear between the points of the distribution. */
function quantileOf({ cdf }: LatencySummary, share: number): number {
  let low = 0
  let high = cdf.length - 1
  if (high < 0) return 0
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cdf[middle]?.[1] ?? 1) < share) low = middle + 1
    else high = middle
  }
  const [toMs, to] = cdf[low] ?? [0, 1]
  const [fromMs, from] = cdf[low - 1] ?? [toMs, 0]
  return to > from ? fromMs + ((toMs - fromMs) * Math.max(0, share - from)) / (to - from) : toMs
}
