// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PickReason as _lookaside_v1_PickReason, PickReason__Output as _lookaside_v1_PickReason__Output } from '../../lookaside/v1/PickReason.ts';

/**
 * Which decisions to watch.
 */
export interface WatchDecisionsRequest {
  /**
   * Only this pool. Empty: all.
   */
  'pool'?: (string);
  /**
   * Only this policy. Empty: all.
   */
  'policy'?: (string);
  /**
   * Only this reason. Unspecified: all.
   */
  'reason'?: (_lookaside_v1_PickReason);
  /**
   * Only this backend. Empty: all.
   */
  'backendId'?: (string);
  /**
   * At most this many a second: 0 to 1,000, 0 means 100.
   */
  'maxPerSecond'?: (number);
  /**
   * Only decisions that picked nobody for this reason of the error catalogue. Empty: all.
   */
  'errorReason'?: (string);
}

/**
 * Which decisions to watch.
 */
export interface WatchDecisionsRequest__Output {
  /**
   * Only this pool. Empty: all.
   */
  'pool': (string);
  /**
   * Only this policy. Empty: all.
   */
  'policy': (string);
  /**
   * Only this reason. Unspecified: all.
   */
  'reason': (_lookaside_v1_PickReason__Output);
  /**
   * Only this backend. Empty: all.
   */
  'backendId': (string);
  /**
   * At most this many a second: 0 to 1,000, 0 means 100.
   */
  'maxPerSecond': (number);
  /**
   * Only decisions that picked nobody for this reason of the error catalogue. Empty: all.
   */
  'errorReason': (string);
}
