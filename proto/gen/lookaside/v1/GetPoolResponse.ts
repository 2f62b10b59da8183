// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PoolStatus as _lookaside_v1_PoolStatus, PoolStatus__Output as _lookaside_v1_PoolStatus__Output } from '../../lookaside/v1/PoolStatus.ts';

/**
 * The pool.
 */
export interface GetPoolResponse {
  /**
   * The pool.
   */
  'pool'?: (_lookaside_v1_PoolStatus | null);
}

/**
 * The pool.
 */
export interface GetPoolResponse__Output {
  /**
   * The pool.
   */
  'pool': (_lookaside_v1_PoolStatus__Output | null);
}
