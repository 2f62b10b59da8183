// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from '../../lookaside/v1/ItemError.ts';

/**
 * What became of a batch of outcomes.
 */
export interface ReportOutcomesResponse {
  /**
   * How many were taken in.
   */
  'accepted'?: (number);
  /**
   * Those that were refused, with the reason.
   */
  'rejected'?: (_lookaside_v1_ItemError)[];
}

/**
 * What became of a batch of outcomes.
 */
export interface ReportOutcomesResponse__Output {
  /**
   * How many were taken in.
   */
  'accepted': (number);
  /**
   * Those that were refused, with the reason.
   */
  'rejected': (_lookaside_v1_ItemError__Output)[];
}
