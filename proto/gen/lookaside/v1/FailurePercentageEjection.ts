// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Ejects backends of whose requests more than a percentage failed.
 */
export interface FailurePercentageEjection {
  /**
   * The percentage: 0 to 100. Default: 85.
   */
  'threshold'?: (number);
  /**
   * Percentage of the outliers found that are ejected: 0 to 100, 0 switches this off. Default: 100.
   */
  'enforcingPercent'?: (number);
  /**
   * Backends with enough requests that are needed to judge any: 1 to 10,000. Default: 5.
   */
  'minimumBackends'?: (number);
  /**
   * Requests of a backend in one interval that are enough: 1 to 1,000,000. Default: 50.
   */
  'requestVolume'?: (number);
  '_threshold'?: "threshold";
  '_enforcingPercent'?: "enforcingPercent";
  '_minimumBackends'?: "minimumBackends";
  '_requestVolume'?: "requestVolume";
}

/**
 * Ejects backends of whose requests more than a percentage failed.
 */
export interface FailurePercentageEjection__Output {
  /**
   * The percentage: 0 to 100. Default: 85.
   */
  'threshold'?: (number);
  /**
   * Percentage of the outliers found that are ejected: 0 to 100, 0 switches this off. Default: 100.
   */
  'enforcingPercent'?: (number);
  /**
   * Backends with enough requests that are needed to judge any: 1 to 10,000. Default: 5.
   */
  'minimumBackends'?: (number);
  /**
   * Requests of a backend in one interval that are enough: 1 to 1,000,000. Default: 50.
   */
  'requestVolume'?: (number);
  '_threshold'?: "threshold";
  '_enforcingPercent'?: "enforcingPercent";
  '_minimumBackends'?: "minimumBackends";
  '_requestVolume'?: "requestVolume";
}
