// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Decision as _lookaside_v1_Decision, Decision__Output as _lookaside_v1_Decision__Output } from '../../lookaside/v1/Decision.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One decision of the stream.
 */
export interface WatchDecisionsResponse {
  /**
   * The decision.
   */
  'decision'?: (_lookaside_v1_Decision | null);
  /**
   * Decisions that matched and were left out by the cap since the previous message.
   */
  'dropped'?: (number | string | Long);
}

/**
 * One decision of the stream.
 */
export interface WatchDecisionsResponse__Output {
  /**
   * The decision.
   */
  'decision': (_lookaside_v1_Decision__Output | null);
  /**
   * Decisions that matched and were left out by the cap since the previous message.
   */
  'dropped': (number);
}
