// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PickBackendRequest as _lookaside_v1_PickBackendRequest, PickBackendRequest__Output as _lookaside_v1_PickBackendRequest__Output } from '../../lookaside/v1/PickBackendRequest.ts';
import type { Outcome as _lookaside_v1_Outcome, Outcome__Output as _lookaside_v1_Outcome__Output } from '../../lookaside/v1/Outcome.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One message of a picks stream.
 */
export interface StreamPicksRequest {
  /**
   * Chosen by the caller and echoed in the response.
   */
  'sequence'?: (number | string | Long);
  /**
   * Picks to make, in order: at most 1,000 a message.
   */
  'picks'?: (_lookaside_v1_PickBackendRequest)[];
  /**
   * Outcomes to take in before the picks are made: at most 1,000 a message.
   */
  'outcomes'?: (_lookaside_v1_Outcome)[];
}

/**
 * One message of a picks stream.
 */
export interface StreamPicksRequest__Output {
  /**
   * Chosen by the caller and echoed in the response.
   */
  'sequence': (number);
  /**
   * Picks to make, in order: at most 1,000 a message.
   */
  'picks': (_lookaside_v1_PickBackendRequest__Output)[];
  /**
   * Outcomes to take in before the picks are made: at most 1,000 a message.
   */
  'outcomes': (_lookaside_v1_Outcome__Output)[];
}
