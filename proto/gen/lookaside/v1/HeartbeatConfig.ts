// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * Rhythm and patience of heartbeats.
 */
export interface HeartbeatConfig {
  /**
   * Time between two heartbeats of a backend: 100 ms to 1 minute. Default: 1 s.
   */
  'interval'?: (_google_protobuf_Duration | null);
  /**
   * A backend is ineligible after this many intervals without a heartbeat: 2 to 20. Default: 3.
   */
  'missedLimit'?: (number);
  /**
   * A backend is forgotten after this long without a heartbeat: 1 s to 7 days. Default: 10 minutes.
   */
  'removeAfter'?: (_google_protobuf_Duration | null);
  '_missedLimit'?: "missedLimit";
}

/**
 * Rhythm and patience of heartbeats.
 */
export interface HeartbeatConfig__Output {
  /**
   * Time between two heartbeats of a backend: 100 ms to 1 minute. Default: 1 s.
   */
  'interval': (_google_protobuf_Duration__Output | null);
  /**
   * A backend is ineligible after this many intervals without a heartbeat: 2 to 20. Default: 3.
   */
  'missedLimit'?: (number);
  /**
   * A backend is forgotten after this long without a heartbeat: 1 s to 7 days. Default: 10 minutes.
   */
  'removeAfter': (_google_protobuf_Duration__Output | null);
  '_missedLimit'?: "missedLimit";
}
