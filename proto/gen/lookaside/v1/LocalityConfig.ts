// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { LocalityMode as _lookaside_v1_LocalityMode, LocalityMode__Output as _lookaside_v1_LocalityMode__Output } from '../../lookaside/v1/LocalityMode.ts';

/**
 * How much callers keep to their own locality.
 */
export interface LocalityConfig {
  /**
   * How. Default: prefer.
   */
  'mode'?: (_lookaside_v1_LocalityMode);
  /**
   * A level is full while healthy / all * factor is at least 100: 100 to 10,000. Default: 140.
   */
  'overprovisioningFactor'?: (number);
  /**
   * Mode weighted: the share of a zone, by its name or by "region/zone", each 0 to 1,000,000, at most 64. What is not
   * named has 1. A zone with 0 is used when no other can serve.
   */
  'weights'?: ({[key: string]: number});
  /**
   * Mode zone_aware: with fewer backends zones mean nothing: 1 to 10,000. Default: 6.
   */
  'minimumBackends'?: (number);
  '_overprovisioningFactor'?: "overprovisioningFactor";
  '_minimumBackends'?: "minimumBackends";
}

/**
 * How much callers keep to their own locality.
 */
export interface LocalityConfig__Output {
  /**
   * How. Default: prefer.
   */
  'mode': (_lookaside_v1_LocalityMode__Output);
  /**
   * A level is full while healthy / all * factor is at least 100: 100 to 10,000. Default: 140.
   */
  'overprovisioningFactor'?: (number);
  /**
   * Mode weighted: the share of a zone, by its name or by "region/zone", each 0 to 1,000,000, at most 64. What is not
   * named has 1. A zone with 0 is used when no other can serve.
   */
  'weights': ({[key: string]: number});
  /**
   * Mode zone_aware: with fewer backends zones mean nothing: 1 to 10,000. Default: 6.
   */
  'minimumBackends'?: (number);
  '_overprovisioningFactor'?: "overprovisioningFactor";
  '_minimumBackends'?: "minimumBackends";
}
