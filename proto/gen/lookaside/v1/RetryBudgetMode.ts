// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * By what a retry budget is measured.
 */
export const RetryBudgetMode = {
  /**
   * Taken as off.
   */
  RETRY_BUDGET_MODE_UNSPECIFIED: 'RETRY_BUDGET_MODE_UNSPECIFIED',
  /**
   * There is none.
   */
  RETRY_BUDGET_MODE_OFF: 'RETRY_BUDGET_MODE_OFF',
  /**
   * By the first picks: a percentage of them, and a few a second besides (Finagle's retry budget).
   */
  RETRY_BUDGET_MODE_PERCENT: 'RETRY_BUDGET_MODE_PERCENT',
  /**
   * By the outcomes: a failure takes a token, a success gives a part of one back, and there are retries while more
   * than half of the tokens are left (gRFC A6).
   */
  RETRY_BUDGET_MODE_THROTTLE: 'RETRY_BUDGET_MODE_THROTTLE',
} as const;

/**
 * By what a retry budget is measured.
 */
export type RetryBudgetMode =
  /**
   * Taken as off.
   */
  | 'RETRY_BUDGET_MODE_UNSPECIFIED'
  | 0
  /**
   * There is none.
   */
  | 'RETRY_BUDGET_MODE_OFF'
  | 1
  /**
   * By the first picks: a percentage of them, and a few a second besides (Finagle's retry budget).
   */
  | 'RETRY_BUDGET_MODE_PERCENT'
  | 2
  /**
   * By the outcomes: a failure takes a token, a success gives a part of one back, and there are retries while more
   * than half of the tokens are left (gRFC A6).
   */
  | 'RETRY_BUDGET_MODE_THROTTLE'
  | 3

/**
 * By what a retry budget is measured.
 */
export type RetryBudgetMode__Output = typeof RetryBudgetMode[keyof typeof RetryBudgetMode]
