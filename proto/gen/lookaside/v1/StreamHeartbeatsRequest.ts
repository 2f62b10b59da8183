// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Heartbeat as _lookaside_v1_Heartbeat, Heartbeat__Output as _lookaside_v1_Heartbeat__Output } from '../../lookaside/v1/Heartbeat.ts';

/**
 * One message of a heartbeats stream.
 */
export interface StreamHeartbeatsRequest {
  /**
   * The heartbeats: at most 500.
   */
  'heartbeats'?: (_lookaside_v1_Heartbeat)[];
}

/**
 * One message of a heartbeats stream.
 */
export interface StreamHeartbeatsRequest__Output {
  /**
   * The heartbeats: at most 500.
   */
  'heartbeats': (_lookaside_v1_Heartbeat__Output)[];
}
