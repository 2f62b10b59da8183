// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { SuccessRateEjection as _lookaside_v1_SuccessRateEjection, SuccessRateEjection__Output as _lookaside_v1_SuccessRateEjection__Output } from '../../lookaside/v1/SuccessRateEjection.ts';
import type { FailurePercentageEjection as _lookaside_v1_FailurePercentageEjection, FailurePercentageEjection__Output as _lookaside_v1_FailurePercentageEjection__Output } from '../../lookaside/v1/FailurePercentageEjection.ts';

/**
 * When a backend with bad outcomes is left out for a while (Envoy's outlier detection, gRFC A50).
 */
export interface OutlierDetectionConfig {
  /**
   * Off when false. Default: true.
   */
  'enabled'?: (boolean);
  /**
   * Time between two sweeps: 100 ms to 1 hour. Default: 10 s.
   */
  'interval'?: (_google_protobuf_Duration | null);
  /**
   * Length of the first ejection; each further one is longer by this: 100 ms to 1 hour. Default: 30 s.
   */
  'baseEjectionTime'?: (_google_protobuf_Duration | null);
  /**
   * Longest ejection: 100 ms to 24 hours. Default: 5 minutes.
   */
  'maxEjectionTime'?: (_google_protobuf_Duration | null);
  /**
   * No further backend is ejected while this percentage is ejected already; one always may be: 0 to 100. Default: 10.
   */
  'maxEjectionPercent'?: (number);
  /**
   * Errors and time-outs in a row that eject a backend at once: 0 to 1,000, 0 switches this off. Default: 5.
   */
  'consecutiveErrors'?: (number);
  /**
   * Failed connections in a row that eject a backend at once: 0 to 1,000, 0 switches this off. Default: 3.
   */
  'consecutiveConnectFailures'?: (number);
  /**
   * Compares success rates between backends.
   */
  'successRate'?: (_lookaside_v1_SuccessRateEjection | null);
  /**
   * Looks at the failures of each backend alone.
   */
  'failurePercentage'?: (_lookaside_v1_FailurePercentageEjection | null);
  '_enabled'?: "enabled";
  '_maxEjectionPercent'?: "maxEjectionPercent";
  '_consecutiveErrors'?: "consecutiveErrors";
  '_consecutiveConnectFailures'?: "consecutiveConnectFailures";
}

/**
 * When a backend with bad outcomes is left out for a while (Envoy's outlier detection, gRFC A50).
 */
export interface OutlierDetectionConfig__Output {
  /**
   * Off when false. Default: true.
   */
  'enabled'?: (boolean);
  /**
   * Time between two sweeps: 100 ms to 1 hour. Default: 10 s.
   */
  'interval': (_google_protobuf_Duration__Output | null);
  /**
   * Length of the first ejection; each further one is longer by this: 100 ms to 1 hour. Default: 30 s.
   */
  'baseEjectionTime': (_google_protobuf_Duration__Output | null);
  /**
   * Longest ejection: 100 ms to 24 hours. Default: 5 minutes.
   */
  'maxEjectionTime': (_google_protobuf_Duration__Output | null);
  /**
   * No further backend is ejected while this percentage is ejected already; one always may be: 0 to 100. Default: 10.
   */
  'maxEjectionPercent'?: (number);
  /**
   * Errors and time-outs in a row that eject a backend at once: 0 to 1,000, 0 switches this off. Default: 5.
   */
  'consecutiveErrors'?: (number);
  /**
   * Failed connections in a row that eject a backend at once: 0 to 1,000, 0 switches this off. Default: 3.
   */
  'consecutiveConnectFailures'?: (number);
  /**
   * Compares success rates between backends.
   */
  'successRate': (_lookaside_v1_SuccessRateEjection__Output | null);
  /**
   * Looks at the failures of each backend alone.
   */
  'failurePercentage': (_lookaside_v1_FailurePercentageEjection__Output | null);
  '_enabled'?: "enabled";
  '_maxEjectionPercent'?: "maxEjectionPercent";
  '_consecutiveErrors'?: "consecutiveErrors";
  '_consecutiveConnectFailures'?: "consecutiveConnectFailures";
}
