// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * Which rule decided the pick. Where several apply, the highest number is shown.
 */
export const PickReason = {
  /**
   * Never sent by the service.
   */
  PICK_REASON_UNSPECIFIED: 'PICK_REASON_UNSPECIFIED',
  /**
   * The pool's policy.
   */
  PICK_REASON_POLICY: 'PICK_REASON_POLICY',
  /**
   * The backend that the affinity key or token is bound to.
   */
  PICK_REASON_AFFINITY: 'PICK_REASON_AFFINITY',
  /**
   * The policy, among backends outside the caller's own locality.
   */
  PICK_REASON_LOCALITY_FAILOVER: 'PICK_REASON_LOCALITY_FAILOVER',
  /**
   * The pool's fallback policy, since the policy failed.
   */
  PICK_REASON_FALLBACK_POLICY: 'PICK_REASON_FALLBACK_POLICY',
  /**
   * Too few backends are eligible, so health is ignored.
   */
  PICK_REASON_PANIC: 'PICK_REASON_PANIC',
  /**
   * The policy that is on trial as the pool's canary.
   */
  PICK_REASON_CANARY: 'PICK_REASON_CANARY',
} as const;

/**
 * Which rule decided the pick. Where several apply, the highest number is shown.
 */
export type PickReason =
  /**
   * Never sent by the service.
   */
  | 'PICK_REASON_UNSPECIFIED'
  | 0
  /**
   * The pool's policy.
   */
  | 'PICK_REASON_POLICY'
  | 1
  /**
   * The backend that the affinity key or token is bound to.
   */
  | 'PICK_REASON_AFFINITY'
  | 2
  /**
   * The policy, among backends outside the caller's own locality.
   */
  | 'PICK_REASON_LOCALITY_FAILOVER'
  | 3
  /**
   * The pool's fallback policy, since the policy failed.
   */
  | 'PICK_REASON_FALLBACK_POLICY'
  | 4
  /**
   * Too few backends are eligible, so health is ignored.
   */
  | 'PICK_REASON_PANIC'
  | 5
  /**
   * The policy that is on trial as the pool's canary.
   */
  | 'PICK_REASON_CANARY'
  | 6

/**
 * Which rule decided the pick. Where several apply, the highest number is shown.
 */
export type PickReason__Output = typeof PickReason[keyof typeof PickReason]
