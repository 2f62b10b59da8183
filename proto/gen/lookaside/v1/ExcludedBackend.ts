// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * A backend that could have been picked but was left out.
 */
export interface ExcludedBackend {
  /**
   * The backend.
   */
  'backendId'?: (string);
  /**
   * Why: the name of a state ("draining") or of a rule of the request ("excluded", "previous_pick",
   * "selector", "subsetting").
   */
  'reason'?: (string);
}

/**
 * A backend that could have been picked but was left out.
 */
export interface ExcludedBackend__Output {
  /**
   * The backend.
   */
  'backendId': (string);
  /**
   * Why: the name of a state ("draining") or of a rule of the request ("excluded", "previous_pick",
   * "selector", "subsetting").
   */
  'reason': (string);
}
