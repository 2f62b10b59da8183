import type { AutoWeightsConfig } from '../../../proto/gen/lookaside/v1/AutoWeightsConfig.ts'
import type { CanaryConfig } from '../../../proto/gen/lookaside/v1/CanaryConfig.ts'
import type { OutlierDetectionConfig } from '../../../proto/gen/lookaside/v1/OutlierDetectionConfig.ts'
import type { PolicyConfig } from '../../../proto/gen/lookaside/v1/PolicyConfig.ts'
import type { PoolConfig } from '../../../proto/gen/lookaside/v1/PoolConfig.ts'
import type {
  AutoWeightsSettings,
  CanarySettings,
  OutlierDetectionSettings,
  PolicyChoice,
  PoolConfig as PoolSettings,
} from '../../pools/pool-config.ts'
import { toDuration } from './durations.ts'
import {
  AFFINITY_MODES,
  AUTO_WEIGHTS_MODES,
  CONCURRENCY_LIMIT_MODES,
  DRAIN_RULES,
  LOCALITY_MODES,
  RETRY_BUDGET_MODES,
  SUBSET_FALLBACKS,
} from './enums.ts'
import { structMessage } from './struct.ts'

/** A pool's configuration, defaults filled in, as a message. */
export function poolConfigMessage(config: PoolSettings): PoolConfig {
  const { heartbeat, slowStart, selfPreservation, affinity, locality, signals, shadow, canary } = config
  return {
    name: config.name,
    policy: policyMessage(config.policy),
    fallbackPolicy: policyMessage(config.fallbackPolicy),
    heartbeat: {
      interval: toDuration(heartbeat.intervalMs),
      missedLimit: heartbeat.missedLimit,
      removeAfter: toDuration(heartbeat.removeAfterMs),
    },
    panicThresholdPercent: config.panicThresholdPercent,
    slowStart: {
      window: toDuration(slowStart.windowMs),
      aggression: slowStart.aggression,
      minWeightPercent: slowStart.minWeightPercent,
    },
    outlierDetection: outlierMessage(config.outlierDetection),
    selfPreservation: {
      enabled: selfPreservation.enabled,
      thresholdPercent: selfPreservation.thresholdPercent,
      minimumBackends: selfPreservation.minimumBackends,
      maxDuration: toDuration(selfPreservation.maxDurationMs),
    },
    affinity: {
      mode: AFFINITY_MODES[affinity.mode].name,
      ttl: toDuration(affinity.ttlMs),
      onDrain: DRAIN_RULES[affinity.onDrain].name,
      maxBindings: affinity.maxBindings,
    },
    locality: { ...locality, mode: LOCALITY_MODES[locality.mode].name, weights: { ...locality.weights } },
    pickLease: toDuration(config.pickLeaseMs),
    maxInFlightPerBackend: config.maxInFlightPerBackend,
    signals: { latencyDecay: toDuration(signals.latencyDecayMs), successRateAlpha: signals.successRateAlpha },
    autoWeights: autoWeightsMessage(config.autoWeights),
    ...wrappers(config),
    shadow: shadow === undefined ? null : { policy: policyMessage(shadow.policy), percent: shadow.percent },
    canary: canary === undefined ? null : canaryMessage(canary),
  }
}

function canaryMessage({ policy, stepIntervalMs, ...rest }: CanarySettings): CanaryConfig {
  return { ...rest, policy: policyMessage(policy), stepInterval: toDuration(stepIntervalMs) }
}

function autoWeightsMessage({ mode, intervalMs, ...rest }: AutoWeightsSettings): AutoWeightsConfig {
  return { ...rest, mode: AUTO_WEIGHTS_MODES[mode].name, interval: toDuration(intervalMs) }
}

function wrappers({ subset, subsetting, concurrencyLimit, retryBudget }: PoolSettings) {
  const { ttlMs, ...budget } = retryBudget
  return {
    subset: {
      keys: [...subset.keys],
      fallback: SUBSET_FALLBACKS[subset.fallback].name,
      default: { ...subset.default },
    },
    subsetting: { ...subsetting },
    concurrencyLimit: { ...concurrencyLimit, mode: CONCURRENCY_LIMIT_MODES[concurrencyLimit.mode].name },
    retryBudget: { ...budget, mode: RETRY_BUDGET_MODES[budget.mode].name, ttl: toDuration(ttlMs) },
  } satisfies Partial<PoolConfig>
}

function policyMessage(policy: PolicyChoice): PolicyConfig {
  return { type: policy.type, config: structMessage(policy.config) }
}

function outlierMessage(settings: OutlierDetectionSettings): OutlierDetectionConfig {
  return {
    enabled: settings.enabled,
    interval: toDuration(settings.intervalMs),
    baseEjectionTime: toDuration(settings.baseEjectionTimeMs),
    maxEjectionTime: toDuration(settings.maxEjectionTimeMs),
    maxEjectionPercent: settings.maxEjectionPercent,
    consecutiveErrors: settings.consecutiveErrors,
    consecutiveConnectFailures: settings.consecutiveConnectFailures,
    successRate: { ...settings.successRate },
    failurePercentage: { ...settings.failurePercentage },
  }
}
