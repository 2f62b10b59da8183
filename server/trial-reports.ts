/** An estimate and its confidence interval. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** Outcomes of one side of a trial. */
export interface ArmReport {
  readonly outcomes: number
  readonly failures: number
  /** In the last window judged. Undefined: none was, or too few latencies came. */
  readonly p99Ms: number | undefined
}

/** A policy that makes some of the picks, as this replica sees it. */
export interface CanaryReport {
  readonly policy: string
  /** Percent of the picks that it makes now. */
  readonly percent: number
  /** Why and when it was rolled back. Empty: it was not. */
  readonly rolledBack: string
  /** Windows that were judged. */
  readonly windows: number
  readonly canary: ArmReport
  readonly pool: ArmReport
  /** In the last window judged. Undefined: none was. */
  readonly errorRateIncrease: Interval | undefined
  /** As a part of the other's. */
  readonly latencyIncrease: Interval | undefined
}

export interface ShareChange {
  readonly backendId: string
  readonly share: number
  readonly shadowShare: number
}

/** What a policy that is asked and never followed would have done. */
export interface ShadowReport {
  readonly policy: string
  readonly percent: number
  readonly ageMs: number
  /** Picks for which both named a backend. */
  readonly compared: number
  /** 0 to 1. */
  readonly agreement: number
  /** Picks for which the shadow named nobody. */
  readonly nobody: number
  readonly failures: number
  /** Predicted cost over that of the real choices. Undefined: too few picks to say. */
  readonly costRatio: Interval | undefined
  readonly latencyMs: number | undefined
  readonly shadowLatencyMs: number | undefined
  /** The largest changes first, at most 20. */
  readonly shares: readonly ShareChange[]
  readonly sharesOmitted: number
}

export type AdviceVerdict = 'switch' | 'stay' | 'not_enough_data' | 'nothing_on_trial'

/** Whether to switch a pool to the policy on trial. */
export interface PolicyAdvice {
  readonly kind: 'advice'
  readonly pool: string
  readonly policy: string
  readonly verdict: AdviceVerdict
  /** For people. */
  readonly summary: string
  /** Lines of YAML for the pool's configuration. Empty: nothing is to be added. */
  readonly configToAdd: string
  readonly shadow: ShadowReport | undefined
  readonly canary: CanaryReport | undefined
}
