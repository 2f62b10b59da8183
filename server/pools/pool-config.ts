import type { OutcomeResult } from '../../policies/policy.ts'

/** A policy and its parameters, as the operator wrote them. */
export interface PolicyChoice {
  readonly type: string
  readonly config: Readonly<Record<string, unknown>>
}

export interface HeartbeatSettings {
  readonly intervalMs: number
  /** Intervals without a heartbeat after which a backend is ineligible. */
  readonly missedLimit: number
  readonly removeAfterMs: number
}

export interface SlowStartSettings {
  /** 0: off. */
  readonly windowMs: number
  readonly aggression: number
  readonly minWeightPercent: number
}

export interface SuccessRateEjection {
  /** Thousandths of a standard deviation. */
  readonly stdevFactor: number
  readonly enforcingPercent: number
  readonly minimumBackends: number
  readonly requestVolume: number
}

export interface FailurePercentageEjection {
  readonly threshold: number
  readonly enforcingPercent: number
  readonly minimumBackends: number
  readonly requestVolume: number
}

export interface OutlierDetectionSettings {
  readonly enabled: boolean
  readonly intervalMs: number
  readonly baseEjectionTimeMs: number
  readonly maxEjectionTimeMs: number
  readonly maxEjectionPercent: number
  readonly consecutiveErrors: number
  readonly consecutiveConnectFailures: number
  readonly successRate: SuccessRateEjection
  readonly failurePercentage: FailurePercentageEjection
}

export interface SelfPreservationSettings {
  readonly enabled: boolean
  readonly thresholdPercent: number
  readonly minimumBackends: number
  readonly maxDurationMs: number
}

export type AffinityMode = 'none' | 'hash' | 'binding' | 'token'

export interface AffinitySettings {
  readonly mode: AffinityMode
  readonly ttlMs: number
  readonly onDrain: 'move' | 'stay'
  readonly maxBindings: number
}

export interface LocalitySettings {
  readonly mode: 'ignore' | 'prefer' | 'weighted' | 'zone_aware'
  /** Percent. */
  readonly overprovisioningFactor: number
  /** Mode `weighted`: share of a zone by its name, or by "region/zone"; 1 where nothing is said. */
  readonly weights: Readonly<Record<string, number>>
  /** Mode `zone_aware`: with fewer backends zones mean nothing. */
  readonly minimumBackends: number
}

export interface SignalSettings {
  readonly latencyDecayMs: number
  readonly successRateAlpha: number
}

/** A second policy that is asked on the same traffic and never followed. */
export interface ShadowSettings {
  readonly policy: PolicyChoice
  /** Percent of the picks that it is asked for. */
  readonly percent: number
}

/** A second policy that makes some of the picks, and is rolled back when it does worse. */
export interface CanarySettings {
  readonly policy: PolicyChoice
  /** Percent of the picks at first. */
  readonly percent: number
  /** What is added to it at each step. 0: it stays. */
  readonly stepPercent: number
  readonly stepIntervalMs: number
  /** How much larger its share of failed calls may be: 0.01 is one in a hundred calls more. */
  readonly maxErrorRateIncrease: number
  /** How much longer its 99th percentile latency may be: 0.25 is a quarter. */
  readonly maxLatencyIncrease: number
  /** Outcomes of each arm that a judgement needs. */
  readonly minimumOutcomes: number
  /** Why and when a replica rolled it back; it makes no picks while this stands here. Empty: it was not. */
  readonly rolledBack: string
}

export type AutoWeightsMode = 'off' | 'dry_run' | 'on'

/** How weights follow utilization. Factors multiply the weight in force; their mean is 1. */
export interface AutoWeightsSettings {
  readonly mode: AutoWeightsMode
  /** Milliseconds between two steps. */
  readonly intervalMs: number
  /** Gains on the relative error, on its sum over the steps, and on its change. */
  readonly kp: number
  readonly ki: number
  readonly kd: number
  /** Above 0, at most 1. */
  readonly minFactor: number
  /** 1 or more. */
  readonly maxFactor: number
  readonly maxChangePercent: number
  /** Distance from the mean that is left alone. */
  readonly tolerancePercent: number
}

export interface SubsetSettings {
  /** Labels that requests may select by. Empty: any. */
  readonly keys: readonly string[]
  readonly fallback: 'none' | 'any' | 'default'
  /** Labels of those who serve instead, where `fallback` is `default`. */
  readonly default: Readonly<Record<string, string>>
}

export interface SubsettingSettings {
  /** Backends that one group of callers uses. 0: off. */
  readonly size: number
  /** Groups that affinity keys are hashed into. */
  readonly groups: number
}

export interface ConcurrencyLimitSettings {
  readonly mode: 'off' | 'gradient2'
  readonly initial: number
  readonly min: number
  readonly max: number
  /** Share of the old limit that one step replaces, more than 0 and at most 1. */
  readonly smoothing: number
  /** Steps that the long-term latency looks back. */
  readonly longWindow: number
}

