// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * How the share of a backend would change.
 */
export interface ShareChange {
  /**
   * The backend.
   */
  'backendId'?: (string);
  /**
   * Its share of the compared picks, 0 to 1.
   */
  'share'?: (number | string);
  /**
   * The share that the shadow would have given it.
   */
  'shadowShare'?: (number | string);
}

/**
 * How the share of a backend would change.
 */
export interface ShareChange__Output {
  /**
   * The backend.
   */
  'backendId': (string);
  /**
   * Its share of the compared picks, 0 to 1.
   */
  'share': (number);
  /**
   * The share that the shadow would have given it.
   */
  'shadowShare': (number);
}
