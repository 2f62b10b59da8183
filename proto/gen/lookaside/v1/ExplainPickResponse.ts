// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Decision as _lookaside_v1_Decision, Decision__Output as _lookaside_v1_Decision__Output } from '../../lookaside/v1/Decision.ts';

/**
 * The explanation.
 */
export interface ExplainPickResponse {
  /**
   * The decision.
   */
  'decision'?: (_lookaside_v1_Decision | null);
}

/**
 * The explanation.
 */
export interface ExplainPickResponse__Output {
  /**
   * The decision.
   */
  'decision': (_lookaside_v1_Decision__Output | null);
}
