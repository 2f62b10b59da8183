// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PolicyConfig as _lookaside_v1_PolicyConfig, PolicyConfig__Output as _lookaside_v1_PolicyConfig__Output } from '../../lookaside/v1/PolicyConfig.ts';
import type { HeartbeatConfig as _lookaside_v1_HeartbeatConfig, HeartbeatConfig__Output as _lookaside_v1_HeartbeatConfig__Output } from '../../lookaside/v1/HeartbeatConfig.ts';
import type { SlowStartConfig as _lookaside_v1_SlowStartConfig, SlowStartConfig__Output as _lookaside_v1_SlowStartConfig__Output } from '../../lookaside/v1/SlowStartConfig.ts';
import type { OutlierDetectionConfig as _lookaside_v1_OutlierDetectionConfig, OutlierDetectionConfig__Output as _lookaside_v1_OutlierDetectionConfig__Output } from '../../lookaside/v1/OutlierDetectionConfig.ts';
import type { SelfPreservationConfig as _lookaside_v1_SelfPreservationConfig, SelfPreservationConfig__Output as _lookaside_v1_SelfPreservationConfig__Output } from '../../lookaside/v1/SelfPreservationConfig.ts';
import type { AffinityConfig as _lookaside_v1_AffinityConfig, AffinityConfig__Output as _lookaside_v1_AffinityConfig__Output } from '../../lookaside/v1/AffinityConfig.ts';
import type { LocalityConfig as _lookaside_v1_LocalityConfig, LocalityConfig__Output as _lookaside_v1_LocalityConfig__Output } from '../../lookaside/v1/LocalityConfig.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { SignalsConfig as _lookaside_v1_SignalsConfig, SignalsConfig__Output as _lookaside_v1_SignalsConfig__Output } from '../../lookaside/v1/SignalsConfig.ts';
import type { SubsetConfig as _lookaside_v1_SubsetConfig, SubsetConfig__Output as _lookaside_v1_SubsetConfig__Output } from '../../lookaside/v1/SubsetConfig.ts';
import type { SubsettingConfig as _lookaside_v1_SubsettingConfig, SubsettingConfig__Output as _lookaside_v1_SubsettingConfig__Output } from '../../lookaside/v1/SubsettingConfig.ts';
import type { ConcurrencyLimitConfig as _lookaside_v1_ConcurrencyLimitConfig, ConcurrencyLimitConfig__Output as _lookaside_v1_ConcurrencyLimitConfig__Output } from '../../lookaside/v1/ConcurrencyLimitConfig.ts';
import type { RetryBudgetConfig as _lookaside_v1_RetryBudgetConfig, RetryBudgetConfig__Output as _lookaside_v1_RetryBudgetConfig__Output } from '../../lookaside/v1/RetryBudgetConfig.ts';
import type { ShadowConfig as _lookaside_v1_ShadowConfig, ShadowConfig__Output as _lookaside_v1_ShadowConfig__Output } from '../../lookaside/v1/ShadowConfig.ts';
import type { CanaryConfig as _lookaside_v1_CanaryConfig, CanaryConfig__Output as _lookaside_v1_CanaryConfig__Output } from '../../lookaside/v1/CanaryConfig.ts';
import type { AutoWeightsConfig as _lookaside_v1_AutoWeightsConfig, AutoWeightsConfig__Output as _lookaside_v1_AutoWeightsConfig__Output } from '../../lookaside/v1/AutoWeightsConfig.ts';

/**
 * How a pool behaves. Whatever is unset takes its default.
 */
