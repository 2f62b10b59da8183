// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * How the share of a new or returning backend grows: its weight is multiplied by
 * max((age / window)^(1 / aggression), min_weight_percent / 100) while age is less than window (Envoy's slow start).
 */
export interface SlowStartConfig {
  /**
   * Length of the ramp: 0 to 1 hour, 0 switches slow start off. Default: 30 s.
   */
  'window'?: (_google_protobuf_Duration | null);
  /**
   * Form of the ramp: more than 0, at most 10; 1 is linear. Default: 1.
   */
  'aggression'?: (number | string);
  /**
   * Least share during the ramp: 1 to 100. Default: 10.
   */
  'minWeightPercent'?: (number);
  '_aggression'?: "aggression";
  '_minWeightPercent'?: "minWeightPercent";
}

/**
 * How the share of a new or returning backend grows: its weight is multiplied by
 * max((age / window)^(1 / aggression), min_weight_percent / 100) while age is less than window (Envoy's slow start).
 */
export interface SlowStartConfig__Output {
  /**
   * Length of the ramp: 0 to 1 hour, 0 switches slow start off. Default: 30 s.
   */
  'window': (_google_protobuf_Duration__Output | null);
  /**
   * Form of the ramp: more than 0, at most 10; 1 is linear. Default: 1.
   */
  'aggression'?: (number);
  /**
   * Least share during the ramp: 1 to 100. Default: 10.
   */
  'minWeightPercent'?: (number);
  '_aggression'?: "aggression";
  '_minWeightPercent'?: "minWeightPercent";
}
