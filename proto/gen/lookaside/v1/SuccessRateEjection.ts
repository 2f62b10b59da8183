// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Ejects backends whose success rate is below mean - stdev * stdev_factor / 1000.
 */
export interface SuccessRateEjection {
  /**
   * Thousandths of a standard deviation: 0 to 10,000. Default: 1900.
   */
  'stdevFactor'?: (number);
  /**
   * Percentage of the outliers found that are ejected: 0 to 100, 0 switches this off. Default: 100.
   */
  'enforcingPercent'?: (number);
  /**
   * Backends with enough requests that are needed to judge any: 1 to 10,000. Default: 5.
   */
  'minimumBackends'?: (number);
  /**
   * Requests of a backend in one interval that are enough: 1 to 1,000,000. Default: 100.
   */
  'requestVolume'?: (number);
  '_stdevFactor'?: "stdevFactor";
  '_enforcingPercent'?: "enforcingPercent";
  '_minimumBackends'?: "minimumBackends";
  '_requestVolume'?: "requestVolume";
}

/**
 * Ejects backends whose success rate is below mean - stdev * stdev_factor / 1000.
 */
export interface SuccessRateEjection__Output {
  /**
   * Thousandths of a standard deviation: 0 to 10,000. Default: 1900.
   */
  'stdevFactor'?: (number);
  /**
   * Percentage of the outliers found that are ejected: 0 to 100, 0 switches this off. Default: 100.
   */
  'enforcingPercent'?: (number);
  /**
   * Backends with enough requests that are needed to judge any: 1 to 10,000. Default: 5.
   */
  'minimumBackends'?: (number);
  /**
   * Requests of a backend in one interval that are enough: 1 to 1,000,000. Default: 100.
   */
  'requestVolume'?: (number);
  '_stdevFactor'?: "stdevFactor";
  '_enforcingPercent'?: "enforcingPercent";
  '_minimumBackends'?: "minimumBackends";
  '_requestVolume'?: "requestVolume";
}
