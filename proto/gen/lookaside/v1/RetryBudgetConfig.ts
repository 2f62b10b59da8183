// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { RetryBudgetMode as _lookaside_v1_RetryBudgetMode, RetryBudgetMode__Output as _lookaside_v1_RetryBudgetMode__Output } from '../../lookaside/v1/RetryBudgetMode.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * How many retries and fall-backs the pool affords, at each replica by the picks that it answers. A pick with
 * previous_pick_token beyond it is refused with RETRY_BUDGET_EXHAUSTED. Alternates count as they are handed out, since
 * a caller may call them unasked, and by percentage they may use one half of it; beyond that a pick is answered without.
 */
export interface RetryBudgetConfig {
  /**
   * By what. Default: off.
   */
  'mode'?: (_lookaside_v1_RetryBudgetMode);
  /**
   * Mode percent: retries and alternates for each hundred first picks: 0 to 1,000. Default: 20.
   */
  'percent'?: (number);
  /**
   * Mode percent: and this many a second besides: 0 to 10,000. Default: 10.
   */
  'minPerSecond'?: (number);
  /**
   * Mode percent: how long a first pick counts: 1 s to 1 minute. Default: 10 s.
   */
  'ttl'?: (_google_protobuf_Duration | null);
  /**
   * Mode throttle: tokens: 1 to 1,000. Default: 100.
   */
  'maxTokens'?: (number);
  /**
   * Mode throttle: what a success gives back: more than 0, at most 10. Default: 0.1.
   */
  'tokenRatio'?: (number | string);
  '_percent'?: "percent";
  '_minPerSecond'?: "minPerSecond";
  '_maxTokens'?: "maxTokens";
  '_tokenRatio'?: "tokenRatio";
}

/**
 * How many retries and fall-backs the pool affords, at each replica by the picks that it answers. A pick with
 * previous_pick_token beyond it is refused with RETRY_BUDGET_EXHAUSTED. Alternates count as they are handed out, since
 * a caller may call them unasked, and by percentage they may use one half of it; beyond that a pick is answered without.
 */
export interface RetryBudgetConfig__Output {
  /**
   * By what. Default: off.
   */
  'mode': (_lookaside_v1_RetryBudgetMode__Output);
  /**
   * Mode percent: retries and alternates for each hundred first picks: 0 to 1,000. Default: 20.
   */
  'percent'?: (number);
  /**
   * Mode percent: and this many a second besides: 0 to 10,000. Default: 10.
   */
  'minPerSecond'?: (number);
  /**
   * Mode percent: how long a first pick counts: 1 s to 1 minute. Default: 10 s.
   */
  'ttl': (_google_protobuf_Duration__Output | null);
  /**
   * Mode throttle: tokens: 1 to 1,000. Default: 100.
   */
  'maxTokens'?: (number);
  /**
   * Mode throttle: what a success gives back: more than 0, at most 10. Default: 0.1.
   */
  'tokenRatio'?: (number);
  '_percent'?: "percent";
  '_minPerSecond'?: "minPerSecond";
  '_maxTokens'?: "maxTokens";
  '_tokenRatio'?: "tokenRatio";
}
