// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { DegradedReason as _lookaside_v1_DegradedReason, DegradedReason__Output as _lookaside_v1_DegradedReason__Output } from '../../lookaside/v1/DegradedReason.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * What is degraded behind an answer.
 */
export interface Degraded {
  /**
   * Every reason that applies; never empty.
   */
  'reasons'?: (_lookaside_v1_DegradedReason)[];
  /**
   * Since how long the oldest of them has applied.
   */
  'age'?: (_google_protobuf_Duration | null);
}

/**
 * What is degraded behind an answer.
 */
export interface Degraded__Output {
  /**
   * Every reason that applies; never empty.
   */
  'reasons': (_lookaside_v1_DegradedReason__Output)[];
  /**
   * Since how long the oldest of them has applied.
   */
  'age': (_google_protobuf_Duration__Output | null);
}
