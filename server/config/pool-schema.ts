import type * as z from 'zod'

import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'
import { namedPolicy } from './policy-setting.ts'
import {
  affinitySection,
  autoWeightsSection,
  heartbeatSection,
  outlierSection,
  selfPreservationSection,
  signalsSection,
  slowStartSection,
} from './pool-sections.ts'
import {
  concurrencyLimitSection,
  localitySection,
  retryBudgetSection,
  subsetSection,
  subsettingSection,
} from './pool-wrapper-sections.ts'
import { type DurationForm, duration, integer, section, text } from './setting.ts'
import { type CanaryBody, canarySection, type ShadowBody, shadowSection } from './trial-sections.ts'

const POOL_NAME = /^[a-z0-9._-]+(?:\/[a-z0-9._-]+)*$/

/** "Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'", as the API says. */
export const isPoolName = (name: string): boolean => name.length <= 128 && POOL_NAME.test(name)

export const poolName = (about: string) =>
  text(
    {
      expected: 'a name of 1 to 128 characters: segments of a-z, 0-9, ".", "_" and "-", joined by "/"',
      allowed: 'segments of a-z, 0-9, `.`, `_`, `-`, joined by `/`; at most 128 characters',
      fits: isPoolName,
    },
    about,
  )

/** A policy replaces that of the defaults as a whole. */
function policyChoice(base: PolicyChoice, about: string) {
  return namedPolicy(about).default({ type: base.type, config: { ...base.config } })
}

/** Everything of a pool but its name and its trials: also the form of `poolDefaults`. `base` gives the defaults. */
export function poolShape(base: PoolConfig, form: DurationForm) {
  return {
    policy: policyChoice(base.policy, 'The policy that picks.'),
    fallbackPolicy: policyChoice(base.fallbackPolicy, 'The built-in policy that picks when the other one fails.'),
    heartbeat: heartbeatSection(base.heartbeat, form),
    panicThresholdPercent: integer(
      { min: 0, max: 100 },
      'Health is ignored when fewer than this percentage of the backends are healthy; 0 switches panic off.',
    ).default(base.panicThresholdPercent),
    slowStart: slowStartSection(base.slowStart, form),
    outlierDetection: outlierSection(base.outlierDetection, form),
    selfPreservation: selfPreservationSection(base.selfPreservation, form),
    affinity: affinitySection(base.affinity, form),
    locality: localitySection(base.locality),
    pickLease: duration(
      form,
      { min: 100, max: 3_600_000 },
      'How long a pick counts as in flight when no outcome comes.',
    ).default(base.pickLeaseMs),
    maxInFlightPerBackend: integer(
      { min: 0, max: 1_000_000 },
      'A backend with this many requests in flight is not picked; 0 means no limit.',
    ).default(base.maxInFlightPerBackend),
    signals: signalsSection(base.signals, form),
    autoWeights: autoWeightsSection(base.autoWeights, form),
    subset: subsetSection(base.subset),
    subsetting: subsettingSection(base.subsetting),
    concurrencyLimit: concurrencyLimitSection(base.concurrencyLimit),
    retryBudget: retryBudgetSection(base.retryBudget, form),
  }
}

export function poolDefaultsSchema(base: PoolConfig, form: DurationForm) {
  return section('What pools that say nothing else are made of.', poolShape(base, form))
}

/** Trials of other policies are a matter of one pool, so there are no defaults for them to be in. */
export function poolSchema(base: PoolConfig, form: DurationForm) {
  return section('A pool.', {
    name: poolName('Name of the pool.'),
    ...poolShape(base, form),
    shadow: shadowSection().optional(),
    canary: canarySection(form).optional(),
  })
}

/** Of a pool, or of the defaults, which have no trials. */
export type PoolBody = z.output<ReturnType<typeof poolDefaultsSchema>> & {
  readonly shadow?: ShadowBody | undefined
  readonly canary?: CanaryBody | undefined
}
