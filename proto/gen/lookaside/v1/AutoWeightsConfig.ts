// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { AutoWeightsMode as _lookaside_v1_AutoWeightsMode, AutoWeightsMode__Output as _lookaside_v1_AutoWeightsMode__Output } from '../../lookaside/v1/AutoWeightsMode.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * How weights follow the utilization that backends report: a PID controller brings each backend to the mean of those in its
 * locality, by a factor on the weight in force. Utilization is the larger of what the backend reports and of its reported
 * requests in flight divided by its capacity. The mean of the factors is 1.
 */
export interface AutoWeightsConfig {
  /**
   * Whether it is done. Default: off.
   */
  'mode'?: (_lookaside_v1_AutoWeightsMode);
  /**
   * Time between two steps of the controller: 1 s to 1 hour. Default: 10 s.
   */
  'interval'?: (_google_protobuf_Duration | null);
  /**
   * Gain on how much the error changed since the last step: 0 to 1. The error is the logarithm of mean / utilization.
   * Default: 0.1.
   */
  'kp'?: (number | string);
  /**
   * Gain on the error, the share of it that one step takes away: 0 to 1. Default: 0.15.
   */
  'ki'?: (number | string);
  /**
   * Gain on how much the change of the error changed: 0 to 1. Default: 0.
   */
  'kd'?: (number | string);
  /**
   * Least factor: 0.01 to 1. Default: 0.25.
   */
  'minFactor'?: (number | string);
  /**
   * Largest factor: 1 to 100. Default: 4.
   */
  'maxFactor'?: (number | string);
  /**
   * Most that a factor changes in one step, in percent: 1 to 100. Default: 10.
   */
  'maxChangePercent'?: (number);
  /**
   * A utilization this near to the mean is left as it is, in percent of the mean: 0 to 50. Default: 2.
   */
  'tolerancePercent'?: (number);
  '_kp'?: "kp";
  '_ki'?: "ki";
  '_kd'?: "kd";
  '_minFactor'?: "minFactor";
  '_maxFactor'?: "maxFactor";
  '_maxChangePercent'?: "maxChangePercent";
  '_tolerancePercent'?: "tolerancePercent";
}

/**
 * How weights follow the utilization that backends report: a PID controller brings each backend to the mean of those in its
 * locality, by a factor on the weight in force. Utilization is the larger of what the backend reports and of its reported
 * requests in flight divided by its capacity. The mean of the factors is 1.
 */
export interface AutoWeightsConfig__Output {
  /**
   * Whether it is done. Default: off.
   */
  'mode': (_lookaside_v1_AutoWeightsMode__Output);
  /**
   * Time between two steps of the controller: 1 s to 1 hour. Default: 10 s.
   */
  'interval': (_google_protobuf_Duration__Output | null);
  /**
   * Gain on how much the error changed since the last step: 0 to 1. The error is the logarithm of mean / utilization.
   * Default: 0.1.
   */
  'kp'?: (number);
  /**
   * Gain on the error, the share of it that one step takes away: 0 to 1. Default: 0.15.
   */
  'ki'?: (number);
  /**
   * Gain on how much the change of the error changed: 0 to 1. Default: 0.
   */
  'kd'?: (number);
  /**
   * Least factor: 0.01 to 1. Default: 0.25.
   */
  'minFactor'?: (number);
  /**
   * Largest factor: 1 to 100. Default: 4.
   */
  'maxFactor'?: (number);
  /**
   * Most that a factor changes in one step, in percent: 1 to 100. Default: 10.
   */
  'maxChangePercent'?: (number);
  /**
   * A utilization this near to the mean is left as it is, in percent of the mean: 0 to 50. Default: 2.
   */
  'tolerancePercent'?: (number);
  '_kp'?: "kp";
  '_ki'?: "ki";
  '_kd'?: "kd";
  '_minFactor'?: "minFactor";
  '_maxFactor'?: "maxFactor";
  '_maxChangePercent'?: "maxChangePercent";
  '_tolerancePercent'?: "tolerancePercent";
}
