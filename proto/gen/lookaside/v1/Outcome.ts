// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { OutcomeResult as _lookaside_v1_OutcomeResult, OutcomeResult__Output as _lookaside_v1_OutcomeResult__Output } from '../../lookaside/v1/OutcomeResult.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { LoadReport as _lookaside_v1_LoadReport, LoadReport__Output as _lookaside_v1_LoadReport__Output } from '../../lookaside/v1/LoadReport.ts';

/**
 * The outcome of one pick.
 */
export interface Outcome {
  /**
   * The token that came with the pick. Either this or pool and backend_id. A token that is unknown here (another
   * replica's, or past its lease) still feeds latency and success rate.
   */
  'pickToken'?: (string);
  /**
   * How the call ended. Required.
   */
  'result'?: (_lookaside_v1_OutcomeResult);
  /**
   * From the send of the request to the end of the answer, 0 to 1 hour. Unset: unknown, feeds no latency.
   */
  'latency'?: (_google_protobuf_Duration | null);
  /**
   * Status as the protocol spells it ("503", "UNAVAILABLE"), at most 64 characters. For explanation only.
   */
  'status'?: (string);
  /**
   * Load report that came back with the answer, for example in ORCA trailers.
   */
  'loadReport'?: (_lookaside_v1_LoadReport | null);
  /**
   * Pool of the backend, for a call that was picked locally and so has no token.
   */
  'pool'?: (string);
  /**
   * The backend called, for a call that was picked locally and so has no token.
   */
  'backendId'?: (string);
}

/**
 * The outcome of one pick.
 */
export interface Outcome__Output {
  /**
   * The token that came with the pick. Either this or pool and backend_id. A token that is unknown here (another
   * replica's, or past its lease) still feeds latency and success rate.
   */
  'pickToken': (string);
  /**
   * How the call ended. Required.
   */
  'result': (_lookaside_v1_OutcomeResult__Output);
  /**
   * From the send of the request to the end of the answer, 0 to 1 hour. Unset: unknown, feeds no latency.
   */
  'latency': (_google_protobuf_Duration__Output | null);
  /**
   * Status as the protocol spells it ("503", "UNAVAILABLE"), at most 64 characters. For explanation only.
   */
  'status': (string);
  /**
   * Load report that came back with the answer, for example in ORCA trailers.
   */
  'loadReport': (_lookaside_v1_LoadReport__Output | null);
  /**
   * Pool of the backend, for a call that was picked locally and so has no token.
   */
  'pool': (string);
  /**
   * The backend called, for a call that was picked locally and so has no token.
   */
  'backendId': (string);
}
