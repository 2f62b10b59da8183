// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { WeightedBackend as _lookaside_v1_WeightedBackend, WeightedBackend__Output as _lookaside_v1_WeightedBackend__Output } from '../../lookaside/v1/WeightedBackend.ts';
import type { CacheHints as _lookaside_v1_CacheHints, CacheHints__Output as _lookaside_v1_CacheHints__Output } from '../../lookaside/v1/CacheHints.ts';
import type { Degraded as _lookaside_v1_Degraded, Degraded__Output as _lookaside_v1_Degraded__Output } from '../../lookaside/v1/Degraded.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from '../../lookaside/v1/GoAway.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The eligible backends at a revision.
 */
export interface WatchBackendsResponse {
  /**
   * The pool's revision.
   */
  'revision'?: (number | string | Long);
  /**
   * The backends that may be picked, ordered by id. It is the whole list each time. Empty: none may be picked.
   */
  'backends'?: (_lookaside_v1_WeightedBackend)[];
  /**
   * How long the list may serve: max_age while the stream lives, stale_age after it is lost.
   */
  'cache'?: (_lookaside_v1_CacheHints | null);
  /**
   * Set when the list may be worse than usual.
   */
  'degraded'?: (_lookaside_v1_Degraded | null);
  /**
   * Set when the caller should watch at another replica.
   */
  'goAway'?: (_lookaside_v1_GoAway | null);
}

/**
 * The eligible backends at a revision.
 */
export interface WatchBackendsResponse__Output {
  /**
   * The pool's revision.
   */
  'revision': (number);
  /**
   * The backends that may be picked, ordered by id. It is the whole list each time. Empty: none may be picked.
   */
  'backends': (_lookaside_v1_WeightedBackend__Output)[];
  /**
   * How long the list may serve: max_age while the stream lives, stale_age after it is lost.
   */
  'cache': (_lookaside_v1_CacheHints__Output | null);
  /**
   * Set when the list may be worse than usual.
   */
  'degraded': (_lookaside_v1_Degraded__Output | null);
  /**
   * Set when the caller should watch at another replica.
   */
  'goAway': (_lookaside_v1_GoAway__Output | null);
}
