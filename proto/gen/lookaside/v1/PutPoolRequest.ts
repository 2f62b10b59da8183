// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PoolConfig as _lookaside_v1_PoolConfig, PoolConfig__Output as _lookaside_v1_PoolConfig__Output } from '../../lookaside/v1/PoolConfig.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The configuration to put.
 */
export interface PutPoolRequest {
  /**
   * The configuration. Required.
   */
  'config'?: (_lookaside_v1_PoolConfig | null);
  /**
   * The version that the caller has seen; another one fails. Unset: whatever is there is replaced. 0: only make.
   */
  'expectedVersion'?: (number | string | Long);
  /**
   * Check everything and change nothing.
   */
  'dryRun'?: (boolean);
  '_expectedVersion'?: "expectedVersion";
}

/**
 * The configuration to put.
 */
export interface PutPoolRequest__Output {
  /**
   * The configuration. Required.
   */
  'config': (_lookaside_v1_PoolConfig__Output | null);
  /**
   * The version that the caller has seen; another one fails. Unset: whatever is there is replaced. 0: only make.
   */
  'expectedVersion'?: (number);
  /**
   * Check everything and change nothing.
   */
  'dryRun': (boolean);
  '_expectedVersion'?: "expectedVersion";
}
