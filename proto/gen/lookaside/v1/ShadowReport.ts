// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Interval as _lookaside_v1_Interval, Interval__Output as _lookaside_v1_Interval__Output } from '../../lookaside/v1/Interval.ts';
import type { ShareChange as _lookaside_v1_ShareChange, ShareChange__Output as _lookaside_v1_ShareChange__Output } from '../../lookaside/v1/ShareChange.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * What a shadow would have done, by picks since it was configured. It is judged on the state that the real picks make:
 * its own ones are never in flight.
 */
export interface ShadowReport {
  /**
   * Wire name of its policy.
   */
  'policy'?: (string);
  /**
   * Percentage of the picks that it is asked for.
   */
  'percent'?: (number);
  /**
   * Since how long it is compared.
   */
  'age'?: (_google_protobuf_Duration | null);
  /**
   * Picks for which both named a backend.
   */
  'compared'?: (number | string | Long);
  /**
   * Share of those for which both named the same one, 0 to 1.
   */
  'agreement'?: (number | string);
  /**
   * Picks for which the shadow named nobody.
   */
  'nobody'?: (number | string | Long);
  /**
   * Picks for which it failed.
   */
  'failures'?: (number | string | Long);
  /**
   * Predicted cost of its choices over that of the real ones: below 1 is better. Unset: too few picks to say.
   */
  'costRatio'?: (_lookaside_v1_Interval | null);
  /**
   * Mean latency signal of the backends that were picked.
   */
  'latency'?: (_google_protobuf_Duration | null);
  /**
   * The same of those that the shadow would have picked.
   */
  'shadowLatency'?: (_google_protobuf_Duration | null);
  /**
   * Backends whose share would change most, at most 20.
   */
  'shares'?: (_lookaside_v1_ShareChange)[];
  /**
   * How many more there are.
   */
  'sharesOmitted'?: (number);
}

/**
 * What a shadow would have done, by picks since it was configured. It is judged on the state that the real picks make:
 * its own ones are never in flight.
 */
export interface ShadowReport__Output {
  /**
   * Wire name of its policy.
   */
  'policy': (string);
  /**
   * Percentage of the picks that it is asked for.
   */
  'percent': (number);
  /**
   * Since how long it is compared.
   */
  'age': (_google_protobuf_Duration__Output | null);
  /**
   * Picks for which both named a backend.
   */
  'compared': (number);
  /**
   * Share of those for which both named the same one, 0 to 1.
   */
  'agreement': (number);
  /**
   * Picks for which the shadow named nobody.
   */
  'nobody': (number);
  /**
   * Picks for which it failed.
   */
  'failures': (number);
  /**
   * Predicted cost of its choices over that of the real ones: below 1 is better. Unset: too few picks to say.
   */
  'costRatio': (_lookaside_v1_Interval__Output | null);
  /**
   * Mean latency signal of the backends that were picked.
   */
  'latency': (_google_protobuf_Duration__Output | null);
  /**
   * The same of those that the shadow would have picked.
   */
  'shadowLatency': (_google_protobuf_Duration__Output | null);
  /**
   * Backends whose share would change most, at most 20.
   */
  'shares': (_lookaside_v1_ShareChange__Output)[];
  /**
   * How many more there are.
   */
  'sharesOmitted': (number);
}