export interface PoolConfig {
  /**
   * Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required.
   */
  'name'?: (string);
  /**
   * The policy that picks. Default: adaptive.
   */
  'policy'?: (_lookaside_v1_PolicyConfig | null);
  /**
   * The policy that picks when the other one fails. It must be a built-in one. Default: round_robin.
   */
  'fallbackPolicy'?: (_lookaside_v1_PolicyConfig | null);
  /**
   * Rhythm and patience of heartbeats.
   */
  'heartbeat'?: (_lookaside_v1_HeartbeatConfig | null);
  /**
   * Health is ignored when fewer than this percentage of the backends are healthy: 0 to 100, 0 switches panic off.
   * Default: 50.
   */
  'panicThresholdPercent'?: (number);
  /**
   * How the share of a new or returning backend grows.
   */
  'slowStart'?: (_lookaside_v1_SlowStartConfig | null);
  /**
   * When a backend with bad outcomes is left out for a while.
   */
  'outlierDetection'?: (_lookaside_v1_OutlierDetectionConfig | null);
  /**
   * When the silence of many backends is taken for a fault of our own.
   */
  'selfPreservation'?: (_lookaside_v1_SelfPreservationConfig | null);
  /**
   * Which calls go to the same backend again.
   */
  'affinity'?: (_lookaside_v1_AffinityConfig | null);
  /**
   * How much callers keep to their own locality.
   */
  'locality'?: (_lookaside_v1_LocalityConfig | null);
  /**
   * How long a pick counts as in flight when no outcome comes: 100 ms to 1 hour. Default: 30 s.
   */
  'pickLease'?: (_google_protobuf_Duration | null);
  /**
   * A backend with this many requests in flight is not picked: 0 to 1,000,000, 0 means no limit. Default: 0.
   */
  'maxInFlightPerBackend'?: (number);
  /**
   * How fast the observed signals forget.
   */
  'signals'?: (_lookaside_v1_SignalsConfig | null);
  /**
   * What a label selector means that matches nobody.
   */
  'subset'?: (_lookaside_v1_SubsetConfig | null);
  /**
   * Whether callers with the same affinity key keep to a few of the backends.
   */
  'subsetting'?: (_lookaside_v1_SubsettingConfig | null);
  /**
   * Whether the most requests in flight of a backend are learnt from its latency.
   */
  'concurrencyLimit'?: (_lookaside_v1_ConcurrencyLimitConfig | null);
  /**
   * How many retries and fall-backs the pool affords.
   */
  'retryBudget'?: (_lookaside_v1_RetryBudgetConfig | null);
  /**
   * A second policy that is asked on the same traffic and never followed. Unset: none.
   */
  'shadow'?: (_lookaside_v1_ShadowConfig | null);
  /**
   * A second policy that makes some of the picks, and is rolled back when it does worse. Unset: none.
   */
  'canary'?: (_lookaside_v1_CanaryConfig | null);
  /**
   * How weights follow the utilization that backends report.
   */
  'autoWeights'?: (_lookaside_v1_AutoWeightsConfig | null);
  '_panicThresholdPercent'?: "panicThresholdPercent";
  '_maxInFlightPerBackend'?: "maxInFlightPerBackend";
}

/**
 * How a pool behaves. Whatever is unset takes its default.
 */
export interface PoolConfig__Output {
  /**
   * Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required.
   */
  'name': (string);
  /**
   * The policy that picks. Default: adaptive.
   */
  'policy': (_lookaside_v1_PolicyConfig__Output | null);
  /**
   * The policy that picks when the other one fails. It must be a built-in one. Default: round_robin.
   */
  'fallbackPolicy': (_lookaside_v1_PolicyConfig__Output | null);
  /**
   * Rhythm and patience of heartbeats.
   */
  'heartbeat': (_lookaside_v1_HeartbeatConfig__Output | null);
  /**
   * Health is ignored when fewer than this percentage of the backends are healthy: 0 to 100, 0 switches panic off.
   * Default: 50.
   */
  'panicThresholdPercent'?: (number);
  /**
   * How the share of a new or returning backend grows.
   */
  'slowStart': (_lookaside_v1_SlowStartConfig__Output | null);
  /**
   * When a backend with bad outcomes is left out for a while.
   */
  'outlierDetection': (_lookaside_v1_OutlierDetectionConfig__Output | null);
  /**
   * When the silence of many backends is taken for a fault of our own.
   */
  'selfPreservation': (_lookaside_v1_SelfPreservationConfig__Output | null);
  /**
   * Which calls go to the same backend again.
   */
  'affinity': (_lookaside_v1_AffinityConfig__Output | null);
  /**
   * How much callers keep to their own locality.
   */
  'locality': (_lookaside_v1_LocalityConfig__Output | null);
  /**
   * How long a pick counts as in flight when no outcome comes: 100 ms to 1 hour. Default: 30 s.
   */
  'pickLease': (_google_protobuf_Duration__Output | null);
  /**
   * A backend with this many requests in flight is not picked: 0 to 1,000,000, 0 means no limit. Default: 0.
   */
  'maxInFlightPerBackend'?: (number);
  /**
   * How fast the observed signals forget.
   */
  'signals': (_lookaside_v1_SignalsConfig__Output | null);
  /**
   * What a label selector means that matches nobody.
   */
  'subset': (_lookaside_v1_SubsetConfig__Output | null);
  /**
   * Whether callers with the same affinity key keep to a few of the backends.
   */
  'subsetting': (_lookaside_v1_SubsettingConfig__Output | null);
  /**
   * Whether the most requests in flight of a backend are learnt from its latency.
   */
  'concurrencyLimit': (_lookaside_v1_ConcurrencyLimitConfig__Output | null);
  /**
   * How many retries and fall-backs the pool affords.
   */
  'retryBudget': (_lookaside_v1_RetryBudgetConfig__Output | null);
  /**
   * A second policy that is asked on the same traffic and never followed. Unset: none.
   */
  'shadow': (_lookaside_v1_ShadowConfig__Output | null);
  /**
   * A second policy that makes some of the picks, and is rolled back when it does worse. Unset: none.
   */
  'canary': (_lookaside_v1_CanaryConfig__Output | null);
  /**
   * How weights follow the utilization that backends report.
   */
  'autoWeights': (_lookaside_v1_AutoWeightsConfig__Output | null);
  '_panicThresholdPercent'?: "panicThresholdPercent";
  '_maxInFlightPerBackend'?: "maxInFlightPerBackend";
}
