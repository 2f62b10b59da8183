// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { AutoWeightChange as _lookaside_v1_AutoWeightChange, AutoWeightChange__Output as _lookaside_v1_AutoWeightChange__Output } from '../../lookaside/v1/AutoWeightChange.ts';

/**
 * What automatic weights do about a backend.
 */
export interface AutoWeightStatus {
  /**
   * Factor on the weight in force, which the operator or the backend set.
   */
  'factor'?: (number | string);
  /**
   * Whether the factor multiplies the weight. False in a dry run, and where the policy does not follow weights.
   */
  'inForce'?: (boolean);
  /**
   * What the last step made of it, for people, for example "utilization 0.82 over the mean 0.61: 1.00 -> 0.95".
   */
  'reason'?: (string);
  /**
   * The last 5 changes of the factor, newest first.
   */
  'changes'?: (_lookaside_v1_AutoWeightChange)[];
}

/**
 * What automatic weights do about a backend.
 */
export interface AutoWeightStatus__Output {
  /**
   * Factor on the weight in force, which the operator or the backend set.
   */
  'factor': (number);
  /**
   * Whether the factor multiplies the weight. False in a dry run, and where the policy does not follow weights.
   */
  'inForce': (boolean);
  /**
   * What the last step made of it, for people, for example "utilization 0.82 over the mean 0.61: 1.00 -> 0.95".
   */
  'reason': (string);
  /**
   * The last 5 changes of the factor, newest first.
   */
  'changes': (_lookaside_v1_AutoWeightChange__Output)[];
}
