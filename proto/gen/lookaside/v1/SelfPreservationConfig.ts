// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * When the silence of many backends is taken for a fault of our own: nobody else expires until it ends.
 */
export interface SelfPreservationConfig {
  /**
   * Off when false. Default: true.
   */
  'enabled'?: (boolean);
  /**
   * It begins when more than this percentage of the backends would expire within one lease: 1 to 100. Default: 15.
   */
  'thresholdPercent'?: (number);
  /**
   * And more than this many: 0 to 10,000. Default: 3.
   */
  'minimumBackends'?: (number);
  /**
   * It ends after this long at the latest: 1 s to 24 hours. Default: 15 minutes. It ends sooner when heartbeats are
   * back for all but the threshold.
   */
  'maxDuration'?: (_google_protobuf_Duration | null);
  '_enabled'?: "enabled";
  '_thresholdPercent'?: "thresholdPercent";
  '_minimumBackends'?: "minimumBackends";
}

/**
 * When the silence of many backends is taken for a fault of our own: nobody else expires until it ends.
 */
export interface SelfPreservationConfig__Output {
  /**
   * Off when false. Default: true.
   */
  'enabled'?: (boolean);
  /**
   * It begins when more than this percentage of the backends would expire within one lease: 1 to 100. Default: 15.
   */
  'thresholdPercent'?: (number);
  /**
   * And more than this many: 0 to 10,000. Default: 3.
   */
  'minimumBackends'?: (number);
  /**
   * It ends after this long at the latest: 1 s to 24 hours. Default: 15 minutes. It ends sooner when heartbeats are
   * back for all but the threshold.
   */
  'maxDuration': (_google_protobuf_Duration__Output | null);
  '_enabled'?: "enabled";
  '_thresholdPercent'?: "thresholdPercent";
  '_minimumBackends'?: "minimumBackends";
}
