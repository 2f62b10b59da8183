// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { ScoreInput as _lookaside_v1_ScoreInput, ScoreInput__Output as _lookaside_v1_ScoreInput__Output } from '../../lookaside/v1/ScoreInput.ts';

/**
 * What a candidate was worth to the policy.
 */
export interface ScoredBackend {
  /**
   * The backend.
   */
  'backendId'?: (string);
  /**
   * The score. Whether less or more is better is the policy's.
   */
  'score'?: (number | string);
  /**
   * What went into it.
   */
  'inputs'?: (_lookaside_v1_ScoreInput)[];
}

/**
 * What a candidate was worth to the policy.
 */
export interface ScoredBackend__Output {
  /**
   * The backend.
   */
  'backendId': (string);
  /**
   * The score. Whether less or more is better is the policy's.
   */
  'score': (number);
  /**
   * What went into it.
   */
  'inputs': (_lookaside_v1_ScoreInput__Output)[];
}
