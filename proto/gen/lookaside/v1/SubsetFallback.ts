// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * Who serves a request whose label selector finds nobody that may be picked.
 */
export const SubsetFallback = {
  /**
   * Taken as none.
   */
  SUBSET_FALLBACK_UNSPECIFIED: 'SUBSET_FALLBACK_UNSPECIFIED',
  /**
   * Nobody: the pick is refused with NO_BACKENDS.
   */
  SUBSET_FALLBACK_NONE: 'SUBSET_FALLBACK_NONE',
  /**
   * Every backend of the pool.
   */
  SUBSET_FALLBACK_ANY: 'SUBSET_FALLBACK_ANY',
  /**
   * The backends with the labels of `default`.
   */
  SUBSET_FALLBACK_DEFAULT: 'SUBSET_FALLBACK_DEFAULT',
} as const;

/**
 * Who serves a request whose label selector finds nobody that may be picked.
 */
export type SubsetFallback =
  /**
   * Taken as none.
   */
  | 'SUBSET_FALLBACK_UNSPECIFIED'
  | 0
  /**
   * Nobody: the pick is refused with NO_BACKENDS.
   */
  | 'SUBSET_FALLBACK_NONE'
  | 1
  /**
   * Every backend of the pool.
   */
  | 'SUBSET_FALLBACK_ANY'
  | 2
  /**
   * The backends with the labels of `default`.
   */
  | 'SUBSET_FALLBACK_DEFAULT'
  | 3

/**
 * Who serves a request whose label selector finds nobody that may be picked.
 */
export type SubsetFallback__Output = typeof SubsetFallback[keyof typeof SubsetFallback]
