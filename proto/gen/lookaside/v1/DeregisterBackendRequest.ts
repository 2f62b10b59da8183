// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Long } from '@grpc/proto-loader';

/**
 * The backend to take away.
 */
export interface DeregisterBackendRequest {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * The backend. Required.
   */
  'backendId'?: (string);
  /**
   * The epoch that it registered with. Required.
   */
  'epoch'?: (number | string | Long);
}

/**
 * The backend to take away.
 */
export interface DeregisterBackendRequest__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * The backend. Required.
   */
  'backendId': (string);
  /**
   * The epoch that it registered with. Required.
   */
  'epoch': (number);
}
