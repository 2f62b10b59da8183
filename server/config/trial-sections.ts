import type * as z from 'zod'

import { DEFAULT_CANARY, DEFAULT_SHADOW } from '../pools/pool-config.ts'
import type { CanarySettings, ShadowSettings } from '../pools/pool-config.ts'
import { namedPolicy } from './policy-setting.ts'
import { decimal, type DurationForm, duration, integer, section, text } from './setting.ts'

const WEEK = 7 * 24 * 3_600_000
/** As much as one line of a list or a log shows. */
const MAX_REASON = 512

export function shadowSection() {
  return section('A second policy that is asked on the same traffic and never followed.', {
    policy: namedPolicy('The policy that is asked.'),
    percent: integer({ min: 0, max: 100 }, 'Percentage of the picks that it is asked for.').default(
      DEFAULT_SHADOW.percent,
    ),
  })
}

export function canarySection(form: DurationForm) {
  return section('A second policy that makes some of the picks, and is rolled back when it does worse.', {
    policy: namedPolicy('The policy on trial.'),
    percent: integer({ min: 0, max: 100 }, 'Percentage of the picks that it makes at first.').default(
      DEFAULT_CANARY.percent,
    ),
    stepPercent: integer(
      { min: 0, max: 100 },
      'What is added to the percentage at each step, up to 100; with 0 it stays as it is.',
    ).default(DEFAULT_CANARY.stepPercent),
    stepInterval: duration(
      form,
      { min: 1_000, max: WEEK },
      'Least time between two steps; a step also waits for a judgement that is not against it.',
    ).default(DEFAULT_CANARY.stepIntervalMs),
    maxErrorRateIncrease: decimal(
      { min: 0, max: 1 },
      'It is rolled back when its share of failed calls is for sure larger by more than this.',
    ).default(DEFAULT_CANARY.maxErrorRateIncrease),
    maxLatencyIncrease: decimal(
      { min: 0, max: 100 },
      'It is rolled back when its 99th percentile latency is for sure longer by more than this part of the other.',
    ).default(DEFAULT_CANARY.maxLatencyIncrease),
    minimumOutcomes: integer(
      { min: 10, max: 1_000_000 },
      'Outcomes of each of the two that a judgement needs.',
    ).default(DEFAULT_CANARY.minimumOutcomes),
    rolledBack: text(
      {
        expected: `a text of at most ${MAX_REASON} characters`,
        allowed: `at most ${MAX_REASON} characters`,
        fits: (value) => value.length <= MAX_REASON,
      },
      'Written by the service: why and when the canary was rolled back. Remove it to try again.',
    ).default(DEFAULT_CANARY.rolledBack),
  })
}

export type ShadowBody = z.output<ReturnType<typeof shadowSection>>
export type CanaryBody = z.output<ReturnType<typeof canarySection>>

export function shadowOf(body: ShadowBody | undefined): ShadowSettings | undefined {
  if (body === undefined) return undefined
  return { policy: { type: body.policy.type, config: structuredClone(body.policy.config) }, percent: body.percent }
}

export function canaryOf(body: CanaryBody | undefined): CanarySettings | undefined {
  if (body === undefined) return undefined
  const { policy, stepInterval, ...rest } = body
  return {
    ...rest,
    policy: { type: policy.type, config: structuredClone(policy.config) },
    stepIntervalMs: stepInterval,
  }
}

export function canaryBody(canary: CanarySettings): CanaryBody {
  const { stepIntervalMs, ...rest } = canary
  return { ...rest, stepInterval: stepIntervalMs }
}
