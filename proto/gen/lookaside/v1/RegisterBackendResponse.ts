// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The backend is known.
 */
export interface RegisterBackendResponse {
  /**
   * When to send the first heartbeat, jitter included.
   */
  'nextHeartbeatAfter'?: (_google_protobuf_Duration | null);
  /**
   * How long the backend stays eligible without a heartbeat.
   */
  'lease'?: (_google_protobuf_Duration | null);
  /**
   * The pool's revision at the time; the next one includes the registration.
   */
  'revision'?: (number | string | Long);
}

/**
 * The backend is known.
 */
export interface RegisterBackendResponse__Output {
  /**
   * When to send the first heartbeat, jitter included.
   */
  'nextHeartbeatAfter': (_google_protobuf_Duration__Output | null);
  /**
   * How long the backend stays eligible without a heartbeat.
   */
  'lease': (_google_protobuf_Duration__Output | null);
  /**
   * The pool's revision at the time; the next one includes the registration.
   */
  'revision': (number);
}
