/** What one run measured: one scenario, one contender, one seed. Plain JSON; times in milliseconds. */
export interface RunResult {
  readonly scenario: string
  readonly contender: string
  readonly seed: number
  /** Calls that arrived after the warm-up. */
  readonly requests: number
  readonly successes: number
  /** Errors of backends, failed connections, and calls that found nobody. */
  readonly errors: number
  /** Calls given up at the deadline. */
  readonly timeouts: number
  /** Calls for which no backend was found; part of `errors`. */
  readonly unanswered: number
  readonly latency: LatencySummary
  readonly backends: readonly BackendResult[]
  readonly series: SeriesResult
  /** What it took: for the simulator's own speed. */
  readonly simulatedMs: number
}

/** Latency of all calls that ended, deadline included for those given up. Quantiles are within 0.2 %. */
export interface LatencySummary {
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  /** Rising pairs of milliseconds and the share of the calls that took no longer; at most 200. */
  readonly cdf: readonly (readonly [number, number])[]
}

export interface BackendResult {
  readonly id: string
  readonly group: number
  readonly picks: number
  /** Share of the picks, and the share of the mean capacity that it had. */
  readonly share: number
  readonly fairShare: number
  readonly errors: number
  readonly meanInFlight: number
  readonly maxInFlight: number
  /** Share of its capacity that was used. */
  readonly utilization: number
}

/** Samples at even times, `everyMs` apart, the first at 0. */
export interface SeriesResult {
  readonly everyMs: number
  /** Per window: calls ended, errors and time-outs, and latency. */
  readonly windows: readonly WindowResult[]
  /** Requests in flight by backend, each in the order of `backends`, one number a sample. */
  readonly inFlight: readonly (readonly number[])[]
}

export interface WindowResult {
  readonly ended: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
}
