// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * What a backend says of its load: ORCA's fields with ORCA's ranges (xds.data.orca.v3.OrcaLoadReport), and what a
 * central picker needs besides. NaN, infinities, negatives and values out of range refuse the whole report with
 * INVALID_LOAD_REPORT, and the previous report stays in force.
 */
export interface LoadReport {
  /**
   * CPU in use as a share of what the backend has, 0 and up (above 1: over its soft limit). 0: unknown.
   */
  'cpuUtilization'?: (number | string);
  /**
   * Memory in use as a share of what the backend has, 0 to 1. 0: unknown.
   */
  'memUtilization'?: (number | string);
  /**
   * Utilization as the application defines it, 0 and up. 0: unknown.
   */
  'applicationUtilization'?: (number | string);
  /**
   * Requests per second that the backend serves, 0 and up. 0: unknown.
   */
  'rpsFractional'?: (number | string);
  /**
   * Errors per second that the backend answers, 0 and up.
   */
  'eps'?: (number | string);
  /**
   * Application's own costs of a request, each 0 and up. At most 32 entries, keys of 1 to 63 characters.
   */
  'requestCost'?: ({[key: string]: number | string});
  /**
   * Application's own resource utilizations, each 0 to 1. At most 32 entries, keys of 1 to 63 characters.
   */
  'utilization'?: ({[key: string]: number | string});
  /**
   * Application's own metrics, each finite. At most 32 entries, keys of 1 to 63 characters.
   */
  'namedMetrics'?: ({[key: string]: number | string});
  /**
   * Requests that the backend has in flight at the sample time, 0 to 10,000,000. Unset: unknown.
   */
  'inFlight'?: (number);
  /**
   * Requests completed since the backend started (its epoch), errors included. It only grows inside an epoch.
   */
  'completed'?: (number | string | Long);
  /**
   * Requests that failed since the backend started (its epoch). It only grows inside an epoch.
   */
  'errors'?: (number | string | Long);
  /**
   * Requests that the backend serves well at one time, relative to its peers: 0 and up, at most 1,000,000. 0: unknown.
   */
  'capacity'?: (number | string);
  /**
   * Mean latency of the requests that succeeded since the previous report, 0 to 1 hour. Unset: nothing succeeded.
   */
  'latency'?: (_google_protobuf_Duration | null);
  /**
   * How old the sample was when this message was sent, 0 to 1 hour. An age and not a time: the clocks of agents are
   * never trusted. Unset: 0.
   */
  'sampleAge'?: (_google_protobuf_Duration | null);
  '_inFlight'?: "inFlight";
}

/**
 * What a backend says of its load: ORCA's fields with ORCA's ranges (xds.data.orca.v3.OrcaLoadReport), and what a
 * central picker needs besides. NaN, infinities, negatives and values out of range refuse the whole report with
 * INVALID_LOAD_REPORT, and the previous report stays in force.
 */
export interface LoadReport__Output {
  /**
   * CPU in use as a share of what the backend has, 0 and up (above 1: over its soft limit). 0: unknown.
   */
  'cpuUtilization': (number);
  /**
   * Memory in use as a share of what the backend has, 0 to 1. 0: unknown.
   */
  'memUtilization': (number);
  /**
   * Utilization as the application defines it, 0 and up. 0: unknown.
   */
  'applicationUtilization': (number);
  /**
   * Requests per second that the backend serves, 0 and up. 0: unknown.
   */
  'rpsFractional': (number);
  /**
   * Errors per second that the backend answers, 0 and up.
   */
  'eps': (number);
  /**
   * Application's own costs of a request, each 0 and up. At most 32 entries, keys of 1 to 63 characters.
   */
  'requestCost': ({[key: string]: number});
  /**
   * Application's own resource utilizations, each 0 to 1. At most 32 entries, keys of 1 to 63 characters.
   */
  'utilization': ({[key: string]: number});
  /**
   * Application's own metrics, each finite. At most 32 entries, keys of 1 to 63 characters.
   */
  'namedMetrics': ({[key: string]: number});
  /**
   * Requests that the backend has in flight at the sample time, 0 to 10,000,000. Unset: unknown.
   */
  'inFlight'?: (number);
  /**
   * Requests completed since the backend started (its epoch), errors included. It only grows inside an epoch.
   */
  'completed': (number);
  /**
   * Requests that failed since the backend started (its epoch). It only grows inside an epoch.
   */
  'errors': (number);
  /**
   * Requests that the backend serves well at one time, relative to its peers: 0 and up, at most 1,000,000. 0: unknown.
   */
  'capacity': (number);
  /**
   * Mean latency of the requests that succeeded since the previous report, 0 to 1 hour. Unset: nothing succeeded.
   */
  'latency': (_google_protobuf_Duration__Output | null);
  /**
   * How old the sample was when this message was sent, 0 to 1 hour. An age and not a time: the clocks of agents are
   * never trusted. Unset: 0.
   */
  'sampleAge': (_google_protobuf_Duration__Output | null);
  '_inFlight'?: "inFlight";
}
