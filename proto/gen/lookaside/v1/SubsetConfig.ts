// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { SubsetFallback as _lookaside_v1_SubsetFallback, SubsetFallback__Output as _lookaside_v1_SubsetFallback__Output } from '../../lookaside/v1/SubsetFallback.ts';

/**
 * What a label selector means that matches nobody (Envoy's subset load balancer).
 */
export interface SubsetConfig {
  /**
   * Labels that requests may select by: at most 16. A selector that names another one matches nobody. Empty: any label.
   */
  'keys'?: (string)[];
  /**
   * Who serves instead; the answer then says so as degraded. Default: none.
   */
  'fallback'?: (_lookaside_v1_SubsetFallback);
  /**
   * Labels of those who serve instead, where the fallback is default: at most 32 entries.
   */
  'default'?: ({[key: string]: string});
}

/**
 * What a label selector means that matches nobody (Envoy's subset load balancer).
 */
export interface SubsetConfig__Output {
  /**
   * Labels that requests may select by: at most 16. A selector that names another one matches nobody. Empty: any label.
   */
  'keys': (string)[];
  /**
   * Who serves instead; the answer then says so as degraded. Default: none.
   */
  'fallback': (_lookaside_v1_SubsetFallback__Output);
  /**
   * Labels of those who serve instead, where the fallback is default: at most 32 entries.
   */
  'default': ({[key: string]: string});
}
