import type { OutcomeResult } from '../../../policies/policy.ts'
import type { AdviceVerdict__Output } from '../../../proto/gen/lookaside/v1/AdviceVerdict.ts'
import type { AffinityDrainRule__Output } from '../../../proto/gen/lookaside/v1/AffinityDrainRule.ts'
import type { AffinityMode__Output } from '../../../proto/gen/lookaside/v1/AffinityMode.ts'
import type { AutoWeightsMode__Output } from '../../../proto/gen/lookaside/v1/AutoWeightsMode.ts'
import type { BackendHealth__Output } from '../../../proto/gen/lookaside/v1/BackendHealth.ts'
import type { BackendState__Output } from '../../../proto/gen/lookaside/v1/BackendState.ts'
import type { ConcurrencyLimitMode__Output } from '../../../proto/gen/lookaside/v1/ConcurrencyLimitMode.ts'
import type { DegradedReason__Output } from '../../../proto/gen/lookaside/v1/DegradedReason.ts'
import type { LocalityMode__Output } from '../../../proto/gen/lookaside/v1/LocalityMode.ts'
import type { OutcomeResult__Output } from '../../../proto/gen/lookaside/v1/OutcomeResult.ts'
import type { PickReason__Output } from '../../../proto/gen/lookaside/v1/PickReason.ts'
import type { RetryBudgetMode__Output } from '../../../proto/gen/lookaside/v1/RetryBudgetMode.ts'
import type { SubsetFallback__Output } from '../../../proto/gen/lookaside/v1/SubsetFallback.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import type { AdviceVerdict, BackendStateName, DegradedReason, PickReason } from '../../use-cases.ts'
import type {
  AffinitySettings,
  AutoWeightsMode,
  ConcurrencyLimitSettings,
  LocalitySettings,
  RetryBudgetSettings,
  SubsetSettings,
} from '../../pools/pool-config.ts'
import type { BackendHealth } from '../../store/store.ts'

/** The domain's words, each with its name and number in the API. */
export type WireEnum<Word extends string, Name extends string> = Readonly<
  Record<Word, { readonly name: Name; readonly number: number }>
>

export const PICK_REASONS: WireEnum<PickReason, PickReason__Output> = {
  policy: { name: 'PICK_REASON_POLICY', number: 1 },
  affinity: { name: 'PICK_REASON_AFFINITY', number: 2 },
  locality_failover: { name: 'PICK_REASON_LOCALITY_FAILOVER', number: 3 },
  fallback_policy: { name: 'PICK_REASON_FALLBACK_POLICY', number: 4 },
  panic: { name: 'PICK_REASON_PANIC', number: 5 },
  canary: { name: 'PICK_REASON_CANARY', number: 6 },
}

export const DEGRADED_REASONS: WireEnum<DegradedReason, DegradedReason__Output> = {
  store_unavailable: { name: 'DEGRADED_REASON_STORE_UNAVAILABLE', number: 1 },
  state_stale: { name: 'DEGRADED_REASON_STATE_STALE', number: 2 },
  self_preservation: { name: 'DEGRADED_REASON_SELF_PRESERVATION', number: 3 },
  panic: { name: 'DEGRADED_REASON_PANIC', number: 4 },
  policy_fallback: { name: 'DEGRADED_REASON_POLICY_FALLBACK', number: 5 },
  subset_fallback: { name: 'DEGRADED_REASON_SUBSET_FALLBACK', number: 6 },
  canary_rolled_back: { name: 'DEGRADED_REASON_CANARY_ROLLED_BACK', number: 7 },
}

export const ADVICE_VERDICTS: WireEnum<AdviceVerdict, AdviceVerdict__Output> = {
  switch: { name: 'ADVICE_VERDICT_SWITCH', number: 1 },
  stay: { name: 'ADVICE_VERDICT_STAY', number: 2 },
  not_enough_data: { name: 'ADVICE_VERDICT_NOT_ENOUGH_DATA', number: 3 },
  nothing_on_trial: { name: 'ADVICE_VERDICT_NOTHING_ON_TRIAL', number: 4 },
}

export const OUTCOME_RESULTS: WireEnum<OutcomeResult, OutcomeResult__Output> = {
  success: { name: 'OUTCOME_RESULT_SUCCESS', number: 1 },
  error: { name: 'OUTCOME_RESULT_ERROR', number: 2 },
  timeout: { name: 'OUTCOME_RESULT_TIMEOUT', number: 3 },
  connect_failure: { name: 'OUTCOME_RESULT_CONNECT_FAILURE', number: 4 },
  cancelled: { name: 'OUTCOME_RESULT_CANCELLED', number: 5 },
  rejected: { name: 'OUTCOME_RESULT_REJECTED', number: 6 },
}

