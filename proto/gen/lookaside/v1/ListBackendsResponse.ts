// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { BackendStatus as _lookaside_v1_BackendStatus, BackendStatus__Output as _lookaside_v1_BackendStatus__Output } from '../../lookaside/v1/BackendStatus.ts';

/**
 * A page of backends.
 */
export interface ListBackendsResponse {
  /**
   * The backends.
   */
  'backends'?: (_lookaside_v1_BackendStatus)[];
  /**
   * For the next page. Empty: this was the last.
   */
  'nextPageToken'?: (string);
}

/**
 * A page of backends.
 */
export interface ListBackendsResponse__Output {
  /**
   * The backends.
   */
  'backends': (_lookaside_v1_BackendStatus__Output)[];
  /**
   * For the next page. Empty: this was the last.
   */
  'nextPageToken': (string);
}
