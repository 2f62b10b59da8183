import type { AdviceLine, ArmLine, CanaryLine, IntervalLine, ShadowLine } from './advice-line.ts'
import { formatCount, formatShare, formatSpan } from './quantities.ts'
import { safeText } from './safe-text.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

const LABEL_WIDTH = 16

/** Advice for people, in lines: the verdict, why, the numbers, and what to do next. */
export function adviceText(advice: AdviceLine, style: Style, width: number | undefined): readonly string[] {
  const { pool, policy, verdict, summary, configToAdd, shadow, canary } = advice
  const tried = canary?.policy ?? shadow?.policy
  const between = tried === undefined ? safeText(policy) : `${safeText(policy)} or ${safeText(tried)}`
  return [
    `${style.bold(paint(verdict, style))}: pool ${safeText(pool)}, ${between}`,
    ...wrap(safeText(summary), width),
    ...(shadow === null ? [] : ['', ...shadowText(shadow, style)]),
    ...(canary === null ? [] : ['', ...canaryText(canary, style)]),
    ...(configToAdd === '' ? [] : ['', ...nextText(advice)]),
  ]
}

function paint(verdict: string, style: Style): string {
  const word = safeText(verdict).replaceAll('_', ' ')
  return verdict === 'switch' ? style.good(word) : verdict === 'stay' ? style.note(word) : style.warn(word)
}

function shadowText(shadow: ShadowLine, style: Style): readonly string[] {
  const { policy, percent, compared, agreement, costRatio, nobody, failures, shares, sharesOmitted } = shadow
  const changes = shares.map(({ backendId, share, shadowShare }) =>
    row(`  ${safeText(backendId)}`, `${formatShare(share)} now, ${formatShare(shadowShare)} then`),
  )
  return [
    style.bold(`Shadow ${safeText(policy)}`),
    row('asked', `for ${percent} % of the picks, since ${formatSpan(shadow.ageMs)}`),
    row('compared', `${formatCount(compared)} picks, ${formatShare(agreement)} the same`),
    row('predicted cost', costRatio === null ? 'too few picks to say' : `${interval(costRatio)} of now`),
    row('latency', `${formatSpan(shadow.latencyMs)} now, ${formatSpan(shadow.shadowLatencyMs)} then`),
    ...(nobody + failures === 0
      ? []
      : [row('no answer', `${formatCount(nobody)} nobody, ${formatCount(failures)} failed`)]),
    ...(changes.length === 0 ? [] : ['shares that would change most', ...changes]),
    ...(sharesOmitted === 0 ? [] : [`  and ${formatCount(sharesOmitted)} more`]),
  ]
}

function canaryText(canary: CanaryLine, style: Style): readonly string[] {
  const { policy, percent, rolledBack, windows, errorRateIncrease, latencyIncrease } = canary
  return [
    style.bold(`Canary ${safeText(policy)}`),
    row('makes', `${percent} % of the picks`),
    ...(rolledBack === '' ? [] : [row('rolled back', style.bad(safeText(rolledBack)))]),
    row('judged', `${formatCount(windows)} windows`),
    row('its calls', armText(canary.canary)),
    row('beside it', armText(canary.pool)),
    ...(errorRateIncrease === null ? [] : [row('fails more by', interval(errorRateIncrease))]),
    ...(latencyIncrease === null ? [] : [row('p99 longer by', interval(latencyIncrease))]),
  ]
}

function armText({ outcomes, failures, latencyP99Ms }: ArmLine): string {
  const p99 = latencyP99Ms === null ? '' : `, p99 ${formatSpan(latencyP99Ms)}`
  return `${formatCount(outcomes)} outcomes, ${formatCount(failures)} failed${p99}`
}

function nextText({ pool, configToAdd }: AdviceLine): readonly string[] {
  const name = safeText(pool)
  return [
    `Next, \`lookaside pools get ${name} > pool.yaml\`, add this, and \`lookaside pools put -f pool.yaml\`:`,
    '',
    ...configToAdd
      .trimEnd()
      .split('\n')
      .map((line) => `  ${safeText(line)}`),
  ]
}

const row = (label: string, value: string): string => `${label.padEnd(LABEL_WIDTH)} ${value}`

const interval = ({ estimate, low, high }: IntervalLine): string =>
  `${formatShare(estimate)} (${formatShare(low)} to ${formatShare(high)})`
