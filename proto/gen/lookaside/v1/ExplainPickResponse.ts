// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Decision as _lookaside_v1_Decision, Decision__Output as _lookaside_v1_Decision__Output } from '../../lookaside/v1/Decision.ts';
import type { Replay as _lookaside_v1_Replay, Replay__Output as _lookaside_v1_Replay__Output } from '../../lookaside/v1/Replay.ts';

/**
 * The explanation.
 */
export interface ExplainPickResponse {
  /**
   * The decision.
   */
  'decision'?: (_lookaside_v1_Decision | null);
  /**
   * Set when a replay was asked for.
   */
  'replay'?: (_lookaside_v1_Replay | null);
}

/**
 * The explanation.
 */
export interface ExplainPickResponse__Output {
  /**
   * The decision.
   */
  'decision': (_lookaside_v1_Decision__Output | null);
  /**
   * Set when a replay was asked for.
   */
  'replay': (_lookaside_v1_Replay__Output | null);
}
