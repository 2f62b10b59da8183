// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { PoolConfig as _lookaside_v1_PoolConfig, PoolConfig__Output as _lookaside_v1_PoolConfig__Output } from '../../lookaside/v1/PoolConfig.ts';
import type { Degraded as _lookaside_v1_Degraded, Degraded__Output as _lookaside_v1_Degraded__Output } from '../../lookaside/v1/Degraded.ts';
import type { CanaryStatus as _lookaside_v1_CanaryStatus, CanaryStatus__Output as _lookaside_v1_CanaryStatus__Output } from '../../lookaside/v1/CanaryStatus.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A pool as it is now.
 */
export interface PoolStatus {
  /**
   * Its configuration, defaults filled in.
   */
  'config'?: (_lookaside_v1_PoolConfig | null);
  /**
   * Version of the configuration, larger with each change. 0: the pool came into being with its first backend.
   */
  'configVersion'?: (number | string | Long);
  /**
   * The pool's revision.
   */
  'revision'?: (number | string | Long);
  /**
   * How many backends it has.
   */
  'backends'?: (number);
  /**
   * How many of them may be picked.
   */
  'eligible'?: (number);
  /**
   * Wire name of the policy that picks at the moment: the fallback policy's when the other one failed.
   */
  'activePolicy'?: (string);
  /**
   * Set when picks may be worse than usual.
   */
  'degraded'?: (_lookaside_v1_Degraded | null);
  /**
   * Times that the policy failed since this replica started.
   */
  'policyFailures'?: (number | string | Long);
  /**
   * What the policy's last failure said. Empty: none.
   */
  'lastPolicyError'?: (string);
  /**
   * Picks made by this replica since it started.
   */
  'picks'?: (number | string | Long);
  /**
   * The policy on trial. Unset: none.
   */
  'canary'?: (_lookaside_v1_CanaryStatus | null);
}

/**
 * A pool as it is now.
 */
export interface PoolStatus__Output {
  /**
   * Its configuration, defaults filled in.
   */
  'config': (_lookaside_v1_PoolConfig__Output | null);
  /**
   * Version of the configuration, larger with each change. 0: the pool came into being with its first backend.
   */
  'configVersion': (number);
  /**
   * The pool's revision.
   */
  'revision': (number);
  /**
   * How many backends it has.
   */
  'backends': (number);
  /**
   * How many of them may be picked.
   */
  'eligible': (number);
  /**
   * Wire name of the policy that picks at the moment: the fallback policy's when the other one failed.
   */
  'activePolicy': (string);
  /**
   * Set when picks may be worse than usual.
   */
  'degraded': (_lookaside_v1_Degraded__Output | null);
  /**
   * Times that the policy failed since this replica started.
   */
  'policyFailures': (number);
  /**
   * What the policy's last failure said. Empty: none.
   */
  'lastPolicyError': (string);
  /**
   * Picks made by this replica since it started.
   */
  'picks': (number);
  /**
   * The policy on trial. Unset: none.
   */
  'canary': (_lookaside_v1_CanaryStatus__Output | null);
}
