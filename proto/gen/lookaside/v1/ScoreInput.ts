// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * One input of a score.
 */
export interface ScoreInput {
  /**
   * Name of the signal, for example "in_flight".
   */
  'signal'?: (string);
  /**
   * Its value; latencies in milliseconds.
   */
  'value'?: (number | string);
  /**
   * How old it was.
   */
  'age'?: (_google_protobuf_Duration | null);
}

/**
 * One input of a score.
 */
export interface ScoreInput__Output {
  /**
   * Name of the signal, for example "in_flight".
   */
  'signal': (string);
  /**
   * Its value; latencies in milliseconds.
   */
  'value': (number);
  /**
   * How old it was.
   */
  'age': (_google_protobuf_Duration__Output | null);
}
