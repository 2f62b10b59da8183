// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Which pool to advise on.
 */
export interface AdvisePolicyRequest {
  /**
   * Its name. Required.
   */
  'pool'?: (string);
}

/**
 * Which pool to advise on.
 */
export interface AdvisePolicyRequest__Output {
  /**
   * Its name. Required.
   */
  'pool': (string);
}
