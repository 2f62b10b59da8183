// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * The weight to set.
 */
export interface SetBackendWeightRequest {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * The backend. Required.
   */
  'backendId'?: (string);
  /**
   * The weight, 1 to 1,000,000. Unset: the backend's own is in force again.
   */
  'weight'?: (number);
  /**
   * Check everything and change nothing.
   */
  'dryRun'?: (boolean);
  '_weight'?: "weight";
}

/**
 * The weight to set.
 */
export interface SetBackendWeightRequest__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * The backend. Required.
   */
  'backendId': (string);
  /**
   * The weight, 1 to 1,000,000. Unset: the backend's own is in force again.
   */
  'weight'?: (number);
  /**
   * Check everything and change nothing.
   */
  'dryRun': (boolean);
  '_weight'?: "weight";
}
