// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * How a limit of requests in flight is learnt.
 */
export const ConcurrencyLimitMode = {
  /**
   * Taken as off.
   */
  CONCURRENCY_LIMIT_MODE_UNSPECIFIED: 'CONCURRENCY_LIMIT_MODE_UNSPECIFIED',
  /**
   * It is not.
   */
  CONCURRENCY_LIMIT_MODE_OFF: 'CONCURRENCY_LIMIT_MODE_OFF',
  /**
   * By the ratio of long-term to present latency (Netflix' Gradient2).
   */
  CONCURRENCY_LIMIT_MODE_GRADIENT2: 'CONCURRENCY_LIMIT_MODE_GRADIENT2',
} as const;

/**
 * How a limit of requests in flight is learnt.
 */
export type ConcurrencyLimitMode =
  /**
   * Taken as off.
   */
  | 'CONCURRENCY_LIMIT_MODE_UNSPECIFIED'
  | 0
  /**
   * It is not.
   */
  | 'CONCURRENCY_LIMIT_MODE_OFF'
  | 1
  /**
   * By the ratio of long-term to present latency (Netflix' Gradient2).
   */
  | 'CONCURRENCY_LIMIT_MODE_GRADIENT2'
  | 2

/**
 * How a limit of requests in flight is learnt.
 */
export type ConcurrencyLimitMode__Output = typeof ConcurrencyLimitMode[keyof typeof ConcurrencyLimitMode]
