// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { AdviceVerdict as _lookaside_v1_AdviceVerdict, AdviceVerdict__Output as _lookaside_v1_AdviceVerdict__Output } from '../../lookaside/v1/AdviceVerdict.ts';
import type { ShadowReport as _lookaside_v1_ShadowReport, ShadowReport__Output as _lookaside_v1_ShadowReport__Output } from '../../lookaside/v1/ShadowReport.ts';
import type { CanaryStatus as _lookaside_v1_CanaryStatus, CanaryStatus__Output as _lookaside_v1_CanaryStatus__Output } from '../../lookaside/v1/CanaryStatus.ts';

/**
 * What the service advises, by what the asked replica has seen.
 */
export interface AdvisePolicyResponse {
  /**
   * The pool.
   */
  'pool'?: (string);
  /**
   * Wire name of its policy.
   */
  'policy'?: (string);
  /**
   * The advice in a word.
   */
  'verdict'?: (_lookaside_v1_AdviceVerdict);
  /**
   * The advice in sentences, for people.
   */
  'summary'?: (string);
  /**
   * Lines of YAML to add to the pool's configuration as the next step. Empty: nothing is to be added.
   */
  'configToAdd'?: (string);
  /**
   * What the shadow would have done. Unset: the pool has none.
   */
  'shadow'?: (_lookaside_v1_ShadowReport | null);
  /**
   * What the canary did. Unset: the pool has none.
   */
  'canary'?: (_lookaside_v1_CanaryStatus | null);
}

/**
 * What the service advises, by what the asked replica has seen.
 */
export interface AdvisePolicyResponse__Output {
  /**
   * The pool.
   */
  'pool': (string);
  /**
   * Wire name of its policy.
   */
  'policy': (string);
  /**
   * The advice in a word.
   */
  'verdict': (_lookaside_v1_AdviceVerdict__Output);
  /**
   * The advice in sentences, for people.
   */
  'summary': (string);
  /**
   * Lines of YAML to add to the pool's configuration as the next step. Empty: nothing is to be added.
   */
  'configToAdd': (string);
  /**
   * What the shadow would have done. Unset: the pool has none.
   */
  'shadow': (_lookaside_v1_ShadowReport__Output | null);
  /**
   * What the canary did. Unset: the pool has none.
   */
  'canary': (_lookaside_v1_CanaryStatus__Output | null);
}
