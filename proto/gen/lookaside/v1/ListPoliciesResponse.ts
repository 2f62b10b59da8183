// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PolicyInfo as _lookaside_v1_PolicyInfo, PolicyInfo__Output as _lookaside_v1_PolicyInfo__Output } from '../../lookaside/v1/PolicyInfo.ts';

/**
 * The policies.
 */
export interface ListPoliciesResponse {
  /**
   * Ordered by type.
   */
  'policies'?: (_lookaside_v1_PolicyInfo)[];
}

/**
 * The policies.
 */
export interface ListPoliciesResponse__Output {
  /**
   * Ordered by type.
   */
  'policies': (_lookaside_v1_PolicyInfo__Output)[];
}
