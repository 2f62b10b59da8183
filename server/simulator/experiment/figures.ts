import type { RunResult } from '../result.ts'

/** What is compared, with how a run gives it. Times in milliseconds, shares 0 to 1; less is better throughout. */
export const FIGURES = {
  mean: (run: RunResult) => run.latency.mean,
  p50: (run: RunResult) => run.latency.p50,
  p90: (run: RunResult) => run.latency.p90,
  p95: (run: RunResult) => run.latency.p95,
  p99: (run: RunResult) => run.latency.p99,
  p999: (run: RunResult) => run.latency.p999,
  max: (run: RunResult) => run.latency.max,
  /** Share of the calls that failed, time-outs apart. */
  errors: (run: RunResult) => run.errors / Math.max(1, run.requests),
  /** Share of the calls that were given up at the deadline. */
  timeouts: (run: RunResult) => run.timeouts / Math.max(1, run.requests),
  misplaced,
} as const satisfies Record<string, (run: RunResult) => number>

export type Figure = keyof typeof FIGURES

/** The figures that are also told as a ratio to the reference. */
export type RatioFigure = 'mean' | 'p50' | 'p90' | 'p99' | 'p999'

/** Share of the calls that would have to move for each backend to have a share like its share of the capacity. */
function misplaced({ backends }: RunResult): number {
  return backends.reduce((sum, { share, fairShare }) => sum + Math.abs(share - fairShare), 0) / 2
}
