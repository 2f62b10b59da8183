// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Outcome as _lookaside_v1_Outcome, Outcome__Output as _lookaside_v1_Outcome__Output } from '../../lookaside/v1/Outcome.ts';

/**
 * A batch of outcomes.
 */
export interface ReportOutcomesRequest {
  /**
   * The outcomes: at most 1,000.
   */
  'outcomes'?: (_lookaside_v1_Outcome)[];
}

/**
 * A batch of outcomes.
 */
export interface ReportOutcomesRequest__Output {
  /**
   * The outcomes: at most 1,000.
   */
  'outcomes': (_lookaside_v1_Outcome__Output)[];
}
