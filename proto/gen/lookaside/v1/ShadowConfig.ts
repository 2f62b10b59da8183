// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PolicyConfig as _lookaside_v1_PolicyConfig, PolicyConfig__Output as _lookaside_v1_PolicyConfig__Output } from '../../lookaside/v1/PolicyConfig.ts';

/**
 * A second policy that is asked on the same traffic, after each real choice and with the same inputs, and never followed.
 * AdvisePolicy compares the two.
 */
export interface ShadowConfig {
  /**
   * The policy that is asked. Required.
   */
  'policy'?: (_lookaside_v1_PolicyConfig | null);
  /**
   * Percentage of the picks that it is asked for: 0 to 100. Default: 10.
   */
  'percent'?: (number);
  '_percent'?: "percent";
}

/**
 * A second policy that is asked on the same traffic, after each real choice and with the same inputs, and never followed.
 * AdvisePolicy compares the two.
 */
export interface ShadowConfig__Output {
  /**
   * The policy that is asked. Required.
   */
  'policy': (_lookaside_v1_PolicyConfig__Output | null);
  /**
   * Percentage of the picks that it is asked for: 0 to 100. Default: 10.
   */
  'percent'?: (number);
  '_percent'?: "percent";
}
