// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from '../../lookaside/v1/ItemError.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * What became of a batch of heartbeats.
 */
export interface ReportHeartbeatResponse {
  /**
   * Those that were refused. NOT_FOUND / BACKEND_NOT_FOUND: register again. FAILED_PRECONDITION / EPOCH_SUPERSEDED:
   * a newer incarnation lives, so stop.
   */
  'rejected'?: (_lookaside_v1_ItemError)[];
  /**
   * When to send the next batch, jitter included: the service sets the rhythm.
   */
  'nextHeartbeatAfter'?: (_google_protobuf_Duration | null);
}

/**
 * What became of a batch of heartbeats.
 */
export interface ReportHeartbeatResponse__Output {
  /**
   * Those that were refused. NOT_FOUND / BACKEND_NOT_FOUND: register again. FAILED_PRECONDITION / EPOCH_SUPERSEDED:
   * a newer incarnation lives, so stop.
   */
  'rejected': (_lookaside_v1_ItemError__Output)[];
  /**
   * When to send the next batch, jitter included: the service sets the rhythm.
   */
  'nextHeartbeatAfter': (_google_protobuf_Duration__Output | null);
}
