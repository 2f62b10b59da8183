// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PolicyConfig as _lookaside_v1_PolicyConfig, PolicyConfig__Output as _lookaside_v1_PolicyConfig__Output } from '../../lookaside/v1/PolicyConfig.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * A second policy that makes some of the picks. Outcomes are compared in windows of at least 10 s; when it does worse
 * than the bounds allow, it makes no more picks until the operator changes the configuration.
 */
export interface CanaryConfig {
  /**
   * The policy on trial. Required.
   */
  'policy'?: (_lookaside_v1_PolicyConfig | null);
  /**
   * Percentage of the picks that it makes at first: 0 to 100. Default: 5.
   */
  'percent'?: (number);
  /**
   * What is added to the percentage at each step, until it is 100: 0 to 100, 0 means that it stays. Default: 0.
   */
  'stepPercent'?: (number);
  /**
   * Least time between two steps; a step also waits for a judgement that is not against it: 1 s to 7 days.
   * Default: 5 minutes.
   */
  'stepInterval'?: (_google_protobuf_Duration | null);
  /**
   * It is rolled back when its share of failed calls is for sure larger by more than this: 0 to 1. Default: 0.01.
   */
  'maxErrorRateIncrease'?: (number | string);
  /**
   * It is rolled back when its 99th percentile latency is for sure longer by more than this part of the other's: 0 to
   * 100. Default: 0.25.
   */
  'maxLatencyIncrease'?: (number | string);
  /**
   * Outcomes of each of the two that a judgement needs: 10 to 1,000,000. Default: 500.
   */
  'minimumOutcomes'?: (number);
  /**
   * Written by the service: why and when the canary was rolled back, at most 512 characters. It makes no picks while this
   * is set; clear it to try again.
   */
  'rolledBack'?: (string);
  '_percent'?: "percent";
  '_stepPercent'?: "stepPercent";
  '_maxErrorRateIncrease'?: "maxErrorRateIncrease";
  '_maxLatencyIncrease'?: "maxLatencyIncrease";
  '_minimumOutcomes'?: "minimumOutcomes";
}

/**
 * A second policy that makes some of the picks. Outcomes are compared in windows of at least 10 s; when it does worse
 * than the bounds allow, it makes no more picks until the operator changes the configuration.
 */
export interface CanaryConfig__Output {
  /**
   * The policy on trial. Required.
   */
  'policy': (_lookaside_v1_PolicyConfig__Output | null);
  /**
   * Percentage of the picks that it makes at first: 0 to 100. Default: 5.
   */
  'percent'?: (number);
  /**
   * What is added to the percentage at each step, until it is 100: 0 to 100, 0 means that it stays. Default: 0.
   */
  'stepPercent'?: (number);
  /**
   * Least time between two steps; a step also waits for a judgement that is not against it: 1 s to 7 days.
   * Default: 5 minutes.
   */
  'stepInterval': (_google_protobuf_Duration__Output | null);
  /**
   * It is rolled back when its share of failed calls is for sure larger by more than this: 0 to 1. Default: 0.01.
   */
  'maxErrorRateIncrease'?: (number);
  /**
   * It is rolled back when its 99th percentile latency is for sure longer by more than this part of the other's: 0 to
   * 100. Default: 0.25.
   */
  'maxLatencyIncrease'?: (number);
  /**
   * Outcomes of each of the two that a judgement needs: 10 to 1,000,000. Default: 500.
   */
  'minimumOutcomes'?: (number);
  /**
   * Written by the service: why and when the canary was rolled back, at most 512 characters. It makes no picks while this
   * is set; clear it to try again.
   */
  'rolledBack': (string);
  '_percent'?: "percent";
  '_stepPercent'?: "stepPercent";
  '_maxErrorRateIncrease'?: "maxErrorRateIncrease";
  '_maxLatencyIncrease'?: "maxLatencyIncrease";
  '_minimumOutcomes'?: "minimumOutcomes";
}
