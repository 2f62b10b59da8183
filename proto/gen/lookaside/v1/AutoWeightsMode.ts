// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * Whether factors of automatic weights are worked out, and whether they are in force.
 */
export const AutoWeightsMode = {
  /**
   * Taken as off.
   */
  AUTO_WEIGHTS_MODE_UNSPECIFIED: 'AUTO_WEIGHTS_MODE_UNSPECIFIED',
  /**
   * Weights are as they were registered or set.
   */
  AUTO_WEIGHTS_MODE_OFF: 'AUTO_WEIGHTS_MODE_OFF',
  /**
   * Factors are worked out and shown, and change nothing.
   */
  AUTO_WEIGHTS_MODE_DRY_RUN: 'AUTO_WEIGHTS_MODE_DRY_RUN',
  /**
   * Factors multiply the weights, where the policy follows weights.
   */
  AUTO_WEIGHTS_MODE_ON: 'AUTO_WEIGHTS_MODE_ON',
} as const;

/**
 * Whether factors of automatic weights are worked out, and whether they are in force.
 */
export type AutoWeightsMode =
  /**
   * Taken as off.
   */
  | 'AUTO_WEIGHTS_MODE_UNSPECIFIED'
  | 0
  /**
   * Weights are as they were registered or set.
   */
  | 'AUTO_WEIGHTS_MODE_OFF'
  | 1
  /**
   * Factors are worked out and shown, and change nothing.
   */
  | 'AUTO_WEIGHTS_MODE_DRY_RUN'
  | 2
  /**
   * Factors multiply the weights, where the policy follows weights.
   */
  | 'AUTO_WEIGHTS_MODE_ON'
  | 3

/**
 * Whether factors of automatic weights are worked out, and whether they are in force.
 */
export type AutoWeightsMode__Output = typeof AutoWeightsMode[keyof typeof AutoWeightsMode]
