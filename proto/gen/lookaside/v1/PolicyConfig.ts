// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from '../../google/protobuf/Struct.ts';

/**
 * A policy and its parameters.
 */
export interface PolicyConfig {
  /**
   * Wire name of the policy, for example "ring_hash". Required.
   */
  'type'?: (string);
  /**
   * Its parameters, as its schema in ListPolicies says. Unset: defaults.
   */
  'config'?: (_google_protobuf_Struct | null);
}

/**
 * A policy and its parameters.
 */
export interface PolicyConfig__Output {
  /**
   * Wire name of the policy, for example "ring_hash". Required.
   */
  'type': (string);
  /**
   * Its parameters, as its schema in ListPolicies says. Unset: defaults.
   */
  'config': (_google_protobuf_Struct__Output | null);
}
