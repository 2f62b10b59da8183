// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from '../../lookaside/v1/Backend.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { PickReason as _lookaside_v1_PickReason, PickReason__Output as _lookaside_v1_PickReason__Output } from '../../lookaside/v1/PickReason.ts';
import type { CacheHints as _lookaside_v1_CacheHints, CacheHints__Output as _lookaside_v1_CacheHints__Output } from '../../lookaside/v1/CacheHints.ts';
import type { Degraded as _lookaside_v1_Degraded, Degraded__Output as _lookaside_v1_Degraded__Output } from '../../lookaside/v1/Degraded.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The backend picked.
 */
export interface PickBackendResponse {
  /**
   * The backend to call.
   */
  'backend'?: (_lookaside_v1_Backend | null);
  /**
   * Fall-backs, best first: other backends to call when the first one fails. Fewer than asked when there are no more.
   */
  'alternates'?: (_lookaside_v1_Backend)[];
  /**
   * Names this pick: echo it in the outcome. ExplainPick takes it too.
   */
  'pickToken'?: (string);
  /**
   * How long the pick counts as in flight when no outcome comes.
   */
  'lease'?: (_google_protobuf_Duration | null);
  /**
   * Which rule decided.
   */
  'reason'?: (_lookaside_v1_PickReason);
  /**
   * The pool's revision that the pick was made from.
   */
  'revision'?: (number | string | Long);
  /**
   * For clients that keep the answer.
   */
  'cache'?: (_lookaside_v1_CacheHints | null);
  /**
   * Set when the answer may be worse than usual.
   */
  'degraded'?: (_lookaside_v1_Degraded | null);
  /**
   * Pools with stateless affinity: the token to bring back with the next pick.
   */
  'affinityToken'?: (string);
}

/**
 * The backend picked.
 */
export interface PickBackendResponse__Output {
  /**
   * The backend to call.
   */
  'backend': (_lookaside_v1_Backend__Output | null);
  /**
   * Fall-backs, best first: other backends to call when the first one fails. Fewer than asked when there are no more.
   */
  'alternates': (_lookaside_v1_Backend__Output)[];
  /**
   * Names this pick: echo it in the outcome. ExplainPick takes it too.
   */
  'pickToken': (string);
  /**
   * How long the pick counts as in flight when no outcome comes.
   */
  'lease': (_google_protobuf_Duration__Output | null);
  /**
   * Which rule decided.
   */
  'reason': (_lookaside_v1_PickReason__Output);
  /**
   * The pool's revision that the pick was made from.
   */
  'revision': (number);
  /**
   * For clients that keep the answer.
   */
  'cache': (_lookaside_v1_CacheHints__Output | null);
  /**
   * Set when the answer may be worse than usual.
   */
  'degraded': (_lookaside_v1_Degraded__Output | null);
  /**
   * Pools with stateless affinity: the token to bring back with the next pick.
   */
  'affinityToken': (string);
}
