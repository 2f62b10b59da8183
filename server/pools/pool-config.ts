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
  readonly mode: 'ignore' | 'prefer'
  /** Percent. */
  readonly overprovisioningFactor: number
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
  /** Undefined: none. */
  readonly shadow: ShadowSettings | undefined
  /** Undefined: none. */
  readonly canary: CanarySettings | undefined
}

export const DEFAULT_POLICY = 'peak_ewma'
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
    locality: { mode: 'prefer', overprovisioningFactor: 140 },
    pickLeaseMs: 30_000,
    maxInFlightPerBackend: 0,
    signals: { latencyDecayMs: 10_000, successRateAlpha: 0.05 },
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
