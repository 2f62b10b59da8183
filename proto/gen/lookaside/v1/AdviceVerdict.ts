// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * Whether to switch a pool to the policy on trial.
 */
export const AdviceVerdict = {
  /**
   * Never sent by the service.
   */
  ADVICE_VERDICT_UNSPECIFIED: 'ADVICE_VERDICT_UNSPECIFIED',
  /**
   * The policy on trial is better, and the difference is no chance.
   */
  ADVICE_VERDICT_SWITCH: 'ADVICE_VERDICT_SWITCH',
  /**
   * It is not better, or it was rolled back.
   */
  ADVICE_VERDICT_STAY: 'ADVICE_VERDICT_STAY',
  /**
   * It is too early to say.
   */
  ADVICE_VERDICT_NOT_ENOUGH_DATA: 'ADVICE_VERDICT_NOT_ENOUGH_DATA',
  /**
   * The pool has neither a shadow nor a canary.
   */
  ADVICE_VERDICT_NOTHING_ON_TRIAL: 'ADVICE_VERDICT_NOTHING_ON_TRIAL',
} as const;

/**
 * Whether to switch a pool to the policy on trial.
 */
export type AdviceVerdict =
  /**
   * Never sent by the service.
   */
  | 'ADVICE_VERDICT_UNSPECIFIED'
  | 0
  /**
   * The policy on trial is better, and the difference is no chance.
   */
  | 'ADVICE_VERDICT_SWITCH'
  | 1
  /**
   * It is not better, or it was rolled back.
   */
  | 'ADVICE_VERDICT_STAY'
  | 2
  /**
   * It is too early to say.
   */
  | 'ADVICE_VERDICT_NOT_ENOUGH_DATA'
  | 3
  /**
   * The pool has neither a shadow nor a canary.
   */
  | 'ADVICE_VERDICT_NOTHING_ON_TRIAL'
  | 4

/**
 * Whether to switch a pool to the policy on trial.
 */
export type AdviceVerdict__Output = typeof AdviceVerdict[keyof typeof AdviceVerdict]
