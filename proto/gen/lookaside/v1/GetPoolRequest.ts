// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Which pool to get.
 */
export interface GetPoolRequest {
  /**
   * Its name. Required.
   */
  'name'?: (string);
}

/**
 * Which pool to get.
 */
export interface GetPoolRequest__Output {
  /**
   * Its name. Required.
   */
  'name': (string);
}
