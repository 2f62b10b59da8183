// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from '../../lookaside/v1/ItemError.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from '../../lookaside/v1/GoAway.ts';

/**
 * The answer to one message of a heartbeats stream.
 */
export interface StreamHeartbeatsResponse {
  /**
   * Those that were refused, as in ReportHeartbeatResponse.
   */
  'rejected'?: (_lookaside_v1_ItemError)[];
  /**
   * When to send the next message, jitter included.
   */
  'nextHeartbeatAfter'?: (_google_protobuf_Duration | null);
  /**
   * Set when the agent should go to another replica.
   */
  'goAway'?: (_lookaside_v1_GoAway | null);
}

/**
 * The answer to one message of a heartbeats stream.
 */
export interface StreamHeartbeatsResponse__Output {
  /**
   * Those that were refused, as in ReportHeartbeatResponse.
   */
  'rejected': (_lookaside_v1_ItemError__Output)[];
  /**
   * When to send the next message, jitter included.
   */
  'nextHeartbeatAfter': (_google_protobuf_Duration__Output | null);
  /**
   * Set when the agent should go to another replica.
   */
  'goAway': (_lookaside_v1_GoAway__Output | null);
}
