// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * The backend to undrain.
 */
export interface UndrainBackendRequest {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * The backend. Required.
   */
  'backendId'?: (string);
  /**
   * Check everything and change nothing.
   */
  'dryRun'?: (boolean);
}

/**
 * The backend to undrain.
 */
export interface UndrainBackendRequest__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * The backend. Required.
   */
  'backendId': (string);
  /**
   * Check everything and change nothing.
   */
  'dryRun': (boolean);
}
