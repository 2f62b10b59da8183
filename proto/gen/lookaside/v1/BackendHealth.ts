// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

/**
 * What a backend's own health checks say.
 */
export const BackendHealth = {
  /**
   * Not checked: taken as healthy while its heartbeats arrive.
   */
  BACKEND_HEALTH_UNSPECIFIED: 'BACKEND_HEALTH_UNSPECIFIED',
  /**
   * The checks pass.
   */
  BACKEND_HEALTH_HEALTHY: 'BACKEND_HEALTH_HEALTHY',
  /**
   * The checks fail: not picked, except in panic.
   */
  BACKEND_HEALTH_UNHEALTHY: 'BACKEND_HEALTH_UNHEALTHY',
} as const;

/**
 * What a backend's own health checks say.
 */
export type BackendHealth =
  /**
   * Not checked: taken as healthy while its heartbeats arrive.
   */
  | 'BACKEND_HEALTH_UNSPECIFIED'
  | 0
  /**
   * The checks pass.
   */
  | 'BACKEND_HEALTH_HEALTHY'
  | 1
  /**
   * The checks fail: not picked, except in panic.
   */
  | 'BACKEND_HEALTH_UNHEALTHY'
  | 2

/**
 * What a backend's own health checks say.
 */
export type BackendHealth__Output = typeof BackendHealth[keyof typeof BackendHealth]
