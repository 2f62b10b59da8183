// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * A factor of automatic weights became another one.
 */
export interface AutoWeightChange {
  /**
   * How long ago.
   */
  'age'?: (_google_protobuf_Duration | null);
  /**
   * Factor before.
   */
  'before'?: (number | string);
  /**
   * Factor since.
   */
  'after'?: (number | string);
  /**
   * Why, for people.
   */
  'reason'?: (string);
}

/**
 * A factor of automatic weights became another one.
 */
export interface AutoWeightChange__Output {
  /**
   * How long ago.
   */
  'age': (_google_protobuf_Duration__Output | null);
  /**
   * Factor before.
   */
  'before': (number);
  /**
   * Factor since.
   */
  'after': (number);
  /**
   * Why, for people.
   */
  'reason': (string);
}
