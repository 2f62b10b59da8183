import type { RunResult } from '../../server/simulator/result.ts'

/** A result as a run gives it, with latencies around `p99`. */
export function runResult(
  labels: Pick<RunResult, 'scenario' | 'contender' | 'seed'>,
  p99: number,
  changes: Partial<RunResult> = {},
): RunResult {
  const p50 = p99 / 4
  const everyMs = 10
  const windows = Array.from({ length: 20 }, () => ({ ended: 10, failed: 0, p50, p99 }))
  return {
    ...labels,
    ...{ requests: 1_000, successes: 1_000, errors: 0, timeouts: 0, unanswered: 0, simulatedMs: 200 },
    latency: {
      ...{ mean: p50, p50, p90: p99 / 2, p95: p99 / 1.5, p99, p999: p99 * 1.5, max: p99 * 2 },
      cdf: [
        [p50 / 2, 0.1],
        [p50, 0.5],
        [p99 / 2, 0.9],
        [p99, 0.99],
        [p99 * 1.5, 0.999],
        [p99 * 2, 1],
      ],
    },
    backends: [
      ...[{ id: 'b0', group: 0, picks: 600, share: 0.6, fairShare: 0.5, errors: 0, meanInFlight: 2 }],
      ...[{ id: 'b1', group: 0, picks: 400, share: 0.4, fairShare: 0.5, errors: 0, meanInFlight: 1 }],
    ].map((backend) => ({ ...backend, maxInFlight: 9, utilization: 0.5 })),
    series: { everyMs, windows, inFlight: [windows.map((_, at) => at % 12), windows.map(() => 0)] },
    ...changes,
  }
}
