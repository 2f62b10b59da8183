// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Which pools to list.
 */
export interface ListPoolsRequest {
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
 * Which pools to list.
 */
export interface ListPoolsRequest__Output {
  /**
   * At most this many: 0 to 1,000, 0 means 1,000.
   */
  'pageSize': (number);
  /**
   * From the previous answer. Empty: from the start.
   */
  'pageToken': (string);
}
