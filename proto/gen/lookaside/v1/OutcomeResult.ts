// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * How a call that was picked ended.
 */
export const OutcomeResult = {
  /**
   * Refused with INVALID_ARGUMENT.
   */
  OUTCOME_RESULT_UNSPECIFIED: 'OUTCOME_RESULT_UNSPECIFIED',
  /**
   * The backend answered, and the answer was good. An error of the caller's own making counts as success here.
   */
  OUTCOME_RESULT_SUCCESS: 'OUTCOME_RESULT_SUCCESS',
  /**
   * The backend answered with an error of its own (HTTP 5xx, gRPC INTERNAL or UNKNOWN).
   */
  OUTCOME_RESULT_ERROR: 'OUTCOME_RESULT_ERROR',
  /**
   * No answer within the caller's deadline.
   */
  OUTCOME_RESULT_TIMEOUT: 'OUTCOME_RESULT_TIMEOUT',
  /**
   * No connection could be made, or it broke before an answer.
   */
  OUTCOME_RESULT_CONNECT_FAILURE: 'OUTCOME_RESULT_CONNECT_FAILURE',
  /**
   * The caller gave up for a reason of its own: frees the pick, judges nobody.
   */
  OUTCOME_RESULT_CANCELLED: 'OUTCOME_RESULT_CANCELLED',
  /**
   * The backend said that it is busy (HTTP 429, gRPC RESOURCE_EXHAUSTED): busy is not broken, so it does not count
   * towards ejection, but it does lower the success rate.
   */
  OUTCOME_RESULT_REJECTED: 'OUTCOME_RESULT_REJECTED',
} as const;

/**
 * How a call that was picked ended.
 */
export type OutcomeResult =
  /**
   * Refused with INVALID_ARGUMENT.
   */
  | 'OUTCOME_RESULT_UNSPECIFIED'
  | 0
  /**
   * The backend answered, and the answer was good. An error of the caller's own making counts as success here.
   */
  | 'OUTCOME_RESULT_SUCCESS'
  | 1
  /**
   * The backend answered with an error of its own (HTTP 5xx, gRPC INTERNAL or UNKNOWN).
   */
  | 'OUTCOME_RESULT_ERROR'
  | 2
  /**
   * No answer within the caller's deadline.
   */
  | 'OUTCOME_RESULT_TIMEOUT'
  | 3
  /**
   * No connection could be made, or it broke before an answer.
   */
  | 'OUTCOME_RESULT_CONNECT_FAILURE'
  | 4
  /**
   * The caller gave up for a reason of its own: frees the pick, judges nobody.
   */
  | 'OUTCOME_RESULT_CANCELLED'
  | 5
  /**
   * The backend said that it is busy (HTTP 429, gRPC RESOURCE_EXHAUSTED): busy is not broken, so it does not count
   * towards ejection, but it does lower the success rate.
   */
  | 'OUTCOME_RESULT_REJECTED'
  | 6

/**
 * How a call that was picked ended.
 */
export type OutcomeResult__Output = typeof OutcomeResult[keyof typeof OutcomeResult]
