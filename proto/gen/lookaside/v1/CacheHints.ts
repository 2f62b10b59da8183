// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * How long an answer may serve without asking again.
 */
export interface CacheHints {
  /**
   * Until then the answer is as good as new.
   */
  'maxAge'?: (_google_protobuf_Duration | null);
  /**
   * Until then the answer is better than none, when the service cannot be reached.
   */
  'staleAge'?: (_google_protobuf_Duration | null);
}

/**
 * How long an answer may serve without asking again.
 */
export interface CacheHints__Output {
  /**
   * Until then the answer is as good as new.
   */
  'maxAge': (_google_protobuf_Duration__Output | null);
  /**
   * Until then the answer is better than none, when the service cannot be reached.
   */
  'staleAge': (_google_protobuf_Duration__Output | null);
}
