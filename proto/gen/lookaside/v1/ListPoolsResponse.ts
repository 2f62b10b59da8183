// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PoolStatus as _lookaside_v1_PoolStatus, PoolStatus__Output as _lookaside_v1_PoolStatus__Output } from '../../lookaside/v1/PoolStatus.ts';

/**
 * A page of pools.
 */
export interface ListPoolsResponse {
  /**
   * The pools.
   */
  'pools'?: (_lookaside_v1_PoolStatus)[];
  /**
   * For the next page. Empty: this was the last.
   */
  'nextPageToken'?: (string);
}

/**
 * A page of pools.
 */
export interface ListPoolsResponse__Output {
  /**
   * The pools.
   */
  'pools': (_lookaside_v1_PoolStatus__Output)[];
  /**
   * For the next page. Empty: this was the last.
   */
  'nextPageToken': (string);
}
