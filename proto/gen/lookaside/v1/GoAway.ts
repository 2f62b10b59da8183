// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * The service asks the other side to go to another replica: this one is about to stop or has held the stream for long
 * enough.
 */
export interface GoAway {
  /**
   * Why: "SHUTTING_DOWN" or "MAX_STREAM_AGE".
   */
  'reason'?: (string);
  /**
   * How long the stream stays usable.
   */
  'grace'?: (_google_protobuf_Duration | null);
}

/**
 * The service asks the other side to go to another replica: this one is about to stop or has held the stream for long
 * enough.
 */
export interface GoAway__Output {
  /**
   * Why: "SHUTTING_DOWN" or "MAX_STREAM_AGE".
   */
  'reason': (string);
  /**
   * How long the stream stays usable.
   */
  'grace': (_google_protobuf_Duration__Output | null);
}
