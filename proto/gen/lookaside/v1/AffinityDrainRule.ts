// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * What happens to calls that are bound to a draining backend.
 */
export const AffinityDrainRule = {
  /**
   * Taken as move.
   */
  AFFINITY_DRAIN_RULE_UNSPECIFIED: 'AFFINITY_DRAIN_RULE_UNSPECIFIED',
  /**
   * They move to another backend with their next pick, and stay there.
   */
  AFFINITY_DRAIN_RULE_MOVE: 'AFFINITY_DRAIN_RULE_MOVE',
  /**
   * They stay until their binding ends, or the backend goes.
   */
  AFFINITY_DRAIN_RULE_STAY: 'AFFINITY_DRAIN_RULE_STAY',
} as const;

/**
 * What happens to calls that are bound to a draining backend.
 */
export type AffinityDrainRule =
  /**
   * Taken as move.
   */
  | 'AFFINITY_DRAIN_RULE_UNSPECIFIED'
  | 0
  /**
   * They move to another backend with their next pick, and stay there.
   */
  | 'AFFINITY_DRAIN_RULE_MOVE'
  | 1
  /**
   * They stay until their binding ends, or the backend goes.
   */
  | 'AFFINITY_DRAIN_RULE_STAY'
  | 2

/**
 * What happens to calls that are bound to a draining backend.
 */
export type AffinityDrainRule__Output = typeof AffinityDrainRule[keyof typeof AffinityDrainRule]
