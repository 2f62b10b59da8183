// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from '../../lookaside/v1/Backend.ts';
import type { BackendState as _lookaside_v1_BackendState, BackendState__Output as _lookaside_v1_BackendState__Output } from '../../lookaside/v1/BackendState.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { LoadReport as _lookaside_v1_LoadReport, LoadReport__Output as _lookaside_v1_LoadReport__Output } from '../../lookaside/v1/LoadReport.ts';
import type { AutoWeightStatus as _lookaside_v1_AutoWeightStatus, AutoWeightStatus__Output as _lookaside_v1_AutoWeightStatus__Output } from '../../lookaside/v1/AutoWeightStatus.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A backend as it is now.
 */
export interface BackendStatus {
  /**
   * What was registered; its weight is the one in force.
   */
  'backend'?: (_lookaside_v1_Backend | null);
  /**
   * Its state.
   */
  'state'?: (_lookaside_v1_BackendState);
  /**
   * Why, for people, for example "missed 3 heartbeats, last one 14 s ago". Empty when eligible.
   */
  'stateReason'?: (string);
  /**
   * Since how long.
   */
  'stateAge'?: (_google_protobuf_Duration | null);
  /**
   * Its epoch.
   */
  'epoch'?: (number | string | Long);
  /**
   * Since how long no heartbeat came. Unset: none came to any replica known here.
   */
  'heartbeatAge'?: (_google_protobuf_Duration | null);
  /**
   * Drained by an operator.
   */
  'drainedByOperator'?: (boolean);
  /**
   * Weight set by an operator. Unset: none.
   */
  'operatorWeight'?: (number);
  /**
   * Weight times the factors of slow start and of automatic weights.
   */
  'effectiveWeight'?: (number | string);
  /**
   * Estimated requests in flight.
   */
  'inFlight'?: (number);
  /**
   * Latency signal. Unset: no history.
   */
  'latency'?: (_google_protobuf_Duration | null);
  /**
   * Success rate signal, 0 to 1.
   */
  'successRate'?: (number | string);
  /**
   * The last load report that was taken in. Unset: none.
   */
  'load'?: (_lookaside_v1_LoadReport | null);
  /**
   * Picks by this replica since it knows the backend.
   */
  'picks'?: (number | string | Long);
  /**
   * Outcomes reported to this replica since it knows the backend.
   */
  'outcomes'?: (number | string | Long);
  /**
   * Of those, how many were not a success.
   */
  'failures'?: (number | string | Long);
  /**
   * Until when it is ejected. Unset: it is not.
   */
  'ejectedFor'?: (_google_protobuf_Duration | null);
  /**
   * What automatic weights do about it. Unset: they are off.
   */
  'autoWeight'?: (_lookaside_v1_AutoWeightStatus | null);
  '_operatorWeight'?: "operatorWeight";
}

/**
 * A backend as it is now.
 */
export interface BackendStatus__Output {
  /**
   * What was registered; its weight is the one in force.
   */
  'backend': (_lookaside_v1_Backend__Output | null);
  /**
   * Its state.
   */
  'state': (_lookaside_v1_BackendState__Output);
  /**
   * Why, for people, for example "missed 3 heartbeats, last one 14 s ago". Empty when eligible.
   */
  'stateReason': (string);
  /**
   * Since how long.
   */
  'stateAge': (_google_protobuf_Duration__Output | null);
  /**
   * Its epoch.
   */
  'epoch': (number);
  /**
   * Since how long no heartbeat came. Unset: none came to any replica known here.
   */
  'heartbeatAge': (_google_protobuf_Duration__Output | null);
  /**
   * Drained by an operator.
   */
  'drainedByOperator': (boolean);
  /**
   * Weight set by an operator. Unset: none.
   */
  'operatorWeight'?: (number);
  /**
   * Weight times the factors of slow start and of automatic weights.
   */
  'effectiveWeight': (number);
  /**
   * Estimated requests in flight.
   */
  'inFlight': (number);
  /**
   * Latency signal. Unset: no history.
   */
  'latency': (_google_protobuf_Duration__Output | null);
  /**
   * Success rate signal, 0 to 1.
   */
  'successRate': (number);
  /**
   * The last load report that was taken in. Unset: none.
   */
  'load': (_lookaside_v1_LoadReport__Output | null);
  /**
   * Picks by this replica since it knows the backend.
   */
  'picks': (number);
  /**
   * Outcomes reported to this replica since it knows the backend.
   */
  'outcomes': (number);
  /**
   * Of those, how many were not a success.
   */
  'failures': (number);
  /**
   * Until when it is ejected. Unset: it is not.
   */
  'ejectedFor': (_google_protobuf_Duration__Output | null);
  /**
   * What automatic weights do about it. Unset: they are off.
   */
  'autoWeight': (_lookaside_v1_AutoWeightStatus__Output | null);
  '_operatorWeight'?: "operatorWeight";
}
