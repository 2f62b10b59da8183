// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PickResult as _lookaside_v1_PickResult, PickResult__Output as _lookaside_v1_PickResult__Output } from '../../lookaside/v1/PickResult.ts';
import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from '../../lookaside/v1/ItemError.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from '../../lookaside/v1/GoAway.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The answer to one message of a picks stream.
 */
export interface StreamPicksResponse {
  /**
   * The sequence of the request.
   */
  'sequence'?: (number | string | Long);
  /**
   * One for each pick of the request, in the same order.
   */
  'results'?: (_lookaside_v1_PickResult)[];
  /**
   * The outcomes that were refused.
   */
  'rejectedOutcomes'?: (_lookaside_v1_ItemError)[];
  /**
   * Set in the last messages of a stream: finish what is under way, then use another replica.
   */
  'goAway'?: (_lookaside_v1_GoAway | null);
}

/**
 * The answer to one message of a picks stream.
 */
export interface StreamPicksResponse__Output {
  /**
   * The sequence of the request.
   */
  'sequence': (number);
  /**
   * One for each pick of the request, in the same order.
   */
  'results': (_lookaside_v1_PickResult__Output)[];
  /**
   * The outcomes that were refused.
   */
  'rejectedOutcomes': (_lookaside_v1_ItemError__Output)[];
  /**
   * Set in the last messages of a stream: finish what is under way, then use another replica.
   */
  'goAway': (_lookaside_v1_GoAway__Output | null);
}
