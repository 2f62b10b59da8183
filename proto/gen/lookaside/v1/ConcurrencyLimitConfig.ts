// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { ConcurrencyLimitMode as _lookaside_v1_ConcurrencyLimitMode, ConcurrencyLimitMode__Output as _lookaside_v1_ConcurrencyLimitMode__Output } from '../../lookaside/v1/ConcurrencyLimitMode.ts';

/**
 * Whether the most requests in flight of a backend are learnt from its latency. A backend at its limit is saturated, as
 * by max_in_flight_per_backend; of the two limits the lower one holds.
 */
export interface ConcurrencyLimitConfig {
  /**
   * How. Default: off.
   */
  'mode'?: (_lookaside_v1_ConcurrencyLimitMode);
  /**
   * Limit of a backend of which nothing is known: 1 to 1,000,000. Default: 20.
   */
  'initial'?: (number);
  /**
   * Least limit: 1 to 1,000,000. Default: 20.
   */
  'min'?: (number);
  /**
   * Largest limit, at least `min`: 1 to 1,000,000. Default: 200.
   */
  'max'?: (number);
  /**
   * Share of the limit that one step replaces: more than 0, at most 1. Default: 0.2.
   */
  'smoothing'?: (number | string);
  /**
   * Steps that the long-term latency looks back: 1 to 100,000. Default: 600.
   */
  'longWindow'?: (number);
  '_initial'?: "initial";
  '_min'?: "min";
  '_max'?: "max";
  '_smoothing'?: "smoothing";
  '_longWindow'?: "longWindow";
}

/**
 * Whether the most requests in flight of a backend are learnt from its latency. A backend at its limit is saturated, as
 * by max_in_flight_per_backend; of the two limits the lower one holds.
 */
export interface ConcurrencyLimitConfig__Output {
  /**
   * How. Default: off.
   */
  'mode': (_lookaside_v1_ConcurrencyLimitMode__Output);
  /**
   * Limit of a backend of which nothing is known: 1 to 1,000,000. Default: 20.
   */
  'initial'?: (number);
  /**
   * Least limit: 1 to 1,000,000. Default: 20.
   */
  'min'?: (number);
  /**
   * Largest limit, at least `min`: 1 to 1,000,000. Default: 200.
   */
  'max'?: (number);
  /**
   * Share of the limit that one step replaces: more than 0, at most 1. Default: 0.2.
   */
  'smoothing'?: (number);
  /**
   * Steps that the long-term latency looks back: 1 to 100,000. Default: 600.
   */
  'longWindow'?: (number);
  '_initial'?: "initial";
  '_min'?: "min";
  '_max'?: "max";
  '_smoothing'?: "smoothing";
  '_longWindow'?: "longWindow";
}
