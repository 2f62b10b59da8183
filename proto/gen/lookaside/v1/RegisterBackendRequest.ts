// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from '../../lookaside/v1/Backend.ts';
import type { BackendHealth as _lookaside_v1_BackendHealth, BackendHealth__Output as _lookaside_v1_BackendHealth__Output } from '../../lookaside/v1/BackendHealth.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A backend to make known.
 */
export interface RegisterBackendRequest {
  /**
   * Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required.
   */
  'pool'?: (string);
  /**
   * The backend. Required.
   */
  'backend'?: (_lookaside_v1_Backend | null);
  /**
   * Incarnation of the backend, larger with each start, for example the start time in milliseconds. An older epoch
   * never overwrites a newer one. At most 2^53 - 1. Required.
   */
  'epoch'?: (number | string | Long);
  /**
   * Health at this moment.
   */
  'health'?: (_lookaside_v1_BackendHealth);
  /**
   * Requests that the backend serves well at one time, relative to its peers: 0 to 1,000,000. 0: unknown.
   */
  'capacity'?: (number | string);
}

/**
 * A backend to make known.
 */
export interface RegisterBackendRequest__Output {
  /**
   * Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required.
   */
  'pool': (string);
  /**
   * The backend. Required.
   */
  'backend': (_lookaside_v1_Backend__Output | null);
  /**
   * Incarnation of the backend, larger with each start, for example the start time in milliseconds. An older epoch
   * never overwrites a newer one. At most 2^53 - 1. Required.
   */
  'epoch': (number);
  /**
   * Health at this moment.
   */
  'health': (_lookaside_v1_BackendHealth__Output);
  /**
   * Requests that the backend serves well at one time, relative to its peers: 0 to 1,000,000. 0: unknown.
   */
  'capacity': (number);
}
