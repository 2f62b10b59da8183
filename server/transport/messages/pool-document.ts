import type { Duration__Output } from '../../../proto/gen/google/protobuf/Duration.ts'
import type { AffinityConfig__Output } from '../../../proto/gen/lookaside/v1/AffinityConfig.ts'
import type { AutoWeightsConfig__Output } from '../../../proto/gen/lookaside/v1/AutoWeightsConfig.ts'
import type { ConcurrencyLimitConfig__Output } from '../../../proto/gen/lookaside/v1/ConcurrencyLimitConfig.ts'
import type { LocalityConfig__Output } from '../../../proto/gen/lookaside/v1/LocalityConfig.ts'
import type { CanaryConfig__Output } from '../../../proto/gen/lookaside/v1/CanaryConfig.ts'
import type { OutlierDetectionConfig__Output } from '../../../proto/gen/lookaside/v1/OutlierDetectionConfig.ts'
import type { PolicyConfig__Output } from '../../../proto/gen/lookaside/v1/PolicyConfig.ts'
import type { PoolConfig__Output } from '../../../proto/gen/lookaside/v1/PoolConfig.ts'
import type { RetryBudgetConfig__Output } from '../../../proto/gen/lookaside/v1/RetryBudgetConfig.ts'
import type { SubsetConfig__Output } from '../../../proto/gen/lookaside/v1/SubsetConfig.ts'
import { refuse, type Refusal } from '../../errors.ts'
import { toMs } from './durations.ts'
import {
  AFFINITY_MODES,
  AUTO_WEIGHTS_MODES,
  CONCURRENCY_LIMIT_MODES,
  DRAIN_RULES,
  LOCALITY_MODES,
  refuseEnum,
  RETRY_BUDGET_MODES,
  SUBSET_FALLBACKS,
  wordsOf,
  type WireEnum,
} from './enums.ts'
import { asMap } from './maps.ts'
import { checkPoolName } from './names.ts'
import type { ReceivedMap } from './received.ts'
import { isRefusal, within } from './refusals.ts'
import { toJsonObject } from './struct.ts'

type Fields = Readonly<Record<string, unknown>>
/** A section of the document, wrapped, since what an operator wrote may look like a refusal. */
type Section = { readonly kind: 'section'; readonly fields: Fields } | undefined

/**
 * The document of a pool's configuration in the form of the pool schema: the keys of the configuration file, durations in
 * milliseconds, and nothing that is unset. Ranges and defaults are the schema's, which the use case applies.
 */
export function toPoolDocument(config: PoolConfig__Output): Section | Refusal {
  const bad = checkPoolName('name', config.name)
  if (bad !== undefined) return bad
  return section({
    name: config.name,
    policy: policy('policy', config.policy),
    fallbackPolicy: policy('fallback_policy', config.fallbackPolicy),
    heartbeat: part('heartbeat', config.heartbeat, ({ interval, missedLimit, removeAfter }) => ({
      interval: ms('interval', interval),
      missedLimit,
      removeAfter: ms('remove_after', removeAfter),
    })),
    panicThresholdPercent: config.panicThresholdPercent,
    slowStart: part('slow_start', config.slowStart, ({ window, aggression, minWeightPercent }) => ({
      window: ms('window', window),
      aggression,
      minWeightPercent,
    })),
    outlierDetection: part('outlier_detection', config.outlierDetection, outlierDetection),
    selfPreservation: part('self_preservation', config.selfPreservation, ({ maxDuration, ...rest }) => ({
      enabled: rest.enabled,
      thresholdPercent: rest.thresholdPercent,
      minimumBackends: rest.minimumBackends,
      maxDuration: ms('max_duration', maxDuration),
    })),
    affinity: part('affinity', config.affinity, affinity),
    locality: part('locality', config.locality, locality),
    pickLease: ms('pick_lease', config.pickLease),
    maxInFlightPerBackend: config.maxInFlightPerBackend,
    signals: part('signals', config.signals, ({ latencyDecay, successRateAlpha }) => ({
      latencyDecay: ms('latency_decay', latencyDecay),
      successRateAlpha,
    })),
    autoWeights: part('auto_weights', config.autoWeights, autoWeights),
    subset: part('subset', config.subset, subset),
    subsetting: part('subsetting', config.subsetting, ({ size, groups }) => ({ size, groups })),
    concurrencyLimit: part('concurrency_limit', config.concurrencyLimit, concurrencyLimit),
    retryBudget: part('retry_budget', config.retryBudget, retryBudget),
    shadow: part('shadow', config.shadow, ({ policy: choice, percent }) => ({
      policy: policy('policy', choice),
      percent,
    })),
    canary: part('canary', config.canary, canary),
  })
}

/** A refusal of the document in the words of the API: the schema's keys are camelCase, and a policy's own are left alone. */
export function inConfig(refusal: Refusal): Refusal {
  const field = refusal.metadata['field']
  if (field === undefined) return refusal
  const [own = '', ...policys] = field.split('.config.')
  const snake = own.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const spelt = [snake, ...policys].join('.config.')
  const message = refusal.message.replace(field, () => spelt)
  const renamed = refuse(refusal.reason, message, { ...refusal.metadata, field: spelt })
  return spelt.startsWith('config') ? renamed : within('config', renamed)
}

