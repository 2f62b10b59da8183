// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * The backend to drain.
 */
export interface DrainBackendRequest {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * The backend. Required.
   */
  'backendId'?: (string);
  /**
   * Drain even if fewer eligible backends are left than the pool's panic threshold.
   */
  'force'?: (boolean);
  /**
   * Check everything and change nothing.
   */
  'dryRun'?: (boolean);
}

/**
 * The backend to drain.
 */
export interface DrainBackendRequest__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * The backend. Required.
   */
  'backendId': (string);
  /**
   * Drain even if fewer eligible backends are left than the pool's panic threshold.
   */
  'force': (boolean);
  /**
   * Check everything and change nothing.
   */
  'dryRun': (boolean);
}
