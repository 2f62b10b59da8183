import type { PolicyChoice, PoolConfig } from '../../pools/pool-config.ts'
import { DEFAULT_CANARY, DEFAULT_POLICY, DEFAULT_SHADOW } from '../../pools/pool-config.ts'
import type { AdviceVerdict, CanaryReport, Interval, PolicyAdvice, ShadowReport } from '../../use-cases.ts'

/** A switch is work and risk: less than this part of the cost is not worth it. */
const LEAST_GAIN = 0.02
/** What a pool with the default policy may compare itself with. */
const OTHER_POLICY = 'least_request'

interface Advice {
  readonly verdict: AdviceVerdict
  readonly summary: string
  readonly configToAdd: string
}

/** Whether to switch, by what a pool's trials have seen. What a canary did counts more than what a shadow would have done. */
export function adviseOn(
  config: PoolConfig,
  shadow: ShadowReport | undefined,
  canary: CanaryReport | undefined,
): PolicyAdvice {
  const advice =
    canary !== undefined
      ? byCanary(config, canary)
      : shadow !== undefined
        ? byShadow(config, shadow)
        : withoutTrial(config)
  return { kind: 'advice', pool: config.name, policy: config.policy.type, ...advice, shadow, canary }
}

function withoutTrial({ policy }: PoolConfig): Advice {
  const type = policy.type === DEFAULT_POLICY ? OTHER_POLICY : DEFAULT_POLICY
  return {
    verdict: 'nothing_on_trial',
    summary: `The pool tries no other policy beside ${policy.type}. Name one as its shadow, for example ${type}: it is asked and never followed.`,
    configToAdd: shadowLines({ type, config: {} }),
  }
}

function byShadow({ policy, shadow }: PoolConfig, report: ShadowReport): Advice {
  const { costRatio, compared, agreement } = report
  const choice = shadow?.policy ?? { type: report.policy, config: {} }
  if (costRatio === undefined || isOpen(costRatio)) {
    return {
      verdict: 'not_enough_data',
      summary:
        costRatio === undefined
          ? `${compared} picks are compared, too few to say: it takes half a minute of traffic at the least, and 256 picks.`
          : `The predicted cost of ${choice.type} is ${ratioText(costRatio)} of that of ${policy.type}: it may be better or not.`,
      configToAdd: '',
    }
  }
  const agree = `They agree on ${percent(agreement)} of ${compared} picks.`
  if (costRatio.high < 1 - LEAST_GAIN) {
    return {
      verdict: 'switch',
      summary: `${choice.type} would have picked backends at ${ratioText(costRatio)} of the predicted cost of ${policy.type}. ${agree} Its own picks were never in flight, so let a canary show it first.`,
      configToAdd: canaryLines(choice),
    }
  }
  return {
    verdict: 'stay',
    summary: `${choice.type} would have picked backends at ${ratioText(costRatio)} of the predicted cost of ${policy.type}, which is not ${percent(LEAST_GAIN)} less. ${agree}`,
    configToAdd: '',
  }
}

/** Whether a gain that matters is neither shown nor ruled out, and the interval is still wider than such a gain. */
const isOpen = ({ low, high }: Interval): boolean =>
  low < 1 - LEAST_GAIN && high >= 1 - LEAST_GAIN && high - low > 2 * LEAST_GAIN

function byCanary({ policy, canary }: PoolConfig, report: CanaryReport): Advice {
  const choice = canary?.policy ?? { type: report.policy, config: {} }
  if (report.rolledBack !== '') {
    return { verdict: 'stay', summary: `The canary was rolled back. ${report.rolledBack}.`, configToAdd: '' }
  }
  if (report.windows === 0) {
    const needs = canary?.minimumOutcomes ?? DEFAULT_CANARY.minimumOutcomes
    const summary = `No window is judged yet: each of the two needs ${needs} outcomes; the canary has ${report.canary.outcomes}, the pool's policy ${report.pool.outcomes}.`
    return { verdict: 'not_enough_data', summary, configToAdd: '' }
  }
  const told = `In the last window ${choice.type} failed ${difference(report.errorRateIncrease)} more often than ${policy.type}, and its 99th percentile latency was longer by ${difference(report.latencyIncrease)}.`
  if (report.percent >= 100 || isBetter(report)) {
    const why = report.percent >= 100 ? 'It makes all picks, and was not worse on the way.' : 'That is better for sure.'
    return {
      verdict: 'switch',
      summary: `${told} ${why} Make it the policy and take the canary away.`,
      configToAdd: `policy: ${choiceText(choice)}\n`,
    }
  }
  const grows = (canary?.stepPercent ?? 0) > 0
  return {
    verdict: grows ? 'not_enough_data' : 'stay',
    summary: `${told} That is neither better nor worse for sure${grows ? `; it goes on with ${report.percent} % of the picks` : ''}.`,
    configToAdd: '',
  }
}

/** Better in one for sure, and in the other not for sure worse. */
function isBetter({ errorRateIncrease: errors, latencyIncrease: latency }: CanaryReport): boolean {
  if (errors === undefined) return false
  const faster = latency !== undefined && latency.high < 0 && errors.low <= 0
  return faster || (errors.high < 0 && (latency?.low ?? 0) <= 0)
}

function shadowLines(choice: PolicyChoice): string {
  return `shadow:\n  policy: ${choiceText(choice)}\n  percent: ${DEFAULT_SHADOW.percent}\n`
}

function canaryLines(choice: PolicyChoice): string {
  return `canary:\n  policy: ${choiceText(choice)}\n  percent: ${DEFAULT_CANARY.percent}\n  stepPercent: 5\n`
}

/** JSON is YAML, too. */
function choiceText({ type, config }: PolicyChoice): string {
  return Object.keys(config).length === 0 ? type : JSON.stringify({ type, config })
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`

const ratioText = ({ estimate, low, high }: Interval): string =>
  `${percent(estimate)} (${percent(low)} to ${percent(high)})`

const difference = (interval: Interval | undefined): string =>
  interval === undefined ? 'an unknown part' : ratioText(interval)
