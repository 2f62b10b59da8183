// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from '../../lookaside/v1/Locality.ts';

/**
 * One addressable server, the thing that is picked.
 */
export interface Backend {
  /**
   * Identifier, unique in its pool: 1 to 128 characters of letters, digits and "._:-/@[]". Required.
   */
  'id'?: (string);
  /**
   * Where to call it, as "host:port"; IPv6 as "[::1]:443". At most 256 characters. Required.
   */
  'address'?: (string);
  /**
   * Where it is. Unset: unknown, never preferred by locality.
   */
  'locality'?: (_lookaside_v1_Locality | null);
  /**
   * Free labels that selectors match: at most 32; keys of 1 to 63 characters, values of at most 256.
   */
  'labels'?: ({[key: string]: string});
  /**
   * Share relative to its peers in the weighted policies, 1 to 1,000,000. Unset: 1. To send nothing, drain instead.
   */
  'weight'?: (number);
  '_weight'?: "weight";
}

/**
 * One addressable server, the thing that is picked.
 */
export interface Backend__Output {
  /**
   * Identifier, unique in its pool: 1 to 128 characters of letters, digits and "._:-/@[]". Required.
   */
  'id': (string);
  /**
   * Where to call it, as "host:port"; IPv6 as "[::1]:443". At most 256 characters. Required.
   */
  'address': (string);
  /**
   * Where it is. Unset: unknown, never preferred by locality.
   */
  'locality': (_lookaside_v1_Locality__Output | null);
  /**
   * Free labels that selectors match: at most 32; keys of 1 to 63 characters, values of at most 256.
   */
  'labels': ({[key: string]: string});
  /**
   * Share relative to its peers in the weighted policies, 1 to 1,000,000. Unset: 1. To send nothing, drain instead.
   */
  'weight'?: (number);
  '_weight'?: "weight";
}
