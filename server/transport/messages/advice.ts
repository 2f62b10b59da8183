import type { AdvisePolicyResponse } from '../../../proto/gen/lookaside/v1/AdvisePolicyResponse.ts'
import type { ArmStatus } from '../../../proto/gen/lookaside/v1/ArmStatus.ts'
import type { CanaryStatus } from '../../../proto/gen/lookaside/v1/CanaryStatus.ts'
import type { Interval as IntervalMessage } from '../../../proto/gen/lookaside/v1/Interval.ts'
import type { ShadowReport as ShadowMessage } from '../../../proto/gen/lookaside/v1/ShadowReport.ts'
import type { ArmReport, CanaryReport, Interval, PolicyAdvice, ShadowReport } from '../../use-cases.ts'
import { toDuration, toOptionalDuration } from './durations.ts'
import { ADVICE_VERDICTS } from './enums.ts'

export function adviceMessage(advice: PolicyAdvice): AdvisePolicyResponse {
  const { pool, policy, summary, configToAdd } = advice
  return {
    ...{ pool, policy, summary, configToAdd },
    verdict: ADVICE_VERDICTS[advice.verdict].name,
    shadow: advice.shadow === undefined ? null : shadowMessage(advice.shadow),
    canary: canaryMessage(advice.canary),
  }
}

export function canaryMessage(report: CanaryReport | undefined): CanaryStatus | null {
  if (report === undefined) return null
  const { policy, percent, rolledBack, windows } = report
  return {
    ...{ policy, percent, rolledBack, windows },
    canary: armMessage(report.canary),
    pool: armMessage(report.pool),
    errorRateIncrease: intervalMessage(report.errorRateIncrease),
    latencyIncrease: intervalMessage(report.latencyIncrease),
  }
}

function shadowMessage(report: ShadowReport): ShadowMessage {
  const { policy, percent, compared, agreement, nobody, failures, shares, sharesOmitted } = report
  return {
    ...{ policy, percent, compared, agreement, nobody, failures, sharesOmitted },
    age: toDuration(report.ageMs),
    costRatio: intervalMessage(report.costRatio),
    latency: toOptionalDuration(report.latencyMs),
    shadowLatency: toOptionalDuration(report.shadowLatencyMs),
    shares: shares.map((change) => ({ ...change })),
  }
}

function armMessage({ outcomes, failures, p99Ms }: ArmReport): ArmStatus {
  return { outcomes, failures, latencyP99: toOptionalDuration(p99Ms) }
}

function intervalMessage(interval: Interval | undefined): IntervalMessage | null {
  return interval === undefined ? null : { ...interval }
}
