// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { ArmStatus as _lookaside_v1_ArmStatus, ArmStatus__Output as _lookaside_v1_ArmStatus__Output } from '../../lookaside/v1/ArmStatus.ts';
import type { Interval as _lookaside_v1_Interval, Interval__Output as _lookaside_v1_Interval__Output } from '../../lookaside/v1/Interval.ts';

/**
 * A policy on trial with real picks, as the asked replica sees it.
 */
export interface CanaryStatus {
  /**
   * Wire name of its policy.
   */
  'policy'?: (string);
  /**
   * Percentage of the picks that it makes now: 0 when it was rolled back.
   */
  'percent'?: (number | string);
  /**
   * Why and when it was rolled back. Empty: it was not.
   */
  'rolledBack'?: (string);
  /**
   * Windows that were judged.
   */
  'windows'?: (number);
  /**
   * Outcomes of its picks.
   */
  'canary'?: (_lookaside_v1_ArmStatus | null);
  /**
   * Outcomes of the picks that the pool's policy made beside it.
   */
  'pool'?: (_lookaside_v1_ArmStatus | null);
  /**
   * How much larger the canary's share of failed calls is, in the last window judged. Unset: none was.
   */
  'errorRateIncrease'?: (_lookaside_v1_Interval | null);
  /**
   * How much longer its 99th percentile latency is, as a part of the other's. Unset: none was, or too few latencies came.
   */
  'latencyIncrease'?: (_lookaside_v1_Interval | null);
}

/**
 * A policy on trial with real picks, as the asked replica sees it.
 */
export interface CanaryStatus__Output {
  /**
   * Wire name of its policy.
   */
  'policy': (string);
  /**
   * Percentage of the picks that it makes now: 0 when it was rolled back.
   */
  'percent': (number);
  /**
   * Why and when it was rolled back. Empty: it was not.
   */
  'rolledBack': (string);
  /**
   * Windows that were judged.
   */
  'windows': (number);
  /**
   * Outcomes of its picks.
   */
  'canary': (_lookaside_v1_ArmStatus__Output | null);
  /**
   * Outcomes of the picks that the pool's policy made beside it.
   */
  'pool': (_lookaside_v1_ArmStatus__Output | null);
  /**
   * How much larger the canary's share of failed calls is, in the last window judged. Unset: none was.
   */
  'errorRateIncrease': (_lookaside_v1_Interval__Output | null);
  /**
   * How much longer its 99th percentile latency is, as a part of the other's. Unset: none was, or too few latencies came.
   */
  'latencyIncrease': (_lookaside_v1_Interval__Output | null);
}
