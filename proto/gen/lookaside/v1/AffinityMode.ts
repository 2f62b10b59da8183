// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * How calls with the same key, or the same token, come to the same backend.
 */
export const AffinityMode = {
  /**
   * Taken as none.
   */
  AFFINITY_MODE_UNSPECIFIED: 'AFFINITY_MODE_UNSPECIFIED',
  /**
   * Keys and tokens mean nothing to eligibility; hashing policies still hash the key.
   */
  AFFINITY_MODE_NONE: 'AFFINITY_MODE_NONE',
  /**
   * The key is hashed onto a ring of the eligible backends.
   */
  AFFINITY_MODE_HASH: 'AFFINITY_MODE_HASH',
  /**
   * The first pick of a key is remembered for a time, by every replica.
   */
  AFFINITY_MODE_BINDING: 'AFFINITY_MODE_BINDING',
  /**
   * The answer carries a token that names the backend, and the caller brings it back.
   */
  AFFINITY_MODE_TOKEN: 'AFFINITY_MODE_TOKEN',
} as const;

/**
 * How calls with the same key, or the same token, come to the same backend.
 */
export type AffinityMode =
  /**
   * Taken as none.
   */
  | 'AFFINITY_MODE_UNSPECIFIED'
  | 0
  /**
   * Keys and tokens mean nothing to eligibility; hashing policies still hash the key.
   */
  | 'AFFINITY_MODE_NONE'
  | 1
  /**
   * The key is hashed onto a ring of the eligible backends.
   */
  | 'AFFINITY_MODE_HASH'
  | 2
  /**
   * The first pick of a key is remembered for a time, by every replica.
   */
  | 'AFFINITY_MODE_BINDING'
  | 3
  /**
   * The answer carries a token that names the backend, and the caller brings it back.
   */
  | 'AFFINITY_MODE_TOKEN'
  | 4

/**
 * How calls with the same key, or the same token, come to the same backend.
 */
export type AffinityMode__Output = typeof AffinityMode[keyof typeof AffinityMode]
