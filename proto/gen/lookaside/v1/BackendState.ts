// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * The state of a backend, as eligibility sees it. The first one that applies, in the order of severity given here by
 * the numbers, is the one shown.
 */
export const BackendState = {
  /**
   * Never sent by the service.
   */
  BACKEND_STATE_UNSPECIFIED: 'BACKEND_STATE_UNSPECIFIED',
  /**
   * May be picked.
   */
  BACKEND_STATE_ELIGIBLE: 'BACKEND_STATE_ELIGIBLE',
  /**
   * May be picked, at a share that grows during slow start.
   */
  BACKEND_STATE_WARMING: 'BACKEND_STATE_WARMING',
  /**
   * Has as many requests in flight as its pool allows; may be picked again when one ends.
   */
  BACKEND_STATE_SATURATED: 'BACKEND_STATE_SATURATED',
  /**
   * Removed for a while by outlier detection.
   */
  BACKEND_STATE_EJECTED: 'BACKEND_STATE_EJECTED',
  /**
   * Its own health checks fail.
   */
  BACKEND_STATE_UNHEALTHY: 'BACKEND_STATE_UNHEALTHY',
  /**
   * Its heartbeats stopped, and its lease is over.
   */
  BACKEND_STATE_EXPIRED: 'BACKEND_STATE_EXPIRED',
  /**
   * Takes no new picks: drained by an operator or leaving by itself.
   */
  BACKEND_STATE_DRAINING: 'BACKEND_STATE_DRAINING',
} as const;

/**
 * The state of a backend, as eligibility sees it. The first one that applies, in the order of severity given here by
 * the numbers, is the one shown.
 */
export type BackendState =
  /**
   * Never sent by the service.
   */
  | 'BACKEND_STATE_UNSPECIFIED'
  | 0
  /**
   * May be picked.
   */
  | 'BACKEND_STATE_ELIGIBLE'
  | 1
  /**
   * May be picked, at a share that grows during slow start.
   */
  | 'BACKEND_STATE_WARMING'
  | 2
  /**
   * Has as many requests in flight as its pool allows; may be picked again when one ends.
   */
  | 'BACKEND_STATE_SATURATED'
  | 3
  /**
   * Removed for a while by outlier detection.
   */
  | 'BACKEND_STATE_EJECTED'
  | 4
  /**
   * Its own health checks fail.
   */
  | 'BACKEND_STATE_UNHEALTHY'
  | 5
  /**
   * Its heartbeats stopped, and its lease is over.
   */
  | 'BACKEND_STATE_EXPIRED'
  | 6
  /**
   * Takes no new picks: drained by an operator or leaving by itself.
   */
  | 'BACKEND_STATE_DRAINING'
  | 7

/**
 * The state of a backend, as eligibility sees it. The first one that applies, in the order of severity given here by
 * the numbers, is the one shown.
 */
export type BackendState__Output = typeof BackendState[keyof typeof BackendState]
