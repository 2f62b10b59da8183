// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * Why an answer may be worse than usual.
 */
export const DegradedReason = {
  /**
   * Never sent by the service.
   */
  DEGRADED_REASON_UNSPECIFIED: 'DEGRADED_REASON_UNSPECIFIED',
  /**
   * The store has not answered for longer than its staleness limit: other replicas' changes may be missing.
   */
  DEGRADED_REASON_STORE_UNAVAILABLE: 'DEGRADED_REASON_STORE_UNAVAILABLE',
  /**
   * The state comes from before this replica started, and no heartbeat has confirmed it.
   */
  DEGRADED_REASON_STATE_STALE: 'DEGRADED_REASON_STATE_STALE',
  /**
   * Many backends went silent at once, so their expiry is frozen.
   */
  DEGRADED_REASON_SELF_PRESERVATION: 'DEGRADED_REASON_SELF_PRESERVATION',
  /**
   * Too few backends are eligible, so health is ignored.
   */
  DEGRADED_REASON_PANIC: 'DEGRADED_REASON_PANIC',
  /**
   * The pool's policy failed, and its fallback policy picked.
   */
  DEGRADED_REASON_POLICY_FALLBACK: 'DEGRADED_REASON_POLICY_FALLBACK',
  /**
   * The label selector matched nobody, and the pool's fallback for that serves.
   */
  DEGRADED_REASON_SUBSET_FALLBACK: 'DEGRADED_REASON_SUBSET_FALLBACK',
  /**
   * The pool's canary did worse and was rolled back. Never of a single answer: the picks are as they were without it.
   */
  DEGRADED_REASON_CANARY_ROLLED_BACK: 'DEGRADED_REASON_CANARY_ROLLED_BACK',
} as const;

/**
 * Why an answer may be worse than usual.
 */
export type DegradedReason =
  /**
   * Never sent by the service.
   */
  | 'DEGRADED_REASON_UNSPECIFIED'
  | 0
  /**
   * The store has not answered for longer than its staleness limit: other replicas' changes may be missing.
   */
  | 'DEGRADED_REASON_STORE_UNAVAILABLE'
  | 1
  /**
   * The state comes from before this replica started, and no heartbeat has confirmed it.
   */
  | 'DEGRADED_REASON_STATE_STALE'
  | 2
  /**
   * Many backends went silent at once, so their expiry is frozen.
   */
  | 'DEGRADED_REASON_SELF_PRESERVATION'
  | 3
  /**
   * Too few backends are eligible, so health is ignored.
   */
  | 'DEGRADED_REASON_PANIC'
  | 4
  /**
   * The pool's policy failed, and its fallback policy picked.
   */
  | 'DEGRADED_REASON_POLICY_FALLBACK'
  | 5
  /**
   * The label selector matched nobody, and the pool's fallback for that serves.
   */
  | 'DEGRADED_REASON_SUBSET_FALLBACK'
  | 6
  /**
   * The pool's canary did worse and was rolled back. Never of a single answer: the picks are as they were without it.
   */
  | 'DEGRADED_REASON_CANARY_ROLLED_BACK'
  | 7

/**
 * Why an answer may be worse than usual.
 */
export type DegradedReason__Output = typeof DegradedReason[keyof typeof DegradedReason]
