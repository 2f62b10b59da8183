// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Outcomes of one side of a trial.
 */
export interface ArmStatus {
  /**
   * Outcomes since the canary was configured, cancelled calls left out.
   */
  'outcomes'?: (number | string | Long);
  /**
   * Of those, how many failed.
   */
  'failures'?: (number | string | Long);
  /**
   * 99th percentile latency in the last window judged. Unset: none was, or too few latencies came.
   */
  'latencyP99'?: (_google_protobuf_Duration | null);
}

/**
 * Outcomes of one side of a trial.
 */
export interface ArmStatus__Output {
  /**
   * Outcomes since the canary was configured, cancelled calls left out.
   */
  'outcomes': (number);
  /**
   * Of those, how many failed.
   */
  'failures': (number);
  /**
   * 99th percentile latency in the last window judged. Unset: none was, or too few latencies came.
   */
  'latencyP99': (_google_protobuf_Duration__Output | null);
}
