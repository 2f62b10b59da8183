// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from '../../lookaside/v1/Backend.ts';

/**
 * A backend with the share that it should get.
 */
export interface WeightedBackend {
  /**
   * The backend.
   */
  'backend'?: (_lookaside_v1_Backend | null);
  /**
   * Its share of the picks, 0 to 1; the shares of one message add up to 1.
   */
  'share'?: (number | string);
}

/**
 * A backend with the share that it should get.
 */
export interface WeightedBackend__Output {
  /**
   * The backend.
   */
  'backend': (_lookaside_v1_Backend__Output | null);
  /**
   * Its share of the picks, 0 to 1; the shares of one message add up to 1.
   */
  'share': (number);
}
