// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Which backends to list.
 */
export interface ListBackendsRequest {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * At most this many: 0 to 1,000, 0 means 1,000.
   */
  'pageSize'?: (number);
  /**
   * From the previous answer. Empty: from the start.
   */
  'pageToken'?: (string);
}

/**
 * Which backends to list.
 */
export interface ListBackendsRequest__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * At most this many: 0 to 1,000, 0 means 1,000.
   */
  'pageSize': (number);
  /**
   * From the previous answer. Empty: from the start.
   */
  'pageToken': (string);
}
