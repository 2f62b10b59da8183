// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { BackendStatus as _lookaside_v1_BackendStatus, BackendStatus__Output as _lookaside_v1_BackendStatus__Output } from '../../lookaside/v1/BackendStatus.ts';

/**
 * The weight is in force.
 */
export interface SetBackendWeightResponse {
  /**
   * The backend.
   */
  'backend'?: (_lookaside_v1_BackendStatus | null);
}

/**
 * The weight is in force.
 */
export interface SetBackendWeightResponse__Output {
  /**
   * The backend.
   */
  'backend': (_lookaside_v1_BackendStatus__Output | null);
}
