// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { AffinityMode as _lookaside_v1_AffinityMode, AffinityMode__Output as _lookaside_v1_AffinityMode__Output } from '../../lookaside/v1/AffinityMode.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { AffinityDrainRule as _lookaside_v1_AffinityDrainRule, AffinityDrainRule__Output as _lookaside_v1_AffinityDrainRule__Output } from '../../lookaside/v1/AffinityDrainRule.ts';

/**
 * Which calls go to the same backend again. A call that is bound to a backend which is expired, unhealthy, ejected or
 * gone moves to another one and stays there, also when the first one comes back; by hash, it returns.
 */
export interface AffinityConfig {
  /**
   * How. Default: none.
   */
  'mode'?: (_lookaside_v1_AffinityMode);
  /**
   * How long a binding lasts after its last use: 1 s to 7 days. Default: 30 minutes.
   */
  'ttl'?: (_google_protobuf_Duration | null);
  /**
   * What draining means for calls that are bound. Default: move.
   */
  'onDrain'?: (_lookaside_v1_AffinityDrainRule);
  /**
   * Most bindings that are remembered; the least recently used goes first: 1 to 10,000,000. Default: 100,000.
   */
  'maxBindings'?: (number);
  '_maxBindings'?: "maxBindings";
}

/**
 * Which calls go to the same backend again. A call that is bound to a backend which is expired, unhealthy, ejected or
 * gone moves to another one and stays there, also when the first one comes back; by hash, it returns.
 */
export interface AffinityConfig__Output {
  /**
   * How. Default: none.
   */
  'mode': (_lookaside_v1_AffinityMode__Output);
  /**
   * How long a binding lasts after its last use: 1 s to 7 days. Default: 30 minutes.
   */
  'ttl': (_google_protobuf_Duration__Output | null);
  /**
   * What draining means for calls that are bound. Default: move.
   */
  'onDrain': (_lookaside_v1_AffinityDrainRule__Output);
  /**
   * Most bindings that are remembered; the least recently used goes first: 1 to 10,000,000. Default: 100,000.
   */
  'maxBindings'?: (number);
  '_maxBindings'?: "maxBindings";
}
