// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * How fast the observed signals forget.
 */
export interface SignalsConfig {
  /**
   * Time constant of the latency signal, a peak-sensitive moving average: 100 ms to 1 hour. Default: 10 s.
   */
  'latencyDecay'?: (_google_protobuf_Duration | null);
  /**
   * Weight of one outcome in the success rate signal: more than 0, at most 1. Default: 0.05.
   */
  'successRateAlpha'?: (number | string);
  '_successRateAlpha'?: "successRateAlpha";
}

/**
 * How fast the observed signals forget.
 */
export interface SignalsConfig__Output {
  /**
   * Time constant of the latency signal, a peak-sensitive moving average: 100 ms to 1 hour. Default: 10 s.
   */
  'latencyDecay': (_google_protobuf_Duration__Output | null);
  /**
   * Weight of one outcome in the success rate signal: more than 0, at most 1. Default: 0.05.
   */
  'successRateAlpha'?: (number);
  '_successRateAlpha'?: "successRateAlpha";
}
