import type { AdvisePolicyResponse__Output } from '../../../proto/gen/lookaside/v1/AdvisePolicyResponse.ts'
import type { ArmStatus__Output } from '../../../proto/gen/lookaside/v1/ArmStatus.ts'
import type { CanaryStatus__Output } from '../../../proto/gen/lookaside/v1/CanaryStatus.ts'
import type { Interval__Output } from '../../../proto/gen/lookaside/v1/Interval.ts'
import type { ShadowReport__Output } from '../../../proto/gen/lookaside/v1/ShadowReport.ts'
import { millisecondsOf } from './quantities.ts'
import { enumWord } from './words.ts'

export interface IntervalLine {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

export interface ShadowLine {
  readonly policy: string
  readonly percent: number
  readonly ageMs: number | null
  readonly compared: number
  readonly agreement: number
  readonly nobody: number
  readonly failures: number
  /** Null: too few picks to say. */
  readonly costRatio: IntervalLine | null
  readonly latencyMs: number | null
  readonly shadowLatencyMs: number | null
  readonly shares: readonly { readonly backendId: string; readonly share: number; readonly shadowShare: number }[]
  readonly sharesOmitted: number
}

export interface ArmLine {
  readonly outcomes: number
  readonly failures: number
  readonly latencyP99Ms: number | null
}

/** A canary as `-o json` shows it. */
export interface CanaryLine {
  readonly policy: string
  readonly percent: number
  /** Empty: it was not rolled back. */
  readonly rolledBack: string
  readonly windows: number
  readonly canary: ArmLine
  readonly pool: ArmLine
  readonly errorRateIncrease: IntervalLine | null
  readonly latencyIncrease: IntervalLine | null
}

/** Advice as `-o json` shows it. */
export interface AdviceLine {
  readonly pool: string
  readonly policy: string
  /** `switch`, `stay`, `not_enough_data` or `nothing_on_trial`. */
  readonly verdict: string
  readonly summary: string
  /** Lines of YAML. Empty: nothing is to be added. */
  readonly configToAdd: string
  readonly shadow: ShadowLine | null
  readonly canary: CanaryLine | null
}

export function adviceLine(message: AdvisePolicyResponse__Output): AdviceLine {
  const { pool, policy, summary, configToAdd } = message
  return {
    ...{ pool, policy, verdict: enumWord(message.verdict, 'ADVICE_VERDICT_'), summary, configToAdd },
    shadow: message.shadow === null ? null : shadowLine(message.shadow),
    canary: canaryLine(message.canary),
  }
}

/** Null: the pool has no canary. */
export function canaryLine(message: CanaryStatus__Output | null): CanaryLine | null {
  if (message === null) return null
  const { policy, percent, rolledBack, windows } = message
  return {
    ...{ policy, percent, rolledBack, windows },
    canary: armLine(message.canary),
    pool: armLine(message.pool),
    errorRateIncrease: intervalLine(message.errorRateIncrease),
    latencyIncrease: intervalLine(message.latencyIncrease),
  }
}

function shadowLine(message: ShadowReport__Output): ShadowLine {
  const { policy, percent, compared, agreement, nobody, failures, shares, sharesOmitted } = message
  return {
    ...{ policy, percent, ageMs: millisecondsOf(message.age), compared, agreement, nobody, failures },
    costRatio: intervalLine(message.costRatio),
    latencyMs: millisecondsOf(message.latency),
    shadowLatencyMs: millisecondsOf(message.shadowLatency),
    shares: shares.map(({ backendId, share, shadowShare }) => ({ backendId, share, shadowShare })),
    sharesOmitted,
  }
}

function armLine(message: ArmStatus__Output | null): ArmLine {
  const { outcomes, failures, latencyP99 } = message ?? { outcomes: 0, failures: 0, latencyP99: null }
  return { outcomes, failures, latencyP99Ms: millisecondsOf(latencyP99) }
}

function intervalLine(message: Interval__Output | null): IntervalLine | null {
  if (message === null) return null
  const { estimate, low, high } = message
  return { estimate, low, high }
}