export const BACKEND_HEALTHS: WireEnum<BackendHealth, BackendHealth__Output> = {
  unknown: { name: 'BACKEND_HEALTH_UNSPECIFIED', number: 0 },
  healthy: { name: 'BACKEND_HEALTH_HEALTHY', number: 1 },
  unhealthy: { name: 'BACKEND_HEALTH_UNHEALTHY', number: 2 },
}

export const BACKEND_STATES: WireEnum<BackendStateName, BackendState__Output> = {
  eligible: { name: 'BACKEND_STATE_ELIGIBLE', number: 1 },
  warming: { name: 'BACKEND_STATE_WARMING', number: 2 },
  saturated: { name: 'BACKEND_STATE_SATURATED', number: 3 },
  ejected: { name: 'BACKEND_STATE_EJECTED', number: 4 },
  unhealthy: { name: 'BACKEND_STATE_UNHEALTHY', number: 5 },
  expired: { name: 'BACKEND_STATE_EXPIRED', number: 6 },
  draining: { name: 'BACKEND_STATE_DRAINING', number: 7 },
}

export const AFFINITY_MODES: WireEnum<AffinitySettings['mode'], AffinityMode__Output> = {
  none: { name: 'AFFINITY_MODE_NONE', number: 1 },
  hash: { name: 'AFFINITY_MODE_HASH', number: 2 },
  binding: { name: 'AFFINITY_MODE_BINDING', number: 3 },
  token: { name: 'AFFINITY_MODE_TOKEN', number: 4 },
}

export const DRAIN_RULES: WireEnum<AffinitySettings['onDrain'], AffinityDrainRule__Output> = {
  move: { name: 'AFFINITY_DRAIN_RULE_MOVE', number: 1 },
  stay: { name: 'AFFINITY_DRAIN_RULE_STAY', number: 2 },
}

export const LOCALITY_MODES: WireEnum<LocalitySettings['mode'], LocalityMode__Output> = {
  ignore: { name: 'LOCALITY_MODE_IGNORE', number: 1 },
  prefer: { name: 'LOCALITY_MODE_PREFER', number: 2 },
  weighted: { name: 'LOCALITY_MODE_WEIGHTED', number: 3 },
  zone_aware: { name: 'LOCALITY_MODE_ZONE_AWARE', number: 4 },
}

export const SUBSET_FALLBACKS: WireEnum<SubsetSettings['fallback'], SubsetFallback__Output> = {
  none: { name: 'SUBSET_FALLBACK_NONE', number: 1 },
  any: { name: 'SUBSET_FALLBACK_ANY', number: 2 },
  default: { name: 'SUBSET_FALLBACK_DEFAULT', number: 3 },
}

export const CONCURRENCY_LIMIT_MODES: WireEnum<ConcurrencyLimitSettings['mode'], ConcurrencyLimitMode__Output> = {
  off: { name: 'CONCURRENCY_LIMIT_MODE_OFF', number: 1 },
  gradient2: { name: 'CONCURRENCY_LIMIT_MODE_GRADIENT2', number: 2 },
}

export const RETRY_BUDGET_MODES: WireEnum<RetryBudgetSettings['mode'], RetryBudgetMode__Output> = {
  off: { name: 'RETRY_BUDGET_MODE_OFF', number: 1 },
  percent: { name: 'RETRY_BUDGET_MODE_PERCENT', number: 2 },
  throttle: { name: 'RETRY_BUDGET_MODE_THROTTLE', number: 3 },
}

export const AUTO_WEIGHTS_MODES: WireEnum<AutoWeightsMode, AutoWeightsMode__Output> = {
  off: { name: 'AUTO_WEIGHTS_MODE_OFF', number: 1 },
  dry_run: { name: 'AUTO_WEIGHTS_MODE_DRY_RUN', number: 2 },
  on: { name: 'AUTO_WEIGHTS_MODE_ON', number: 3 },
}

/** The words of an enum by what arrives: its name, or its number. */
export function wordsOf<Word extends string, Name extends string>(
  wire: WireEnum<Word, Name>,
): ReadonlyMap<string | number, Word> {
  const words = new Map<string | number, Word>()
  for (const word in wire) words.set(wire[word].name, word).set(wire[word].number, word)
  return words
}

/** An enum that has to be one of the known values. */
export function refuseEnum(field: string, value: string | number, wire: WireEnum<string, string>): Refusal {
  const names = Object.values(wire).map(({ name }) => name)
  const got = typeof value === 'number' ? `, got ${value}` : ''
  return refuseField(field, `must be one of ${names.join(', ')}${got}`)
}
