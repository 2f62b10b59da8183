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
  /**
   * Each zone gets the share that its weight says, wherever the caller is, and less as it loses healthy backends
   * (Envoy's locality weighted load balancing).
   */
  LOCALITY_MODE_WEIGHTED: 'LOCALITY_MODE_WEIGHTED',
  /**
   * Callers stay in their zone as far as its share of the backends reaches for its share of the calls; what is too
   * much goes where backends are left over (Envoy's zone-aware routing).
   */
  LOCALITY_MODE_ZONE_AWARE: 'LOCALITY_MODE_ZONE_AWARE',
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
   * Each zone gets the share that its weight says, wherever the caller is, and less as it loses healthy backends
   * (Envoy's locality weighted load balancing).
   */
  | 'LOCALITY_MODE_WEIGHTED'
  | 3
  /**
   * Callers stay in their zone as far as its share of the backends reaches for its share of the calls; what is too
   * much goes where backends are left over (Envoy's zone-aware routing).
   */
  | 'LOCALITY_MODE_ZONE_AWARE'
  | 4

/**
 * How much callers keep to their own locality.
 */
export type LocalityMode__Output = typeof LocalityMode[keyof typeof LocalityMode]
