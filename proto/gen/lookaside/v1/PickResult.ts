// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PickBackendResponse as _lookaside_v1_PickBackendResponse, PickBackendResponse__Output as _lookaside_v1_PickBackendResponse__Output } from '../../lookaside/v1/PickBackendResponse.ts';
import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from '../../lookaside/v1/ItemError.ts';

/**
 * The answer to one pick of a stream.
 */
export interface PickResult {
  /**
   * The pick.
   */
  'picked'?: (_lookaside_v1_PickBackendResponse | null);
  /**
   * Why there is none; index is the place of the pick in the request.
   */
  'error'?: (_lookaside_v1_ItemError | null);
  /**
   * Picked, or why not.
   */
  'result'?: "picked"|"error";
}

/**
 * The answer to one pick of a stream.
 */
export interface PickResult__Output {
  /**
   * The pick.
   */
  'picked'?: (_lookaside_v1_PickBackendResponse__Output | null);
  /**
   * Why there is none; index is the place of the pick in the request.
   */
  'error'?: (_lookaside_v1_ItemError__Output | null);
  /**
   * Picked, or why not.
   */
  'result'?: "picked"|"error";
}
