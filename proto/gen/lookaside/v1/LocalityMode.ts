// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * How much callers keep to their own locality.
 */
export const LocalityMode = {
  /**
   * Taken as prefer.
   */
  LOCALITY_MODE_UNSPECIFIED: 'LOCALITY_MODE_UNSPECIFIED',
  /**
   * The caller's locality means nothing.
   */
  LOCALITY_MODE_IGNORE: 'LOCALITY_MODE_IGNORE',
  /**
   * The nearest backends first: sub-zone and zone, then region, then anywhere, each as far as its healthy backends
   * reach with overprovisioning.
   */
  LOCALITY_MODE_PREFER: 'LOCALITY_MODE_PREFER',
} as const;

/**
 * How much callers keep to their own locality.
 */
export type LocalityMode =
  /**
   * Taken as prefer.
   */
  | 'LOCALITY_MODE_UNSPECIFIED'
  | 0
  /**
   * The caller's locality means nothing.
   */
  | 'LOCALITY_MODE_IGNORE'
  | 1
  /**
   * The nearest backends first: sub-zone and zone, then region, then anywhere, each as far as its healthy backends
   * reach with overprovisioning.
   */
  | 'LOCALITY_MODE_PREFER'
  | 2

/**
 * How much callers keep to their own locality.
 */
export type LocalityMode__Output = typeof LocalityMode[keyof typeof LocalityMode]
