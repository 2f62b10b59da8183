// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from '../../lookaside/v1/Locality.ts';

/**
 * Which backends to watch.
 */
export interface WatchBackendsRequest {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * Where the caller is: backends near it carry the greater weights. Unset: no preference.
   */
  'locality'?: (_lookaside_v1_Locality | null);
  /**
   * Only backends that carry all of these labels: at most 32 entries.
   */
  'labelSelector'?: ({[key: string]: string});
}

/**
 * Which backends to watch.
 */
export interface WatchBackendsRequest__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * Where the caller is: backends near it carry the greater weights. Unset: no preference.
   */
  'locality': (_lookaside_v1_Locality__Output | null);
  /**
   * Only backends that carry all of these labels: at most 32 entries.
   */
  'labelSelector': ({[key: string]: string});
}
