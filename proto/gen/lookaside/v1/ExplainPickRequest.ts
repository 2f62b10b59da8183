// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PickBackendRequest as _lookaside_v1_PickBackendRequest, PickBackendRequest__Output as _lookaside_v1_PickBackendRequest__Output } from '../../lookaside/v1/PickBackendRequest.ts';

/**
 * The pick to explain.
 */
export interface ExplainPickRequest {
  /**
   * Token of a pick that was made not long ago.
   */
  'pickToken'?: (string);
  /**
   * A request that is decided as if it were real, and changes nothing.
   */
  'dryRun'?: (_lookaside_v1_PickBackendRequest | null);
  /**
   * The newest recorded decision of this pool. Empty: of any pool.
   */
  'latestInPool'?: (string);
  /**
   * Makes a recorded decision again from its inputs, and says whether the same backend comes out.
   */
  'replay'?: (boolean);
  /**
   * A recorded decision, or a dry run.
   */
  'pick'?: "pickToken"|"dryRun"|"latestInPool";
}

/**
 * The pick to explain.
 */
export interface ExplainPickRequest__Output {
  /**
   * Token of a pick that was made not long ago.
   */
  'pickToken'?: (string);
  /**
   * A request that is decided as if it were real, and changes nothing.
   */
  'dryRun'?: (_lookaside_v1_PickBackendRequest__Output | null);
  /**
   * The newest recorded decision of this pool. Empty: of any pool.
   */
  'latestInPool'?: (string);
  /**
   * Makes a recorded decision again from its inputs, and says whether the same backend comes out.
   */
  'replay': (boolean);
  /**
   * A recorded decision, or a dry run.
   */
  'pick'?: "pickToken"|"dryRun"|"latestInPool";
}
