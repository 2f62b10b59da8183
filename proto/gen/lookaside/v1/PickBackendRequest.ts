// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from '../../lookaside/v1/Locality.ts';

/**
 * What to pick, and for whom.
 */
export interface PickBackendRequest {
  /**
   * Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required.
   */
  'pool'?: (string);
  /**
   * What sticky sessions and the hashing policies hash or remember, at most 1,024 bytes. Empty: none.
   */
  'affinityKey'?: (string);
  /**
   * Where the caller is. Unset: no preference.
   */
  'locality'?: (_lookaside_v1_Locality | null);
  /**
   * Only backends that carry all of these labels: at most 32 entries. Who serves when there are none, the pool's
   * configuration says: nobody by default.
   */
  'labelSelector'?: ({[key: string]: string});
  /**
   * Backends not to pick: at most 64.
   */
  'excludeBackendIds'?: (string)[];
  /**
   * How many fall-backs to add to the answer, 0 to 8. There are none when the pool's retry budget is spent.
   */
  'alternates'?: (number);
  /**
   * For a retry: the token of the pick that failed. Its backend is excluded; its outcome still wants reporting.
   */
  'previousPickToken'?: (string);
  /**
   * Pools with stateless affinity: the token of an earlier answer, as the caller kept it, for example in a cookie.
   * A token that cannot be read is ignored. At most 512 bytes.
   */
  'affinityToken'?: (string);
}

/**
 * What to pick, and for whom.
 */
export interface PickBackendRequest__Output {
  /**
   * Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required.
   */
  'pool': (string);
  /**
   * What sticky sessions and the hashing policies hash or remember, at most 1,024 bytes. Empty: none.
   */
  'affinityKey': (string);
  /**
   * Where the caller is. Unset: no preference.
   */
  'locality': (_lookaside_v1_Locality__Output | null);
  /**
   * Only backends that carry all of these labels: at most 32 entries. Who serves when there are none, the pool's
   * configuration says: nobody by default.
   */
  'labelSelector': ({[key: string]: string});
  /**
   * Backends not to pick: at most 64.
   */
  'excludeBackendIds': (string)[];
  /**
   * How many fall-backs to add to the answer, 0 to 8. There are none when the pool's retry budget is spent.
   */
  'alternates': (number);
  /**
   * For a retry: the token of the pick that failed. Its backend is excluded; its outcome still wants reporting.
   */
  'previousPickToken': (string);
  /**
   * Pools with stateless affinity: the token of an earlier answer, as the caller kept it, for example in a cookie.
   * A token that cannot be read is ignored. At most 512 bytes.
   */
  'affinityToken': (string);
}