function outlierDetection(config: OutlierDetectionConfig__Output): Fields {
  return {
    enabled: config.enabled,
    interval: ms('interval', config.interval),
    baseEjectionTime: ms('base_ejection_time', config.baseEjectionTime),
    maxEjectionTime: ms('max_ejection_time', config.maxEjectionTime),
    maxEjectionPercent: config.maxEjectionPercent,
    consecutiveErrors: config.consecutiveErrors,
    consecutiveConnectFailures: config.consecutiveConnectFailures,
    successRate: part('success_rate', config.successRate, (rate) => ({
      stdevFactor: rate.stdevFactor,
      enforcingPercent: rate.enforcingPercent,
      minimumBackends: rate.minimumBackends,
      requestVolume: rate.requestVolume,
    })),
    failurePercentage: part('failure_percentage', config.failurePercentage, (percentage) => ({
      threshold: percentage.threshold,
      enforcingPercent: percentage.enforcingPercent,
      minimumBackends: percentage.minimumBackends,
      requestVolume: percentage.requestVolume,
    })),
  }
}

function affinity(config: AffinityConfig__Output): Fields {
  return {
    mode: word('mode', config.mode, AFFINITY_MODES),
    ttl: ms('ttl', config.ttl),
    onDrain: word('on_drain', config.onDrain, DRAIN_RULES),
    maxBindings: config.maxBindings,
  }
}

function autoWeights(config: AutoWeightsConfig__Output): Fields {
  return {
    mode: word('mode', config.mode, AUTO_WEIGHTS_MODES),
    interval: ms('interval', config.interval),
    ...{ kp: config.kp, ki: config.ki, kd: config.kd },
    minFactor: config.minFactor,
    maxFactor: config.maxFactor,
    maxChangePercent: config.maxChangePercent,
    tolerancePercent: config.tolerancePercent,
  }
}

function locality(config: LocalityConfig__Output): Fields {
  return {
    mode: word('mode', config.mode, LOCALITY_MODES),
    overprovisioningFactor: config.overprovisioningFactor,
    weights: entriesOf(config.weights),
    minimumBackends: config.minimumBackends,
  }
}

function subset(config: SubsetConfig__Output): Fields {
  return {
    keys: config.keys.length === 0 ? undefined : config.keys,
    fallback: word('fallback', config.fallback, SUBSET_FALLBACKS),
    default: entriesOf(config.default),
  }
}

function concurrencyLimit(config: ConcurrencyLimitConfig__Output): Fields {
  return {
    mode: word('mode', config.mode, CONCURRENCY_LIMIT_MODES),
    initial: config.initial,
    min: config.min,
    max: config.max,
    smoothing: config.smoothing,
    longWindow: config.longWindow,
  }
}

function retryBudget(config: RetryBudgetConfig__Output): Fields {
  return {
    mode: word('mode', config.mode, RETRY_BUDGET_MODES),
    percent: config.percent,
    minPerSecond: config.minPerSecond,
    ttl: ms('ttl', config.ttl),
    maxTokens: config.maxTokens,
    tokenRatio: config.tokenRatio,
  }
}

/** A map as the document has it, wrapped like a section. An empty one is unset: the wire knows no other. */
function entriesOf<Value>(received: ReceivedMap<Value>): Section {
  const entries = [...asMap(received)]
  return entries.length === 0 ? undefined : { kind: 'section', fields: Object.fromEntries(entries) }
}

function canary(config: CanaryConfig__Output): Fields {
  return {
    policy: policy('policy', config.policy),
    percent: config.percent,
    stepPercent: config.stepPercent,
    stepInterval: ms('step_interval', config.stepInterval),
    maxErrorRateIncrease: config.maxErrorRateIncrease,
    maxLatencyIncrease: config.maxLatencyIncrease,
    minimumOutcomes: config.minimumOutcomes,
    rolledBack: config.rolledBack === '' ? undefined : config.rolledBack,
  }
}

function policy(field: string, message: PolicyConfig__Output | null): Section | Refusal {
  if (message === null) return undefined
  const config = toJsonObject(`${field}.config`, message.config ?? { fields: {} })
  if (isRefusal(config)) return config
  return { kind: 'section', fields: { type: message.type, config: config.value } }
}

function part<M>(field: string, message: M | null, fieldsOf: (message: M) => Fields): Section | Refusal {
  if (message === null) return undefined
  const inner = section(fieldsOf(message))
  return isRefusal(inner) ? within(field, inner) : inner
}

/** Drops what is unset and unwraps the sections inside; the first refusal refuses the whole. */
function section(fields: Fields): Section | Refusal {
  const set: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (isRefusal(value)) return value
    if (value !== undefined) set[name] = isSection(value) ? value.fields : value
  }
  return { kind: 'section', fields: set }
}

function isSection(value: unknown): value is NonNullable<Section> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'section'
}

function ms(field: string, message: Duration__Output | null): number | undefined | Refusal {
  return toMs(field, message, 'INVALID_POOL_CONFIG')
}

/** The word of an enum; undefined when unspecified. */
function word<Word extends string, Name extends string>(
  field: string,
  value: string | number,
  wire: WireEnum<Word, Name>,
): Word | undefined | Refusal {
  const known = wordsOf(wire).get(value)
  if (known !== undefined) return known
  const isUnspecified = typeof value === 'string' && value.endsWith('_UNSPECIFIED')
  return isUnspecified || value === 0 ? undefined : refuseEnum(field, value, wire)
}