export interface RetryBudgetSettings {
  readonly mode: 'off' | 'percent' | 'throttle'
  /** Mode `percent`: of the first picks. */
  readonly percent: number
  readonly minPerSecond: number
  readonly ttlMs: number
  /** Mode `throttle`. */
  readonly maxTokens: number
  readonly tokenRatio: number
}

/** How a pool behaves, defaults filled in. The same names as `PoolConfig` in the API; durations in milliseconds. */
export interface PoolConfig {
  readonly name: string
  readonly policy: PolicyChoice
  readonly fallbackPolicy: PolicyChoice
  readonly heartbeat: HeartbeatSettings
  /** 0: off. */
  readonly panicThresholdPercent: number
  readonly slowStart: SlowStartSettings
  readonly outlierDetection: OutlierDetectionSettings
  readonly selfPreservation: SelfPreservationSettings
  readonly affinity: AffinitySettings
  readonly locality: LocalitySettings
  readonly pickLeaseMs: number
  /** 0: no limit. */
  readonly maxInFlightPerBackend: number
  readonly signals: SignalSettings
  readonly autoWeights: AutoWeightsSettings
  readonly subset: SubsetSettings
  readonly subsetting: SubsettingSettings
  readonly concurrencyLimit: ConcurrencyLimitSettings
  readonly retryBudget: RetryBudgetSettings
  /** Undefined: none. */
  readonly shadow: ShadowSettings | undefined
  /** Undefined: none. */
  readonly canary: CanarySettings | undefined
}

export const DEFAULT_POLICY = 'adaptive'
export const DEFAULT_FALLBACK_POLICY = 'round_robin'

/** The defaults of `proto/lookaside/v1/pool_config.proto`; sources in docs/explanation/policies.md. */
export function defaultPoolConfig(name: string): PoolConfig {
  return {
    name,
    policy: { type: DEFAULT_POLICY, config: {} },
    fallbackPolicy: { type: DEFAULT_FALLBACK_POLICY, config: {} },
    heartbeat: { intervalMs: 1_000, missedLimit: 3, removeAfterMs: 600_000 },
    panicThresholdPercent: 50,
    slowStart: { windowMs: 30_000, aggression: 1, minWeightPercent: 10 },
    outlierDetection: {
      enabled: true,
      intervalMs: 10_000,
      baseEjectionTimeMs: 30_000,
      maxEjectionTimeMs: 300_000,
      maxEjectionPercent: 10,
      consecutiveErrors: 5,
      consecutiveConnectFailures: 3,
      successRate: { stdevFactor: 1_900, enforcingPercent: 100, minimumBackends: 5, requestVolume: 100 },
      failurePercentage: { threshold: 85, enforcingPercent: 100, minimumBackends: 5, requestVolume: 50 },
    },
    selfPreservation: { enabled: true, thresholdPercent: 15, minimumBackends: 3, maxDurationMs: 900_000 },
    affinity: { mode: 'none', ttlMs: 1_800_000, onDrain: 'move', maxBindings: 100_000 },
    locality: { mode: 'prefer', overprovisioningFactor: 140, weights: {}, minimumBackends: 6 },
    pickLeaseMs: 30_000,
    maxInFlightPerBackend: 0,
    signals: { latencyDecayMs: 10_000, successRateAlpha: 0.05 },
    autoWeights: {
      mode: 'off',
      intervalMs: 10_000,
      ...{ kp: 0.1, ki: 0.15, kd: 0 },
      ...{ minFactor: 0.25, maxFactor: 4, maxChangePercent: 10, tolerancePercent: 2 },
    },
    subset: { keys: [], fallback: 'none', default: {} },
    subsetting: { size: 0, groups: 16 },
    concurrencyLimit: { mode: 'off', initial: 20, min: 20, max: 200, smoothing: 0.2, longWindow: 600 },
    retryBudget: { mode: 'off', percent: 20, minPerSecond: 10, ttlMs: 10_000, maxTokens: 100, tokenRatio: 0.1 },
    shadow: undefined,
    canary: undefined,
  }
}

export const DEFAULT_SHADOW: Omit<ShadowSettings, 'policy'> = { percent: 10 }

/** Its bounds are a little above what equal policies differ by in a window of the least size. */
export const DEFAULT_CANARY: Omit<CanarySettings, 'policy'> = {
  percent: 5,
  stepPercent: 0,
  stepIntervalMs: 300_000,
  maxErrorRateIncrease: 0.01,
  maxLatencyIncrease: 0.25,
  minimumOutcomes: 500,
  rolledBack: '',
}

/** Every policy that a pool's configuration names, with the key that names it. */
export function policiesOf(config: PoolConfig): readonly (readonly [path: readonly string[], choice: PolicyChoice])[] {
  const { policy, fallbackPolicy, shadow, canary } = config
  return [
    [['policy'], policy],
    [['fallbackPolicy'], fallbackPolicy],
    ...(shadow === undefined ? [] : [[['shadow', 'policy'], shadow.policy] as const]),
    ...(canary === undefined ? [] : [[['canary', 'policy'], canary.policy] as const]),
  ]
}

/** Which results speak against the backend. */
export function isFailure(result: OutcomeResult): boolean {
  return result === 'error' || result === 'timeout' || result === 'connect_failure'
}
