// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PoolStatus as _lookaside_v1_PoolStatus, PoolStatus__Output as _lookaside_v1_PoolStatus__Output } from '../../lookaside/v1/PoolStatus.ts';

/**
 * The configuration is in force.
 */
export interface PutPoolResponse {
  /**
   * The pool with its new configuration.
   */
  'pool'?: (_lookaside_v1_PoolStatus | null);
}

/**
 * The configuration is in force.
 */
export interface PutPoolResponse__Output {
  /**
   * The pool with its new configuration.
   */
  'pool': (_lookaside_v1_PoolStatus__Output | null);
}
