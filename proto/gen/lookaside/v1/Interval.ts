// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * An estimate and the interval in which the truth is with confidence.
 */
export interface Interval {
  /**
   * The estimate.
   */
  'estimate'?: (number | string);
  /**
   * Lower end.
   */
  'low'?: (number | string);
  /**
   * Upper end.
   */
  'high'?: (number | string);
}

/**
 * An estimate and the interval in which the truth is with confidence.
 */
export interface Interval__Output {
  /**
   * The estimate.
   */
  'estimate': (number);
  /**
   * Lower end.
   */
  'low': (number);
  /**
   * Upper end.
   */
  'high': (number);
}
