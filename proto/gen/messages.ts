// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type { PoolStatus__Output } from './lookaside/v1/PoolStatus.ts'
import type { ListPoolsRequest__Output } from './lookaside/v1/ListPoolsRequest.ts'
import type { ListPoolsResponse__Output } from './lookaside/v1/ListPoolsResponse.ts'
import type { GetPoolRequest__Output } from './lookaside/v1/GetPoolRequest.ts'
import type { GetPoolResponse__Output } from './lookaside/v1/GetPoolResponse.ts'
import type { PutPoolRequest__Output } from './lookaside/v1/PutPoolRequest.ts'
import type { PutPoolResponse__Output } from './lookaside/v1/PutPoolResponse.ts'
import type { DeletePoolRequest__Output } from './lookaside/v1/DeletePoolRequest.ts'
import type { DeletePoolResponse__Output } from './lookaside/v1/DeletePoolResponse.ts'
import type { BackendStatus__Output } from './lookaside/v1/BackendStatus.ts'
import type { AutoWeightStatus__Output } from './lookaside/v1/AutoWeightStatus.ts'
import type { AutoWeightChange__Output } from './lookaside/v1/AutoWeightChange.ts'
import type { ListBackendsRequest__Output } from './lookaside/v1/ListBackendsRequest.ts'
import type { ListBackendsResponse__Output } from './lookaside/v1/ListBackendsResponse.ts'
import type { DrainBackendRequest__Output } from './lookaside/v1/DrainBackendRequest.ts'
import type { DrainBackendResponse__Output } from './lookaside/v1/DrainBackendResponse.ts'
import type { UndrainBackendRequest__Output } from './lookaside/v1/UndrainBackendRequest.ts'
import type { UndrainBackendResponse__Output } from './lookaside/v1/UndrainBackendResponse.ts'
import type { SetBackendWeightRequest__Output } from './lookaside/v1/SetBackendWeightRequest.ts'
import type { SetBackendWeightResponse__Output } from './lookaside/v1/SetBackendWeightResponse.ts'
import type { ListPoliciesRequest__Output } from './lookaside/v1/ListPoliciesRequest.ts'
import type { PolicyInfo__Output } from './lookaside/v1/PolicyInfo.ts'
import type { ListPoliciesResponse__Output } from './lookaside/v1/ListPoliciesResponse.ts'
import type { ExplainPickRequest__Output } from './lookaside/v1/ExplainPickRequest.ts'
import type { ExplainPickResponse__Output } from './lookaside/v1/ExplainPickResponse.ts'
import type { WatchDecisionsRequest__Output } from './lookaside/v1/WatchDecisionsRequest.ts'
import type { WatchDecisionsResponse__Output } from './lookaside/v1/WatchDecisionsResponse.ts'
import type { AdvisePolicyRequest__Output } from './lookaside/v1/AdvisePolicyRequest.ts'
import type { AdvisePolicyResponse__Output } from './lookaside/v1/AdvisePolicyResponse.ts'
import type { Interval__Output } from './lookaside/v1/Interval.ts'
import type { ShadowReport__Output } from './lookaside/v1/ShadowReport.ts'
import type { ShareChange__Output } from './lookaside/v1/ShareChange.ts'
import type { CanaryStatus__Output } from './lookaside/v1/CanaryStatus.ts'
import type { ArmStatus__Output } from './lookaside/v1/ArmStatus.ts'
import type { RegisterBackendRequest__Output } from './lookaside/v1/RegisterBackendRequest.ts'
import type { RegisterBackendResponse__Output } from './lookaside/v1/RegisterBackendResponse.ts'
import type { Heartbeat__Output } from './lookaside/v1/Heartbeat.ts'
import type { ReportHeartbeatRequest__Output } from './lookaside/v1/ReportHeartbeatRequest.ts'
import type { ReportHeartbeatResponse__Output } from './lookaside/v1/ReportHeartbeatResponse.ts'
import type { StreamHeartbeatsRequest__Output } from './lookaside/v1/StreamHeartbeatsRequest.ts'
import type { StreamHeartbeatsResponse__Output } from './lookaside/v1/StreamHeartbeatsResponse.ts'
import type { DeregisterBackendRequest__Output } from './lookaside/v1/DeregisterBackendRequest.ts'
import type { DeregisterBackendResponse__Output } from './lookaside/v1/DeregisterBackendResponse.ts'
import type { Locality__Output } from './lookaside/v1/Locality.ts'
import type { Backend__Output } from './lookaside/v1/Backend.ts'
import type { ExcludedBackend__Output } from './lookaside/v1/ExcludedBackend.ts'
import type { ScoreInput__Output } from './lookaside/v1/ScoreInput.ts'
import type { ScoredBackend__Output } from './lookaside/v1/ScoredBackend.ts'
import type { Decision__Output } from './lookaside/v1/Decision.ts'
import type { Replay__Output } from './lookaside/v1/Replay.ts'
import type { LoadReport__Output } from './lookaside/v1/LoadReport.ts'
import type { Outcome__Output } from './lookaside/v1/Outcome.ts'
import type { ItemError__Output } from './lookaside/v1/ItemError.ts'
import type { GoAway__Output } from './lookaside/v1/GoAway.ts'
import type { PickBackendRequest__Output } from './lookaside/v1/PickBackendRequest.ts'
import type { Degraded__Output } from './lookaside/v1/Degraded.ts'
import type { CacheHints__Output } from './lookaside/v1/CacheHints.ts'
import type { PickBackendResponse__Output } from './lookaside/v1/PickBackendResponse.ts'
import type { StreamPicksRequest__Output } from './lookaside/v1/StreamPicksRequest.ts'
import type { PickResult__Output } from './lookaside/v1/PickResult.ts'
import type { StreamPicksResponse__Output } from './lookaside/v1/StreamPicksResponse.ts'
import type { WatchBackendsRequest__Output } from './lookaside/v1/WatchBackendsRequest.ts'
import type { WeightedBackend__Output } from './lookaside/v1/WeightedBackend.ts'
import type { WatchBackendsResponse__Output } from './lookaside/v1/WatchBackendsResponse.ts'
import type { ReportOutcomesRequest__Output } from './lookaside/v1/ReportOutcomesRequest.ts'
import type { ReportOutcomesResponse__Output } from './lookaside/v1/ReportOutcomesResponse.ts'
import type { PoolConfig__Output } from './lookaside/v1/PoolConfig.ts'
import type { PolicyConfig__Output } from './lookaside/v1/PolicyConfig.ts'
import type { HeartbeatConfig__Output } from './lookaside/v1/HeartbeatConfig.ts'
import type { SlowStartConfig__Output } from './lookaside/v1/SlowStartConfig.ts'
import type { OutlierDetectionConfig__Output } from './lookaside/v1/OutlierDetectionConfig.ts'
import type { SuccessRateEjection__Output } from './lookaside/v1/SuccessRateEjection.ts'
import type { FailurePercentageEjection__Output } from './lookaside/v1/FailurePercentageEjection.ts'
import type { SelfPreservationConfig__Output } from './lookaside/v1/SelfPreservationConfig.ts'
import type { AffinityConfig__Output } from './lookaside/v1/AffinityConfig.ts'
import type { LocalityConfig__Output } from './lookaside/v1/LocalityConfig.ts'
import type { SignalsConfig__Output } from './lookaside/v1/SignalsConfig.ts'
import type { AutoWeightsConfig__Output } from './lookaside/v1/AutoWeightsConfig.ts'
import type { SubsetConfig__Output } from './lookaside/v1/SubsetConfig.ts'
import type { SubsettingConfig__Output } from './lookaside/v1/SubsettingConfig.ts'
import type { ConcurrencyLimitConfig__Output } from './lookaside/v1/ConcurrencyLimitConfig.ts'
import type { RetryBudgetConfig__Output } from './lookaside/v1/RetryBudgetConfig.ts'
import type { ShadowConfig__Output } from './lookaside/v1/ShadowConfig.ts'
import type { CanaryConfig__Output } from './lookaside/v1/CanaryConfig.ts'

export type FieldKind =
  | 'string' | 'bool' | 'uint32' | 'uint64' | 'double' | 'enum' | 'message' | 'duration' | 'timestamp' | 'struct'

export interface FieldShape {
  /** As in the .proto file. */
  readonly name: string
  /** As in JSON. */
  readonly json: string
  readonly kind: FieldKind
  /** Of an enum or a message: its name. */
  readonly of?: string
  /** A list or a map of the kind; the keys of maps are strings. */
  readonly many?: 'list' | 'map'
  /** It is known whether the field was set. */
  readonly optional?: true
  /** At most one field of the same group is set. */
  readonly oneof?: string
  readonly about: string
}

export interface MessageShape {
  readonly about: string
  readonly fields: readonly FieldShape[]
}

export interface EnumShape {
  readonly about: string
  readonly values: readonly { readonly name: string; readonly number: number; readonly about: string }[]
}

export interface MethodShape {
  readonly about: string
  readonly request: string
  readonly response: string
}

/** The types that the names stand for, as generic decoders deliver them. */
export interface MessageTypes {
  readonly PoolStatus: PoolStatus__Output
  readonly ListPoolsRequest: ListPoolsRequest__Output
  readonly ListPoolsResponse: ListPoolsResponse__Output
  readonly GetPoolRequest: GetPoolRequest__Output
  readonly GetPoolResponse: GetPoolResponse__Output
  readonly PutPoolRequest: PutPoolRequest__Output
  readonly PutPoolResponse: PutPoolResponse__Output
  readonly DeletePoolRequest: DeletePoolRequest__Output
  readonly DeletePoolResponse: DeletePoolResponse__Output
  readonly BackendStatus: BackendStatus__Output
  readonly AutoWeightStatus: AutoWeightStatus__Output
  readonly AutoWeightChange: AutoWeightChange__Output
  readonly ListBackendsRequest: ListBackendsRequest__Output
  readonly ListBackendsResponse: ListBackendsResponse__Output
  readonly DrainBackendRequest: DrainBackendRequest__Output
  readonly DrainBackendResponse: DrainBackendResponse__Output
  readonly UndrainBackendRequest: UndrainBackendRequest__Output
  readonly UndrainBackendResponse: UndrainBackendResponse__Output
  readonly SetBackendWeightRequest: SetBackendWeightRequest__Output
  readonly SetBackendWeightResponse: SetBackendWeightResponse__Output
  readonly ListPoliciesRequest: ListPoliciesRequest__Output
  readonly PolicyInfo: PolicyInfo__Output
  readonly ListPoliciesResponse: ListPoliciesResponse__Output
  readonly ExplainPickRequest: ExplainPickRequest__Output
  readonly ExplainPickResponse: ExplainPickResponse__Output
  readonly WatchDecisionsRequest: WatchDecisionsRequest__Output
  readonly WatchDecisionsResponse: WatchDecisionsResponse__Output
  readonly AdvisePolicyRequest: AdvisePolicyRequest__Output
  readonly AdvisePolicyResponse: AdvisePolicyResponse__Output
  readonly Interval: Interval__Output
  readonly ShadowReport: ShadowReport__Output
  readonly ShareChange: ShareChange__Output
  readonly CanaryStatus: CanaryStatus__Output
  readonly ArmStatus: ArmStatus__Output
  readonly RegisterBackendRequest: RegisterBackendRequest__Output
  readonly RegisterBackendResponse: RegisterBackendResponse__Output
  readonly Heartbeat: Heartbeat__Output
  readonly ReportHeartbeatRequest: ReportHeartbeatRequest__Output
  readonly ReportHeartbeatResponse: ReportHeartbeatResponse__Output
  readonly StreamHeartbeatsRequest: StreamHeartbeatsRequest__Output
  readonly StreamHeartbeatsResponse: StreamHeartbeatsResponse__Output
  readonly DeregisterBackendRequest: DeregisterBackendRequest__Output
  readonly DeregisterBackendResponse: DeregisterBackendResponse__Output
  readonly Locality: Locality__Output
  readonly Backend: Backend__Output
  readonly ExcludedBackend: ExcludedBackend__Output
  readonly ScoreInput: ScoreInput__Output
  readonly ScoredBackend: ScoredBackend__Output
  readonly Decision: Decision__Output
  readonly Replay: Replay__Output
  readonly LoadReport: LoadReport__Output
  readonly Outcome: Outcome__Output
  readonly ItemError: ItemError__Output
  readonly GoAway: GoAway__Output
  readonly PickBackendRequest: PickBackendRequest__Output
  readonly Degraded: Degraded__Output
  readonly CacheHints: CacheHints__Output
  readonly PickBackendResponse: PickBackendResponse__Output
  readonly StreamPicksRequest: StreamPicksRequest__Output
  readonly PickResult: PickResult__Output
  readonly StreamPicksResponse: StreamPicksResponse__Output
  readonly WatchBackendsRequest: WatchBackendsRequest__Output
  readonly WeightedBackend: WeightedBackend__Output
  readonly WatchBackendsResponse: WatchBackendsResponse__Output
  readonly ReportOutcomesRequest: ReportOutcomesRequest__Output
  readonly ReportOutcomesResponse: ReportOutcomesResponse__Output
  readonly PoolConfig: PoolConfig__Output
  readonly PolicyConfig: PolicyConfig__Output
  readonly HeartbeatConfig: HeartbeatConfig__Output
  readonly SlowStartConfig: SlowStartConfig__Output
  readonly OutlierDetectionConfig: OutlierDetectionConfig__Output
  readonly SuccessRateEjection: SuccessRateEjection__Output
  readonly FailurePercentageEjection: FailurePercentageEjection__Output
  readonly SelfPreservationConfig: SelfPreservationConfig__Output
  readonly AffinityConfig: AffinityConfig__Output
  readonly LocalityConfig: LocalityConfig__Output
  readonly SignalsConfig: SignalsConfig__Output
  readonly AutoWeightsConfig: AutoWeightsConfig__Output
  readonly SubsetConfig: SubsetConfig__Output
  readonly SubsettingConfig: SubsettingConfig__Output
  readonly ConcurrencyLimitConfig: ConcurrencyLimitConfig__Output
  readonly RetryBudgetConfig: RetryBudgetConfig__Output
  readonly ShadowConfig: ShadowConfig__Output
  readonly CanaryConfig: CanaryConfig__Output
}

export const MESSAGES: Readonly<Record<string, MessageShape>> = {
 "PoolStatus": {
  "about": "A pool as it is now.",
  "fields": [
   {
    "name": "config",
    "json": "config",
    "kind": "message",
    "of": "PoolConfig",
    "about": "Its configuration, defaults filled in."
   },
   {
    "name": "config_version",
    "json": "configVersion",
    "kind": "uint64",
    "about": "Version of the configuration, larger with each change. 0: the pool came into being with its first backend."
   },
   {
    "name": "revision",
    "json": "revision",
    "kind": "uint64",
    "about": "The pool's revision."
   },
   {
    "name": "backends",
    "json": "backends",
    "kind": "uint32",
    "about": "How many backends it has."
   },
   {
    "name": "eligible",
    "json": "eligible",
    "kind": "uint32",
    "about": "How many of them may be picked."
   },
   {
    "name": "active_policy",
    "json": "activePolicy",
    "kind": "string",
    "about": "Wire name of the policy that picks at the moment: the fallback policy's when the other one failed."
   },
   {
    "name": "degraded",
    "json": "degraded",
    "kind": "message",
    "of": "Degraded",
    "about": "Set when picks may be worse than usual."
   },
   {
    "name": "policy_failures",
    "json": "policyFailures",
    "kind": "uint64",
    "about": "Times that the policy failed since this replica started."
   },
   {
    "name": "last_policy_error",
    "json": "lastPolicyError",
    "kind": "string",
    "about": "What the policy's last failure said. Empty: none."
   },
   {
    "name": "picks",
    "json": "picks",
    "kind": "uint64",
    "about": "Picks made by this replica since it started."
   },
   {
    "name": "canary",
    "json": "canary",
    "kind": "message",
    "of": "CanaryStatus",
    "about": "The policy on trial. Unset: none."
   }
  ]
 },
 "ListPoolsRequest": {
  "about": "Which pools to list.",
  "fields": [
   {
    "name": "page_size",
    "json": "pageSize",
    "kind": "uint32",
    "about": "At most this many: 0 to 1,000, 0 means 1,000."
   },
   {
    "name": "page_token",
    "json": "pageToken",
    "kind": "string",
    "about": "From the previous answer. Empty: from the start."
   }
  ]
 },
 "ListPoolsResponse": {
  "about": "A page of pools.",
  "fields": [
   {
    "name": "pools",
    "json": "pools",
    "kind": "message",
    "of": "PoolStatus",
    "many": "list",
    "about": "The pools."
   },
   {
    "name": "next_page_token",
    "json": "nextPageToken",
    "kind": "string",
    "about": "For the next page. Empty: this was the last."
   }
  ]
 },
 "GetPoolRequest": {
  "about": "Which pool to get.",
  "fields": [
   {
    "name": "name",
    "json": "name",
    "kind": "string",
    "about": "Its name. Required."
   }
  ]
 },
 "GetPoolResponse": {
  "about": "The pool.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "message",
    "of": "PoolStatus",
    "about": "The pool."
   }
  ]
 },
 "PutPoolRequest": {
  "about": "The configuration to put.",
  "fields": [
   {
    "name": "config",
    "json": "config",
    "kind": "message",
    "of": "PoolConfig",
    "about": "The configuration. Required."
   },
   {
    "name": "expected_version",
    "json": "expectedVersion",
    "kind": "uint64",
    "optional": true,
    "about": "The version that the caller has seen; another one fails. Unset: whatever is there is replaced. 0: only make."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "bool",
    "about": "Check everything and change nothing."
   }
  ]
 },
 "PutPoolResponse": {
  "about": "The configuration is in force.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "message",
    "of": "PoolStatus",
    "about": "The pool with its new configuration."
   }
  ]
 },
 "DeletePoolRequest": {
  "about": "Which pool to delete.",
  "fields": [
   {
    "name": "name",
    "json": "name",
    "kind": "string",
    "about": "Its name. Required."
   },
   {
    "name": "expected_version",
    "json": "expectedVersion",
    "kind": "uint64",
    "optional": true,
    "about": "The version that the caller has seen; another one fails. Unset: whatever is there is deleted."
   },
   {
    "name": "force",
    "json": "force",
    "kind": "bool",
    "about": "Delete although it has live backends."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "bool",
    "about": "Check everything and change nothing."
   }
  ]
 },
 "DeletePoolResponse": {
  "about": "The pool is away.",
  "fields": []
 },
 "BackendStatus": {
  "about": "A backend as it is now.",
  "fields": [
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "Backend",
    "about": "What was registered; its weight is the one in force."
   },
   {
    "name": "state",
    "json": "state",
    "kind": "enum",
    "of": "BackendState",
    "about": "Its state."
   },
   {
    "name": "state_reason",
    "json": "stateReason",
    "kind": "string",
    "about": "Why, for people, for example \"missed 3 heartbeats, last one 14 s ago\". Empty when eligible."
   },
   {
    "name": "state_age",
    "json": "stateAge",
    "kind": "duration",
    "about": "Since how long."
   },
   {
    "name": "epoch",
    "json": "epoch",
    "kind": "uint64",
    "about": "Its epoch."
   },
   {
    "name": "heartbeat_age",
    "json": "heartbeatAge",
    "kind": "duration",
    "about": "Since how long no heartbeat came. Unset: none came to any replica known here."
   },
   {
    "name": "drained_by_operator",
    "json": "drainedByOperator",
    "kind": "bool",
    "about": "Drained by an operator."
   },
   {
    "name": "operator_weight",
    "json": "operatorWeight",
    "kind": "uint32",
    "optional": true,
    "about": "Weight set by an operator. Unset: none."
   },
   {
    "name": "effective_weight",
    "json": "effectiveWeight",
    "kind": "double",
    "about": "Weight times the factors of slow start and of automatic weights."
   },
   {
    "name": "in_flight",
    "json": "inFlight",
    "kind": "uint32",
    "about": "Estimated requests in flight."
   },
   {
    "name": "latency",
    "json": "latency",
    "kind": "duration",
    "about": "Latency signal. Unset: no history."
   },
   {
    "name": "success_rate",
    "json": "successRate",
    "kind": "double",
    "about": "Success rate signal, 0 to 1."
   },
   {
    "name": "load",
    "json": "load",
    "kind": "message",
    "of": "LoadReport",
    "about": "The last load report that was taken in. Unset: none."
   },
   {
    "name": "picks",
    "json": "picks",
    "kind": "uint64",
    "about": "Picks by this replica since it knows the backend."
   },
   {
    "name": "outcomes",
    "json": "outcomes",
    "kind": "uint64",
    "about": "Outcomes reported to this replica since it knows the backend."
   },
   {
    "name": "failures",
    "json": "failures",
    "kind": "uint64",
    "about": "Of those, how many were not a success."
   },
   {
    "name": "ejected_for",
    "json": "ejectedFor",
    "kind": "duration",
    "about": "Until when it is ejected. Unset: it is not."
   },
   {
    "name": "auto_weight",
    "json": "autoWeight",
    "kind": "message",
    "of": "AutoWeightStatus",
    "about": "What automatic weights do about it. Unset: they are off."
   }
  ]
 },
 "AutoWeightStatus": {
  "about": "What automatic weights do about a backend.",
  "fields": [
   {
    "name": "factor",
    "json": "factor",
    "kind": "double",
    "about": "Factor on the weight in force, which the operator or the backend set."
   },
   {
    "name": "in_force",
    "json": "inForce",
    "kind": "bool",
    "about": "Whether the factor multiplies the weight. False in a dry run, and where the policy does not follow weights."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "string",
    "about": "What the last step made of it, for people, for example \"utilization 0.82 over the mean 0.61: 1.00 -> 0.95\"."
   },
   {
    "name": "changes",
    "json": "changes",
    "kind": "message",
    "of": "AutoWeightChange",
    "many": "list",
    "about": "The last 5 changes of the factor, newest first."
   }
  ]
 },
 "AutoWeightChange": {
  "about": "A factor of automatic weights became another one.",
  "fields": [
   {
    "name": "age",
    "json": "age",
    "kind": "duration",
    "about": "How long ago."
   },
   {
    "name": "before",
    "json": "before",
    "kind": "double",
    "about": "Factor before."
   },
   {
    "name": "after",
    "json": "after",
    "kind": "double",
    "about": "Factor since."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "string",
    "about": "Why, for people."
   }
  ]
 },
 "ListBackendsRequest": {
  "about": "Which backends to list.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "page_size",
    "json": "pageSize",
    "kind": "uint32",
    "about": "At most this many: 0 to 1,000, 0 means 1,000."
   },
   {
    "name": "page_token",
    "json": "pageToken",
    "kind": "string",
    "about": "From the previous answer. Empty: from the start."
   }
  ]
 },
 "ListBackendsResponse": {
  "about": "A page of backends.",
  "fields": [
   {
    "name": "backends",
    "json": "backends",
    "kind": "message",
    "of": "BackendStatus",
    "many": "list",
    "about": "The backends."
   },
   {
    "name": "next_page_token",
    "json": "nextPageToken",
    "kind": "string",
    "about": "For the next page. Empty: this was the last."
   }
  ]
 },
 "DrainBackendRequest": {
  "about": "The backend to drain.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend. Required."
   },
   {
    "name": "force",
    "json": "force",
    "kind": "bool",
    "about": "Drain even if fewer eligible backends are left than the pool's panic threshold."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "bool",
    "about": "Check everything and change nothing."
   }
  ]
 },
 "DrainBackendResponse": {
  "about": "The backend is drained.",
  "fields": [
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "BackendStatus",
    "about": "The backend."
   }
  ]
 },
 "UndrainBackendRequest": {
  "about": "The backend to undrain.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend. Required."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "bool",
    "about": "Check everything and change nothing."
   }
  ]
 },
 "UndrainBackendResponse": {
  "about": "The drain is over.",
  "fields": [
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "BackendStatus",
    "about": "The backend."
   }
  ]
 },
 "SetBackendWeightRequest": {
  "about": "The weight to set.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend. Required."
   },
   {
    "name": "weight",
    "json": "weight",
    "kind": "uint32",
    "optional": true,
    "about": "The weight, 1 to 1,000,000. Unset: the backend's own is in force again."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "bool",
    "about": "Check everything and change nothing."
   }
  ]
 },
 "SetBackendWeightResponse": {
  "about": "The weight is in force.",
  "fields": [
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "BackendStatus",
    "about": "The backend."
   }
  ]
 },
 "ListPoliciesRequest": {
  "about": "Nothing to say.",
  "fields": []
 },
 "PolicyInfo": {
  "about": "A policy that this replica can run.",
  "fields": [
   {
    "name": "type",
    "json": "type",
    "kind": "string",
    "about": "Wire name."
   },
   {
    "name": "stability",
    "json": "stability",
    "kind": "string",
    "about": "\"stable\", \"beta\" or \"experimental\"."
   },
   {
    "name": "description",
    "json": "description",
    "kind": "string",
    "about": "One sentence."
   },
   {
    "name": "required_signals",
    "json": "requiredSignals",
    "kind": "string",
    "many": "list",
    "about": "Signals that it needs."
   },
   {
    "name": "optional_signals",
    "json": "optionalSignals",
    "kind": "string",
    "many": "list",
    "about": "Signals that it uses when they are there."
   },
   {
    "name": "config_schema",
    "json": "configSchema",
    "kind": "string",
    "about": "JSON Schema of its parameters, as JSON text."
   },
   {
    "name": "source",
    "json": "source",
    "kind": "string",
    "about": "Where it comes from: \"built-in\", or the path or package."
   },
   {
    "name": "version",
    "json": "version",
    "kind": "string",
    "about": "Short hash of the code that is loaded. Empty for built-in ones."
   },
   {
    "name": "load_error",
    "json": "loadError",
    "kind": "string",
    "about": "Why the last load of a newer version failed; the version before it serves. Empty: it did not."
   }
  ]
 },
 "ListPoliciesResponse": {
  "about": "The policies.",
  "fields": [
   {
    "name": "policies",
    "json": "policies",
    "kind": "message",
    "of": "PolicyInfo",
    "many": "list",
    "about": "Ordered by type."
   }
  ]
 },
 "ExplainPickRequest": {
  "about": "The pick to explain.",
  "fields": [
   {
    "name": "pick_token",
    "json": "pickToken",
    "kind": "string",
    "oneof": "pick",
    "about": "Token of a pick that was made not long ago."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "message",
    "of": "PickBackendRequest",
    "oneof": "pick",
    "about": "A request that is decided as if it were real, and changes nothing."
   },
   {
    "name": "latest_in_pool",
    "json": "latestInPool",
    "kind": "string",
    "oneof": "pick",
    "about": "The newest recorded decision of this pool. Empty: of any pool."
   },
   {
    "name": "replay",
    "json": "replay",
    "kind": "bool",
    "about": "Makes a recorded decision again from its inputs, and says whether the same backend comes out."
   }
  ]
 },
 "ExplainPickResponse": {
  "about": "The explanation.",
  "fields": [
   {
    "name": "decision",
    "json": "decision",
    "kind": "message",
    "of": "Decision",
    "about": "The decision."
   },
   {
    "name": "replay",
    "json": "replay",
    "kind": "message",
    "of": "Replay",
    "about": "Set when a replay was asked for."
   }
  ]
 },
 "WatchDecisionsRequest": {
  "about": "Which decisions to watch.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Only this pool. Empty: all."
   },
   {
    "name": "policy",
    "json": "policy",
    "kind": "string",
    "about": "Only this policy. Empty: all."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "enum",
    "of": "PickReason",
    "about": "Only this reason. Unspecified: all."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "Only this backend. Empty: all."
   },
   {
    "name": "max_per_second",
    "json": "maxPerSecond",
    "kind": "uint32",
    "about": "At most this many a second: 0 to 1,000, 0 means 100."
   },
   {
    "name": "error_reason",
    "json": "errorReason",
    "kind": "string",
    "about": "Only decisions that picked nobody for this reason of the error catalogue. Empty: all."
   }
  ]
 },
 "WatchDecisionsResponse": {
  "about": "One decision of the stream.",
  "fields": [
   {
    "name": "decision",
    "json": "decision",
    "kind": "message",
    "of": "Decision",
    "about": "The decision."
   },
   {
    "name": "dropped",
    "json": "dropped",
    "kind": "uint64",
    "about": "Decisions that matched and were left out by the cap since the previous message."
   }
  ]
 },
 "AdvisePolicyRequest": {
  "about": "Which pool to advise on.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Its name. Required."
   }
  ]
 },
 "AdvisePolicyResponse": {
  "about": "What the service advises, by what the asked replica has seen.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "The pool."
   },
   {
    "name": "policy",
    "json": "policy",
    "kind": "string",
    "about": "Wire name of its policy."
   },
   {
    "name": "verdict",
    "json": "verdict",
    "kind": "enum",
    "of": "AdviceVerdict",
    "about": "The advice in a word."
   },
   {
    "name": "summary",
    "json": "summary",
    "kind": "string",
    "about": "The advice in sentences, for people."
   },
   {
    "name": "config_to_add",
    "json": "configToAdd",
    "kind": "string",
    "about": "Lines of YAML to add to the pool's configuration as the next step. Empty: nothing is to be added."
   },
   {
    "name": "shadow",
    "json": "shadow",
    "kind": "message",
    "of": "ShadowReport",
    "about": "What the shadow would have done. Unset: the pool has none."
   },
   {
    "name": "canary",
    "json": "canary",
    "kind": "message",
    "of": "CanaryStatus",
    "about": "What the canary did. Unset: the pool has none."
   }
  ]
 },
 "Interval": {
  "about": "An estimate and the interval in which the truth is with confidence.",
  "fields": [
   {
    "name": "estimate",
    "json": "estimate",
    "kind": "double",
    "about": "The estimate."
   },
   {
    "name": "low",
    "json": "low",
    "kind": "double",
    "about": "Lower end."
   },
   {
    "name": "high",
    "json": "high",
    "kind": "double",
    "about": "Upper end."
   }
  ]
 },
 "ShadowReport": {
  "about": "What a shadow would have done, by picks since it was configured. It is judged on the state that the real picks make: its own ones are never in flight.",
  "fields": [
   {
    "name": "policy",
    "json": "policy",
    "kind": "string",
    "about": "Wire name of its policy."
   },
   {
    "name": "percent",
    "json": "percent",
    "kind": "uint32",
    "about": "Percentage of the picks that it is asked for."
   },
   {
    "name": "age",
    "json": "age",
    "kind": "duration",
    "about": "Since how long it is compared."
   },
   {
    "name": "compared",
    "json": "compared",
    "kind": "uint64",
    "about": "Picks for which both named a backend."
   },
   {
    "name": "agreement",
    "json": "agreement",
    "kind": "double",
    "about": "Share of those for which both named the same one, 0 to 1."
   },
   {
    "name": "nobody",
    "json": "nobody",
    "kind": "uint64",
    "about": "Picks for which the shadow named nobody."
   },
   {
    "name": "failures",
    "json": "failures",
    "kind": "uint64",
    "about": "Picks for which it failed."
   },
   {
    "name": "cost_ratio",
    "json": "costRatio",
    "kind": "message",
    "of": "Interval",
    "about": "Predicted cost of its choices over that of the real ones: below 1 is better. Unset: too few picks to say."
   },
   {
    "name": "latency",
    "json": "latency",
    "kind": "duration",
    "about": "Mean latency signal of the backends that were picked."
   },
   {
    "name": "shadow_latency",
    "json": "shadowLatency",
    "kind": "duration",
    "about": "The same of those that the shadow would have picked."
   },
   {
    "name": "shares",
    "json": "shares",
    "kind": "message",
    "of": "ShareChange",
    "many": "list",
    "about": "Backends whose share would change most, at most 20."
   },
   {
    "name": "shares_omitted",
    "json": "sharesOmitted",
    "kind": "uint32",
    "about": "How many more there are."
   }
  ]
 },
 "ShareChange": {
  "about": "How the share of a backend would change.",
  "fields": [
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend."
   },
   {
    "name": "share",
    "json": "share",
    "kind": "double",
    "about": "Its share of the compared picks, 0 to 1."
   },
   {
    "name": "shadow_share",
    "json": "shadowShare",
    "kind": "double",
    "about": "The share that the shadow would have given it."
   }
  ]
 },
 "CanaryStatus": {
  "about": "A policy on trial with real picks, as the asked replica sees it.",
  "fields": [
   {
    "name": "policy",
    "json": "policy",
    "kind": "string",
    "about": "Wire name of its policy."
   },
   {
    "name": "percent",
    "json": "percent",
    "kind": "double",
    "about": "Percentage of the picks that it makes now: 0 when it was rolled back."
   },
   {
    "name": "rolled_back",
    "json": "rolledBack",
    "kind": "string",
    "about": "Why and when it was rolled back. Empty: it was not."
   },
   {
    "name": "windows",
    "json": "windows",
    "kind": "uint32",
    "about": "Windows that were judged."
   },
   {
    "name": "canary",
    "json": "canary",
    "kind": "message",
    "of": "ArmStatus",
    "about": "Outcomes of its picks."
   },
   {
    "name": "pool",
    "json": "pool",
    "kind": "message",
    "of": "ArmStatus",
    "about": "Outcomes of the picks that the pool's policy made beside it."
   },
   {
    "name": "error_rate_increase",
    "json": "errorRateIncrease",
    "kind": "message",
    "of": "Interval",
    "about": "How much larger the canary's share of failed calls is, in the last window judged. Unset: none was."
   },
   {
    "name": "latency_increase",
    "json": "latencyIncrease",
    "kind": "message",
    "of": "Interval",
    "about": "How much longer its 99th percentile latency is, as a part of the other's. Unset: none was, or too few latencies came."
   }
  ]
 },
 "ArmStatus": {
  "about": "Outcomes of one side of a trial.",
  "fields": [
   {
    "name": "outcomes",
    "json": "outcomes",
    "kind": "uint64",
    "about": "Outcomes since the canary was configured, cancelled calls left out."
   },
   {
    "name": "failures",
    "json": "failures",
    "kind": "uint64",
    "about": "Of those, how many failed."
   },
   {
    "name": "latency_p99",
    "json": "latencyP99",
    "kind": "duration",
    "about": "99th percentile latency in the last window judged. Unset: none was, or too few latencies came."
   }
  ]
 },
 "RegisterBackendRequest": {
  "about": "A backend to make known.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required."
   },
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "Backend",
    "about": "The backend. Required."
   },
   {
    "name": "epoch",
    "json": "epoch",
    "kind": "uint64",
    "about": "Incarnation of the backend, larger with each start, for example the start time in milliseconds. An older epoch never overwrites a newer one. At most 2^53 - 1. Required."
   },
   {
    "name": "health",
    "json": "health",
    "kind": "enum",
    "of": "BackendHealth",
    "about": "Health at this moment."
   },
   {
    "name": "capacity",
    "json": "capacity",
    "kind": "double",
    "about": "Requests that the backend serves well at one time, relative to its peers: 0 to 1,000,000. 0: unknown."
   }
  ]
 },
 "RegisterBackendResponse": {
  "about": "The backend is known.",
  "fields": [
   {
    "name": "next_heartbeat_after",
    "json": "nextHeartbeatAfter",
    "kind": "duration",
    "about": "When to send the first heartbeat, jitter included."
   },
   {
    "name": "lease",
    "json": "lease",
    "kind": "duration",
    "about": "How long the backend stays eligible without a heartbeat."
   },
   {
    "name": "revision",
    "json": "revision",
    "kind": "uint64",
    "about": "The pool's revision at the time; the next one includes the registration."
   }
  ]
 },
 "Heartbeat": {
  "about": "One sign of life.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend. Required."
   },
   {
    "name": "epoch",
    "json": "epoch",
    "kind": "uint64",
    "about": "The epoch that it registered with. Required."
   },
   {
    "name": "sequence",
    "json": "sequence",
    "kind": "uint64",
    "about": "Number of the heartbeat in its epoch, from 1: a late one never overwrites a newer one. At most 2^53 - 1. Required."
   },
   {
    "name": "health",
    "json": "health",
    "kind": "enum",
    "of": "BackendHealth",
    "about": "What its health checks say."
   },
   {
    "name": "health_detail",
    "json": "healthDetail",
    "kind": "string",
    "about": "Why, for people: at most 256 characters."
   },
   {
    "name": "draining",
    "json": "draining",
    "kind": "bool",
    "about": "The backend is leaving by itself and wants no new picks."
   },
   {
    "name": "load",
    "json": "load",
    "kind": "message",
    "of": "LoadReport",
    "about": "Its load. Unset: nothing new."
   }
  ]
 },
 "ReportHeartbeatRequest": {
  "about": "A batch of heartbeats.",
  "fields": [
   {
    "name": "heartbeats",
    "json": "heartbeats",
    "kind": "message",
    "of": "Heartbeat",
    "many": "list",
    "about": "The heartbeats: at most 500."
   }
  ]
 },
 "ReportHeartbeatResponse": {
  "about": "What became of a batch of heartbeats.",
  "fields": [
   {
    "name": "rejected",
    "json": "rejected",
    "kind": "message",
    "of": "ItemError",
    "many": "list",
    "about": "Those that were refused. NOT_FOUND / BACKEND_NOT_FOUND: register again. FAILED_PRECONDITION / EPOCH_SUPERSEDED: a newer incarnation lives, so stop."
   },
   {
    "name": "next_heartbeat_after",
    "json": "nextHeartbeatAfter",
    "kind": "duration",
    "about": "When to send the next batch, jitter included: the service sets the rhythm."
   }
  ]
 },
 "StreamHeartbeatsRequest": {
  "about": "One message of a heartbeats stream.",
  "fields": [
   {
    "name": "heartbeats",
    "json": "heartbeats",
    "kind": "message",
    "of": "Heartbeat",
    "many": "list",
    "about": "The heartbeats: at most 500."
   }
  ]
 },
 "StreamHeartbeatsResponse": {
  "about": "The answer to one message of a heartbeats stream.",
  "fields": [
   {
    "name": "rejected",
    "json": "rejected",
    "kind": "message",
    "of": "ItemError",
    "many": "list",
    "about": "Those that were refused, as in ReportHeartbeatResponse."
   },
   {
    "name": "next_heartbeat_after",
    "json": "nextHeartbeatAfter",
    "kind": "duration",
    "about": "When to send the next message, jitter included."
   },
   {
    "name": "go_away",
    "json": "goAway",
    "kind": "message",
    "of": "GoAway",
    "about": "Set when the agent should go to another replica."
   }
  ]
 },
 "DeregisterBackendRequest": {
  "about": "The backend to take away.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend. Required."
   },
   {
    "name": "epoch",
    "json": "epoch",
    "kind": "uint64",
    "about": "The epoch that it registered with. Required."
   }
  ]
 },
 "DeregisterBackendResponse": {
  "about": "The backend is away.",
  "fields": []
 },
 "Locality": {
  "about": "Where a backend or a caller is. Every part is optional; a part may be set only when the part before it is set. Each part is at most 63 characters of letters, digits, '-', '_' and '.'.",
  "fields": [
   {
    "name": "region",
    "json": "region",
    "kind": "string",
    "about": "Region or data centre, for example \"eu-west-1\". Empty: unknown."
   },
   {
    "name": "zone",
    "json": "zone",
    "kind": "string",
    "about": "Zone inside the region, for example \"eu-west-1a\". Empty: unknown."
   },
   {
    "name": "sub_zone",
    "json": "subZone",
    "kind": "string",
    "about": "Sub-zone inside the zone, for example a rack. Empty: unknown."
   }
  ]
 },
 "Backend": {
  "about": "One addressable server, the thing that is picked.",
  "fields": [
   {
    "name": "id",
    "json": "id",
    "kind": "string",
    "about": "Identifier, unique in its pool: 1 to 128 characters of letters, digits and \"._:-/@[]\". Required."
   },
   {
    "name": "address",
    "json": "address",
    "kind": "string",
    "about": "Where to call it, as \"host:port\"; IPv6 as \"[::1]:443\". At most 256 characters. Required."
   },
   {
    "name": "locality",
    "json": "locality",
    "kind": "message",
    "of": "Locality",
    "about": "Where it is. Unset: unknown, never preferred by locality."
   },
   {
    "name": "labels",
    "json": "labels",
    "kind": "string",
    "many": "map",
    "about": "Free labels that selectors match: at most 32; keys of 1 to 63 characters, values of at most 256."
   },
   {
    "name": "weight",
    "json": "weight",
    "kind": "uint32",
    "optional": true,
    "about": "Share relative to its peers in the weighted policies, 1 to 1,000,000. Unset: 1. To send nothing, drain instead."
   }
  ]
 },
 "ExcludedBackend": {
  "about": "A backend that could have been picked but was left out.",
  "fields": [
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "string",
    "about": "Why: the name of a state (\"draining\") or of a rule of the request (\"excluded\", \"previous_pick\", \"selector\", \"subsetting\")."
   }
  ]
 },
 "ScoreInput": {
  "about": "One input of a score.",
  "fields": [
   {
    "name": "signal",
    "json": "signal",
    "kind": "string",
    "about": "Name of the signal, for example \"in_flight\"."
   },
   {
    "name": "value",
    "json": "value",
    "kind": "double",
    "about": "Its value; latencies in milliseconds."
   },
   {
    "name": "age",
    "json": "age",
    "kind": "duration",
    "about": "How old it was."
   }
  ]
 },
 "ScoredBackend": {
  "about": "What a candidate was worth to the policy.",
  "fields": [
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend."
   },
   {
    "name": "score",
    "json": "score",
    "kind": "double",
    "about": "The score. Whether less or more is better is the policy's."
   },
   {
    "name": "inputs",
    "json": "inputs",
    "kind": "message",
    "of": "ScoreInput",
    "many": "list",
    "about": "What went into it."
   }
  ]
 },
 "Decision": {
  "about": "The explained record of one pick.",
  "fields": [
   {
    "name": "id",
    "json": "id",
    "kind": "string",
    "about": "The pick token."
   },
   {
    "name": "time",
    "json": "time",
    "kind": "timestamp",
    "about": "When, by the replica's clock."
   },
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "The pool."
   },
   {
    "name": "revision",
    "json": "revision",
    "kind": "uint64",
    "about": "The pool's revision."
   },
   {
    "name": "policy",
    "json": "policy",
    "kind": "string",
    "about": "Wire name of the policy that picked."
   },
   {
    "name": "config_version",
    "json": "configVersion",
    "kind": "uint64",
    "about": "Version of the pool's configuration."
   },
   {
    "name": "candidates",
    "json": "candidates",
    "kind": "uint32",
    "about": "How many backends the policy chose from."
   },
   {
    "name": "excluded",
    "json": "excluded",
    "kind": "message",
    "of": "ExcludedBackend",
    "many": "list",
    "about": "Who was left out before the policy, and why: at most 100."
   },
   {
    "name": "scores",
    "json": "scores",
    "kind": "message",
    "of": "ScoredBackend",
    "many": "list",
    "about": "The scores that the policy compared."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend picked. Empty: none."
   },
   {
    "name": "runner_up_backend_id",
    "json": "runnerUpBackendId",
    "kind": "string",
    "about": "The next best. Empty: none."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "enum",
    "of": "PickReason",
    "about": "Which rule decided."
   },
   {
    "name": "degraded",
    "json": "degraded",
    "kind": "message",
    "of": "Degraded",
    "about": "What was degraded."
   },
   {
    "name": "random_draws",
    "json": "randomDraws",
    "kind": "double",
    "many": "list",
    "about": "Random numbers drawn, each 0 or more and less than 1, in order."
   },
   {
    "name": "error_reason",
    "json": "errorReason",
    "kind": "string",
    "about": "The reason in the error catalogue when nothing was picked."
   },
   {
    "name": "caller_locality",
    "json": "callerLocality",
    "kind": "message",
    "of": "Locality",
    "about": "Where the caller was."
   },
   {
    "name": "policy_reason",
    "json": "policyReason",
    "kind": "string",
    "about": "The policy's own word for its choice, for example \"least_cost\". Empty: it gave none."
   },
   {
    "name": "alternate_backend_ids",
    "json": "alternateBackendIds",
    "kind": "string",
    "many": "list",
    "about": "The fall-backs that went with the answer, best first."
   },
   {
    "name": "dry_run",
    "json": "dryRun",
    "kind": "bool",
    "about": "Nothing was picked for real: an explanation that somebody asked for."
   },
   {
    "name": "trace_id",
    "json": "traceId",
    "kind": "string",
    "about": "W3C trace id of the call, 32 hexadecimal digits. Empty: it carried none."
   },
   {
    "name": "replica",
    "json": "replica",
    "kind": "string",
    "about": "The replica that decided."
   },
   {
    "name": "affinity",
    "json": "affinity",
    "kind": "enum",
    "of": "AffinityMode",
    "about": "How affinity took part. Unspecified: it did not."
   },
   {
    "name": "locality_level",
    "json": "localityLevel",
    "kind": "string",
    "about": "How far from the caller the backends were that the policy chose from: \"sub_zone\", \"zone\", \"region\" or \"anywhere\"."
   },
   {
    "name": "discarded_choices",
    "json": "discardedChoices",
    "kind": "uint32",
    "about": "Choices of the policy that were thrown away, by slow start or because the backend could no longer be picked."
   },
   {
    "name": "backends",
    "json": "backends",
    "kind": "uint32",
    "about": "Backends in the pool, those left out included."
   },
   {
    "name": "excluded_omitted",
    "json": "excludedOmitted",
    "kind": "uint32",
    "about": "Left out and not listed in `excluded`, since the list is bounded."
   },
   {
    "name": "replayable",
    "json": "replayable",
    "kind": "bool",
    "about": "Whether the decision can be replayed: its inputs are still held, and the policy's state was recorded."
   },
   {
    "name": "error_message",
    "json": "errorMessage",
    "kind": "string",
    "about": "For people: what was wrong when nothing was picked."
   }
  ]
 },
 "Replay": {
  "about": "What came out when a recorded decision was made again from its recorded inputs.",
  "fields": [
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend picked this time. Empty: none."
   },
   {
    "name": "same",
    "json": "same",
    "kind": "bool",
    "about": "Whether it is the one of the record."
   },
   {
    "name": "note",
    "json": "note",
    "kind": "string",
    "about": "For people: why it could differ. Empty: it does not."
   }
  ]
 },
 "LoadReport": {
  "about": "What a backend says of its load: ORCA's fields with ORCA's ranges (xds.data.orca.v3.OrcaLoadReport), and what a central picker needs besides. NaN, infinities, negatives and values out of range refuse the whole report with INVALID_LOAD_REPORT, and the previous report stays in force.",
  "fields": [
   {
    "name": "cpu_utilization",
    "json": "cpuUtilization",
    "kind": "double",
    "about": "CPU in use as a share of what the backend has, 0 and up (above 1: over its soft limit). 0: unknown."
   },
   {
    "name": "mem_utilization",
    "json": "memUtilization",
    "kind": "double",
    "about": "Memory in use as a share of what the backend has, 0 to 1. 0: unknown."
   },
   {
    "name": "application_utilization",
    "json": "applicationUtilization",
    "kind": "double",
    "about": "Utilization as the application defines it, 0 and up. 0: unknown."
   },
   {
    "name": "rps_fractional",
    "json": "rpsFractional",
    "kind": "double",
    "about": "Requests per second that the backend serves, 0 and up. 0: unknown."
   },
   {
    "name": "eps",
    "json": "eps",
    "kind": "double",
    "about": "Errors per second that the backend answers, 0 and up."
   },
   {
    "name": "request_cost",
    "json": "requestCost",
    "kind": "double",
    "many": "map",
    "about": "Application's own costs of a request, each 0 and up. At most 32 entries, keys of 1 to 63 characters."
   },
   {
    "name": "utilization",
    "json": "utilization",
    "kind": "double",
    "many": "map",
    "about": "Application's own resource utilizations, each 0 to 1. At most 32 entries, keys of 1 to 63 characters."
   },
   {
    "name": "named_metrics",
    "json": "namedMetrics",
    "kind": "double",
    "many": "map",
    "about": "Application's own metrics, each finite. At most 32 entries, keys of 1 to 63 characters."
   },
   {
    "name": "in_flight",
    "json": "inFlight",
    "kind": "uint32",
    "optional": true,
    "about": "Requests that the backend has in flight at the sample time, 0 to 10,000,000. Unset: unknown."
   },
   {
    "name": "completed",
    "json": "completed",
    "kind": "uint64",
    "about": "Requests completed since the backend started (its epoch), errors included. It only grows inside an epoch."
   },
   {
    "name": "errors",
    "json": "errors",
    "kind": "uint64",
    "about": "Requests that failed since the backend started (its epoch). It only grows inside an epoch."
   },
   {
    "name": "capacity",
    "json": "capacity",
    "kind": "double",
    "about": "Requests that the backend serves well at one time, relative to its peers: 0 and up, at most 1,000,000. 0: unknown."
   },
   {
    "name": "latency",
    "json": "latency",
    "kind": "duration",
    "about": "Mean latency of the requests that succeeded since the previous report, 0 to 1 hour. Unset: nothing succeeded."
   },
   {
    "name": "sample_age",
    "json": "sampleAge",
    "kind": "duration",
    "about": "How old the sample was when this message was sent, 0 to 1 hour. An age and not a time: the clocks of agents are never trusted. Unset: 0."
   }
  ]
 },
 "Outcome": {
  "about": "The outcome of one pick.",
  "fields": [
   {
    "name": "pick_token",
    "json": "pickToken",
    "kind": "string",
    "about": "The token that came with the pick. Either this or pool and backend_id. A token that is unknown here (another replica's, or past its lease) still feeds latency and success rate."
   },
   {
    "name": "result",
    "json": "result",
    "kind": "enum",
    "of": "OutcomeResult",
    "about": "How the call ended. Required."
   },
   {
    "name": "latency",
    "json": "latency",
    "kind": "duration",
    "about": "From the send of the request to the end of the answer, 0 to 1 hour. Unset: unknown, feeds no latency."
   },
   {
    "name": "status",
    "json": "status",
    "kind": "string",
    "about": "Status as the protocol spells it (\"503\", \"UNAVAILABLE\"), at most 64 characters. For explanation only."
   },
   {
    "name": "load_report",
    "json": "loadReport",
    "kind": "message",
    "of": "LoadReport",
    "about": "Load report that came back with the answer, for example in ORCA trailers."
   },
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Pool of the backend, for a call that was picked locally and so has no token."
   },
   {
    "name": "backend_id",
    "json": "backendId",
    "kind": "string",
    "about": "The backend called, for a call that was picked locally and so has no token."
   }
  ]
 },
 "ItemError": {
  "about": "Why one item of a batch was refused. The other items are not affected.",
  "fields": [
   {
    "name": "index",
    "json": "index",
    "kind": "uint32",
    "about": "Place of the item in the request, from 0."
   },
   {
    "name": "code",
    "json": "code",
    "kind": "string",
    "about": "The canonical code's name, for example \"INVALID_ARGUMENT\"."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "string",
    "about": "The reason in the error catalogue, for example \"INVALID_LOAD_REPORT\"."
   },
   {
    "name": "message",
    "json": "message",
    "kind": "string",
    "about": "For people: what is wrong and how to mend it."
   },
   {
    "name": "metadata",
    "json": "metadata",
    "kind": "string",
    "many": "map",
    "about": "What the message mentions, by name; for bad input the field is under \"field\"."
   }
  ]
 },
 "GoAway": {
  "about": "The service asks the other side to go to another replica: this one is about to stop or has held the stream for long enough.",
  "fields": [
   {
    "name": "reason",
    "json": "reason",
    "kind": "string",
    "about": "Why: \"SHUTTING_DOWN\" or \"MAX_STREAM_AGE\"."
   },
   {
    "name": "grace",
    "json": "grace",
    "kind": "duration",
    "about": "How long the stream stays usable."
   }
  ]
 },
 "PickBackendRequest": {
  "about": "What to pick, and for whom.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required."
   },
   {
    "name": "affinity_key",
    "json": "affinityKey",
    "kind": "string",
    "about": "What sticky sessions and the hashing policies hash or remember, at most 1,024 bytes. Empty: none."
   },
   {
    "name": "locality",
    "json": "locality",
    "kind": "message",
    "of": "Locality",
    "about": "Where the caller is. Unset: no preference."
   },
   {
    "name": "label_selector",
    "json": "labelSelector",
    "kind": "string",
    "many": "map",
    "about": "Only backends that carry all of these labels: at most 32 entries. Who serves when there are none, the pool's configuration says: nobody by default."
   },
   {
    "name": "exclude_backend_ids",
    "json": "excludeBackendIds",
    "kind": "string",
    "many": "list",
    "about": "Backends not to pick: at most 64."
   },
   {
    "name": "alternates",
    "json": "alternates",
    "kind": "uint32",
    "about": "How many fall-backs to add to the answer, 0 to 8. There are none when the pool's retry budget is spent."
   },
   {
    "name": "previous_pick_token",
    "json": "previousPickToken",
    "kind": "string",
    "about": "For a retry: the token of the pick that failed. Its backend is excluded; its outcome still wants reporting."
   },
   {
    "name": "affinity_token",
    "json": "affinityToken",
    "kind": "string",
    "about": "Pools with stateless affinity: the token of an earlier answer, as the caller kept it, for example in a cookie. A token that cannot be read is ignored. At most 512 bytes."
   }
  ]
 },
 "Degraded": {
  "about": "What is degraded behind an answer.",
  "fields": [
   {
    "name": "reasons",
    "json": "reasons",
    "kind": "enum",
    "of": "DegradedReason",
    "many": "list",
    "about": "Every reason that applies; never empty."
   },
   {
    "name": "age",
    "json": "age",
    "kind": "duration",
    "about": "Since how long the oldest of them has applied."
   }
  ]
 },
 "CacheHints": {
  "about": "How long an answer may serve without asking again.",
  "fields": [
   {
    "name": "max_age",
    "json": "maxAge",
    "kind": "duration",
    "about": "Until then the answer is as good as new."
   },
   {
    "name": "stale_age",
    "json": "staleAge",
    "kind": "duration",
    "about": "Until then the answer is better than none, when the service cannot be reached."
   }
  ]
 },
 "PickBackendResponse": {
  "about": "The backend picked.",
  "fields": [
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "Backend",
    "about": "The backend to call."
   },
   {
    "name": "alternates",
    "json": "alternates",
    "kind": "message",
    "of": "Backend",
    "many": "list",
    "about": "Fall-backs, best first: other backends to call when the first one fails. Fewer than asked when there are no more."
   },
   {
    "name": "pick_token",
    "json": "pickToken",
    "kind": "string",
    "about": "Names this pick: echo it in the outcome. ExplainPick takes it too."
   },
   {
    "name": "lease",
    "json": "lease",
    "kind": "duration",
    "about": "How long the pick counts as in flight when no outcome comes."
   },
   {
    "name": "reason",
    "json": "reason",
    "kind": "enum",
    "of": "PickReason",
    "about": "Which rule decided."
   },
   {
    "name": "revision",
    "json": "revision",
    "kind": "uint64",
    "about": "The pool's revision that the pick was made from."
   },
   {
    "name": "cache",
    "json": "cache",
    "kind": "message",
    "of": "CacheHints",
    "about": "For clients that keep the answer."
   },
   {
    "name": "degraded",
    "json": "degraded",
    "kind": "message",
    "of": "Degraded",
    "about": "Set when the answer may be worse than usual."
   },
   {
    "name": "affinity_token",
    "json": "affinityToken",
    "kind": "string",
    "about": "Pools with stateless affinity: the token to bring back with the next pick."
   }
  ]
 },
 "StreamPicksRequest": {
  "about": "One message of a picks stream.",
  "fields": [
   {
    "name": "sequence",
    "json": "sequence",
    "kind": "uint64",
    "about": "Chosen by the caller and echoed in the response."
   },
   {
    "name": "picks",
    "json": "picks",
    "kind": "message",
    "of": "PickBackendRequest",
    "many": "list",
    "about": "Picks to make, in order: at most 1,000 a message."
   },
   {
    "name": "outcomes",
    "json": "outcomes",
    "kind": "message",
    "of": "Outcome",
    "many": "list",
    "about": "Outcomes to take in before the picks are made: at most 1,000 a message."
   }
  ]
 },
 "PickResult": {
  "about": "The answer to one pick of a stream.",
  "fields": [
   {
    "name": "picked",
    "json": "picked",
    "kind": "message",
    "of": "PickBackendResponse",
    "oneof": "result",
    "about": "The pick."
   },
   {
    "name": "error",
    "json": "error",
    "kind": "message",
    "of": "ItemError",
    "oneof": "result",
    "about": "Why there is none; index is the place of the pick in the request."
   }
  ]
 },
 "StreamPicksResponse": {
  "about": "The answer to one message of a picks stream.",
  "fields": [
   {
    "name": "sequence",
    "json": "sequence",
    "kind": "uint64",
    "about": "The sequence of the request."
   },
   {
    "name": "results",
    "json": "results",
    "kind": "message",
    "of": "PickResult",
    "many": "list",
    "about": "One for each pick of the request, in the same order."
   },
   {
    "name": "rejected_outcomes",
    "json": "rejectedOutcomes",
    "kind": "message",
    "of": "ItemError",
    "many": "list",
    "about": "The outcomes that were refused."
   },
   {
    "name": "go_away",
    "json": "goAway",
    "kind": "message",
    "of": "GoAway",
    "about": "Set in the last messages of a stream: finish what is under way, then use another replica."
   }
  ]
 },
 "WatchBackendsRequest": {
  "about": "Which backends to watch.",
  "fields": [
   {
    "name": "pool",
    "json": "pool",
    "kind": "string",
    "about": "Name of the pool. Required."
   },
   {
    "name": "locality",
    "json": "locality",
    "kind": "message",
    "of": "Locality",
    "about": "Where the caller is: backends near it carry the greater weights. Unset: no preference."
   },
   {
    "name": "label_selector",
    "json": "labelSelector",
    "kind": "string",
    "many": "map",
    "about": "Only backends that carry all of these labels: at most 32 entries."
   }
  ]
 },
 "WeightedBackend": {
  "about": "A backend with the share that it should get.",
  "fields": [
   {
    "name": "backend",
    "json": "backend",
    "kind": "message",
    "of": "Backend",
    "about": "The backend."
   },
   {
    "name": "share",
    "json": "share",
    "kind": "double",
    "about": "Its share of the picks, 0 to 1; the shares of one message add up to 1."
   }
  ]
 },
 "WatchBackendsResponse": {
  "about": "The eligible backends at a revision.",
  "fields": [
   {
    "name": "revision",
    "json": "revision",
    "kind": "uint64",
    "about": "The pool's revision."
   },
   {
    "name": "backends",
    "json": "backends",
    "kind": "message",
    "of": "WeightedBackend",
    "many": "list",
    "about": "The backends that may be picked, ordered by id. It is the whole list each time. Empty: none may be picked."
   },
   {
    "name": "cache",
    "json": "cache",
    "kind": "message",
    "of": "CacheHints",
    "about": "How long the list may serve: max_age while the stream lives, stale_age after it is lost."
   },
   {
    "name": "degraded",
    "json": "degraded",
    "kind": "message",
    "of": "Degraded",
    "about": "Set when the list may be worse than usual."
   },
   {
    "name": "go_away",
    "json": "goAway",
    "kind": "message",
    "of": "GoAway",
    "about": "Set when the caller should watch at another replica."
   }
  ]
 },
 "ReportOutcomesRequest": {
  "about": "A batch of outcomes.",
  "fields": [
   {
    "name": "outcomes",
    "json": "outcomes",
    "kind": "message",
    "of": "Outcome",
    "many": "list",
    "about": "The outcomes: at most 1,000."
   }
  ]
 },
 "ReportOutcomesResponse": {
  "about": "What became of a batch of outcomes.",
  "fields": [
   {
    "name": "accepted",
    "json": "accepted",
    "kind": "uint32",
    "about": "How many were taken in."
   },
   {
    "name": "rejected",
    "json": "rejected",
    "kind": "message",
    "of": "ItemError",
    "many": "list",
    "about": "Those that were refused, with the reason."
   }
  ]
 },
 "PoolConfig": {
  "about": "How a pool behaves. Whatever is unset takes its default.",
  "fields": [
   {
    "name": "name",
    "json": "name",
    "kind": "string",
    "about": "Name of the pool: 1 to 128 characters, segments of [a-z0-9._-] joined by '/'. Required."
   },
   {
    "name": "policy",
    "json": "policy",
    "kind": "message",
    "of": "PolicyConfig",
    "about": "The policy that picks. Default: adaptive."
   },
   {
    "name": "fallback_policy",
    "json": "fallbackPolicy",
    "kind": "message",
    "of": "PolicyConfig",
    "about": "The policy that picks when the other one fails. It must be a built-in one. Default: round_robin."
   },
   {
    "name": "heartbeat",
    "json": "heartbeat",
    "kind": "message",
    "of": "HeartbeatConfig",
    "about": "Rhythm and patience of heartbeats."
   },
   {
    "name": "panic_threshold_percent",
    "json": "panicThresholdPercent",
    "kind": "uint32",
    "optional": true,
    "about": "Health is ignored when fewer than this percentage of the backends are healthy: 0 to 100, 0 switches panic off. Default: 50."
   },
   {
    "name": "slow_start",
    "json": "slowStart",
    "kind": "message",
    "of": "SlowStartConfig",
    "about": "How the share of a new or returning backend grows."
   },
   {
    "name": "outlier_detection",
    "json": "outlierDetection",
    "kind": "message",
    "of": "OutlierDetectionConfig",
    "about": "When a backend with bad outcomes is left out for a while."
   },
   {
    "name": "self_preservation",
    "json": "selfPreservation",
    "kind": "message",
    "of": "SelfPreservationConfig",
    "about": "When the silence of many backends is taken for a fault of our own."
   },
   {
    "name": "affinity",
    "json": "affinity",
    "kind": "message",
    "of": "AffinityConfig",
    "about": "Which calls go to the same backend again."
   },
   {
    "name": "locality",
    "json": "locality",
    "kind": "message",
    "of": "LocalityConfig",
    "about": "How much callers keep to their own locality."
   },
   {
    "name": "pick_lease",
    "json": "pickLease",
    "kind": "duration",
    "about": "How long a pick counts as in flight when no outcome comes: 100 ms to 1 hour. Default: 30 s."
   },
   {
    "name": "max_in_flight_per_backend",
    "json": "maxInFlightPerBackend",
    "kind": "uint32",
    "optional": true,
    "about": "A backend with this many requests in flight is not picked: 0 to 1,000,000, 0 means no limit. Default: 0."
   },
   {
    "name": "signals",
    "json": "signals",
    "kind": "message",
    "of": "SignalsConfig",
    "about": "How fast the observed signals forget."
   },
   {
    "name": "auto_weights",
    "json": "autoWeights",
    "kind": "message",
    "of": "AutoWeightsConfig",
    "about": "How weights follow the utilization that backends report."
   },
   {
    "name": "subset",
    "json": "subset",
    "kind": "message",
    "of": "SubsetConfig",
    "about": "What a label selector means that matches nobody."
   },
   {
    "name": "subsetting",
    "json": "subsetting",
    "kind": "message",
    "of": "SubsettingConfig",
    "about": "Whether callers with the same affinity key keep to a few of the backends."
   },
   {
    "name": "concurrency_limit",
    "json": "concurrencyLimit",
    "kind": "message",
    "of": "ConcurrencyLimitConfig",
    "about": "Whether the most requests in flight of a backend are learnt from its latency."
   },
   {
    "name": "retry_budget",
    "json": "retryBudget",
    "kind": "message",
    "of": "RetryBudgetConfig",
    "about": "How many retries and fall-backs the pool affords."
   },
   {
    "name": "shadow",
    "json": "shadow",
    "kind": "message",
    "of": "ShadowConfig",
    "about": "A second policy that is asked on the same traffic and never followed. Unset: none."
   },
   {
    "name": "canary",
    "json": "canary",
    "kind": "message",
    "of": "CanaryConfig",
    "about": "A second policy that makes some of the picks, and is rolled back when it does worse. Unset: none."
   }
  ]
 },
 "PolicyConfig": {
  "about": "A policy and its parameters.",
  "fields": [
   {
    "name": "type",
    "json": "type",
    "kind": "string",
    "about": "Wire name of the policy, for example \"ring_hash\". Required."
   },
   {
    "name": "config",
    "json": "config",
    "kind": "struct",
    "about": "Its parameters, as its schema in ListPolicies says. Unset: defaults."
   }
  ]
 },
 "HeartbeatConfig": {
  "about": "Rhythm and patience of heartbeats.",
  "fields": [
   {
    "name": "interval",
    "json": "interval",
    "kind": "duration",
    "about": "Time between two heartbeats of a backend: 100 ms to 1 minute. Default: 1 s."
   },
   {
    "name": "missed_limit",
    "json": "missedLimit",
    "kind": "uint32",
    "optional": true,
    "about": "A backend is ineligible after this many intervals without a heartbeat: 2 to 20. Default: 3."
   },
   {
    "name": "remove_after",
    "json": "removeAfter",
    "kind": "duration",
    "about": "A backend is forgotten after this long without a heartbeat: 1 s to 7 days. Default: 10 minutes."
   }
  ]
 },
 "SlowStartConfig": {
  "about": "How the share of a new or returning backend grows: its weight is multiplied by max((age / window)^(1 / aggression), min_weight_percent / 100) while age is less than window (Envoy's slow start).",
  "fields": [
   {
    "name": "window",
    "json": "window",
    "kind": "duration",
    "about": "Length of the ramp: 0 to 1 hour, 0 switches slow start off. Default: 30 s."
   },
   {
    "name": "aggression",
    "json": "aggression",
    "kind": "double",
    "optional": true,
    "about": "Form of the ramp: more than 0, at most 10; 1 is linear. Default: 1."
   },
   {
    "name": "min_weight_percent",
    "json": "minWeightPercent",
    "kind": "uint32",
    "optional": true,
    "about": "Least share during the ramp: 1 to 100. Default: 10."
   }
  ]
 },
 "OutlierDetectionConfig": {
  "about": "When a backend with bad outcomes is left out for a while (Envoy's outlier detection, gRFC A50).",
  "fields": [
   {
    "name": "enabled",
    "json": "enabled",
    "kind": "bool",
    "optional": true,
    "about": "Off when false. Default: true."
   },
   {
    "name": "interval",
    "json": "interval",
    "kind": "duration",
    "about": "Time between two sweeps: 100 ms to 1 hour. Default: 10 s."
   },
   {
    "name": "base_ejection_time",
    "json": "baseEjectionTime",
    "kind": "duration",
    "about": "Length of the first ejection; each further one is longer by this: 100 ms to 1 hour. Default: 30 s."
   },
   {
    "name": "max_ejection_time",
    "json": "maxEjectionTime",
    "kind": "duration",
    "about": "Longest ejection: 100 ms to 24 hours. Default: 5 minutes."
   },
   {
    "name": "max_ejection_percent",
    "json": "maxEjectionPercent",
    "kind": "uint32",
    "optional": true,
    "about": "No further backend is ejected while this percentage is ejected already; one always may be: 0 to 100. Default: 10."
   },
   {
    "name": "consecutive_errors",
    "json": "consecutiveErrors",
    "kind": "uint32",
    "optional": true,
    "about": "Errors and time-outs in a row that eject a backend at once: 0 to 1,000, 0 switches this off. Default: 5."
   },
   {
    "name": "consecutive_connect_failures",
    "json": "consecutiveConnectFailures",
    "kind": "uint32",
    "optional": true,
    "about": "Failed connections in a row that eject a backend at once: 0 to 1,000, 0 switches this off. Default: 3."
   },
   {
    "name": "success_rate",
    "json": "successRate",
    "kind": "message",
    "of": "SuccessRateEjection",
    "about": "Compares success rates between backends."
   },
   {
    "name": "failure_percentage",
    "json": "failurePercentage",
    "kind": "message",
    "of": "FailurePercentageEjection",
    "about": "Looks at the failures of each backend alone."
   }
  ]
 },
 "SuccessRateEjection": {
  "about": "Ejects backends whose success rate is below mean - stdev * stdev_factor / 1000.",
  "fields": [
   {
    "name": "stdev_factor",
    "json": "stdevFactor",
    "kind": "uint32",
    "optional": true,
    "about": "Thousandths of a standard deviation: 0 to 10,000. Default: 1900."
   },
   {
    "name": "enforcing_percent",
    "json": "enforcingPercent",
    "kind": "uint32",
    "optional": true,
    "about": "Percentage of the outliers found that are ejected: 0 to 100, 0 switches this off. Default: 100."
   },
   {
    "name": "minimum_backends",
    "json": "minimumBackends",
    "kind": "uint32",
    "optional": true,
    "about": "Backends with enough requests that are needed to judge any: 1 to 10,000. Default: 5."
   },
   {
    "name": "request_volume",
    "json": "requestVolume",
    "kind": "uint32",
    "optional": true,
    "about": "Requests of a backend in one interval that are enough: 1 to 1,000,000. Default: 100."
   }
  ]
 },
 "FailurePercentageEjection": {
  "about": "Ejects backends of whose requests more than a percentage failed.",
  "fields": [
   {
    "name": "threshold",
    "json": "threshold",
    "kind": "uint32",
    "optional": true,
    "about": "The percentage: 0 to 100. Default: 85."
   },
   {
    "name": "enforcing_percent",
    "json": "enforcingPercent",
    "kind": "uint32",
    "optional": true,
    "about": "Percentage of the outliers found that are ejected: 0 to 100, 0 switches this off. Default: 100."
   },
   {
    "name": "minimum_backends",
    "json": "minimumBackends",
    "kind": "uint32",
    "optional": true,
    "about": "Backends with enough requests that are needed to judge any: 1 to 10,000. Default: 5."
   },
   {
    "name": "request_volume",
    "json": "requestVolume",
    "kind": "uint32",
    "optional": true,
    "about": "Requests of a backend in one interval that are enough: 1 to 1,000,000. Default: 50."
   }
  ]
 },
 "SelfPreservationConfig": {
  "about": "When the silence of many backends is taken for a fault of our own: nobody else expires until it ends.",
  "fields": [
   {
    "name": "enabled",
    "json": "enabled",
    "kind": "bool",
    "optional": true,
    "about": "Off when false. Default: true."
   },
   {
    "name": "threshold_percent",
    "json": "thresholdPercent",
    "kind": "uint32",
    "optional": true,
    "about": "It begins when more than this percentage of the backends would expire within one lease: 1 to 100. Default: 15."
   },
   {
    "name": "minimum_backends",
    "json": "minimumBackends",
    "kind": "uint32",
    "optional": true,
    "about": "And more than this many: 0 to 10,000. Default: 3."
   },
   {
    "name": "max_duration",
    "json": "maxDuration",
    "kind": "duration",
    "about": "It ends after this long at the latest: 1 s to 24 hours. Default: 15 minutes. It ends sooner when heartbeats are back for all but the threshold."
   }
  ]
 },
 "AffinityConfig": {
  "about": "Which calls go to the same backend again. A call that is bound to a backend which is expired, unhealthy, ejected or gone moves to another one and stays there, also when the first one comes back; by hash, it returns.",
  "fields": [
   {
    "name": "mode",
    "json": "mode",
    "kind": "enum",
    "of": "AffinityMode",
    "about": "How. Default: none."
   },
   {
    "name": "ttl",
    "json": "ttl",
    "kind": "duration",
    "about": "How long a binding lasts after its last use: 1 s to 7 days. Default: 30 minutes."
   },
   {
    "name": "on_drain",
    "json": "onDrain",
    "kind": "enum",
    "of": "AffinityDrainRule",
    "about": "What draining means for calls that are bound. Default: move."
   },
   {
    "name": "max_bindings",
    "json": "maxBindings",
    "kind": "uint32",
    "optional": true,
    "about": "Most bindings that are remembered; the least recently used goes first: 1 to 10,000,000. Default: 100,000."
   }
  ]
 },
 "LocalityConfig": {
  "about": "How much callers keep to their own locality.",
  "fields": [
   {
    "name": "mode",
    "json": "mode",
    "kind": "enum",
    "of": "LocalityMode",
    "about": "How. Default: prefer."
   },
   {
    "name": "overprovisioning_factor",
    "json": "overprovisioningFactor",
    "kind": "uint32",
    "optional": true,
    "about": "A level is full while healthy / all * factor is at least 100: 100 to 10,000. Default: 140."
   },
   {
    "name": "weights",
    "json": "weights",
    "kind": "uint32",
    "many": "map",
    "about": "Mode weighted: the share of a zone, by its name or by \"region/zone\", each 0 to 1,000,000, at most 64. What is not named has 1. A zone with 0 is used when no other can serve."
   },
   {
    "name": "minimum_backends",
    "json": "minimumBackends",
    "kind": "uint32",
    "optional": true,
    "about": "Mode zone_aware: with fewer backends zones mean nothing: 1 to 10,000. Default: 6."
   }
  ]
 },
 "SignalsConfig": {
  "about": "How fast the observed signals forget.",
  "fields": [
   {
    "name": "latency_decay",
    "json": "latencyDecay",
    "kind": "duration",
    "about": "Time constant of the latency signal, a peak-sensitive moving average: 100 ms to 1 hour. Default: 10 s."
   },
   {
    "name": "success_rate_alpha",
    "json": "successRateAlpha",
    "kind": "double",
    "optional": true,
    "about": "Weight of one outcome in the success rate signal: more than 0, at most 1. Default: 0.05."
   }
  ]
 },
 "AutoWeightsConfig": {
  "about": "How weights follow the utilization that backends report: a PID controller brings each backend to the mean of those in its locality, by a factor on the weight in force. Utilization is the larger of what the backend reports and of its reported requests in flight divided by its capacity. The mean of the factors is 1.",
  "fields": [
   {
    "name": "mode",
    "json": "mode",
    "kind": "enum",
    "of": "AutoWeightsMode",
    "about": "Whether it is done. Default: off."
   },
   {
    "name": "interval",
    "json": "interval",
    "kind": "duration",
    "about": "Time between two steps of the controller: 1 s to 1 hour. Default: 10 s."
   },
   {
    "name": "kp",
    "json": "kp",
    "kind": "double",
    "optional": true,
    "about": "Gain on how much the error changed since the last step: 0 to 1. The error is the logarithm of mean / utilization. Default: 0.1."
   },
   {
    "name": "ki",
    "json": "ki",
    "kind": "double",
    "optional": true,
    "about": "Gain on the error, the share of it that one step takes away: 0 to 1. Default: 0.15."
   },
   {
    "name": "kd",
    "json": "kd",
    "kind": "double",
    "optional": true,
    "about": "Gain on how much the change of the error changed: 0 to 1. Default: 0."
   },
   {
    "name": "min_factor",
    "json": "minFactor",
    "kind": "double",
    "optional": true,
    "about": "Least factor: 0.01 to 1. Default: 0.25."
   },
   {
    "name": "max_factor",
    "json": "maxFactor",
    "kind": "double",
    "optional": true,
    "about": "Largest factor: 1 to 100. Default: 4."
   },
   {
    "name": "max_change_percent",
    "json": "maxChangePercent",
    "kind": "uint32",
    "optional": true,
    "about": "Most that a factor changes in one step, in percent: 1 to 100. Default: 10."
   },
   {
    "name": "tolerance_percent",
    "json": "tolerancePercent",
    "kind": "uint32",
    "optional": true,
    "about": "A utilization this near to the mean is left as it is, in percent of the mean: 0 to 50. Default: 2."
   }
  ]
 },
 "SubsetConfig": {
  "about": "What a label selector means that matches nobody (Envoy's subset load balancer).",
  "fields": [
   {
    "name": "keys",
    "json": "keys",
    "kind": "string",
    "many": "list",
    "about": "Labels that requests may select by: at most 16. A selector that names another one matches nobody. Empty: any label."
   },
   {
    "name": "fallback",
    "json": "fallback",
    "kind": "enum",
    "of": "SubsetFallback",
    "about": "Who serves instead; the answer then says so as degraded. Default: none."
   },
   {
    "name": "default",
    "json": "default",
    "kind": "string",
    "many": "map",
    "about": "Labels of those who serve instead, where the fallback is default: at most 32 entries."
   }
  ]
 },
 "SubsettingConfig": {
  "about": "Whether callers with the same affinity key keep to a few of the backends (random subsetting, gRFC A68). Keys are hashed into groups, and each group uses the backends that come first in an order of its own. Calls without a key use all.",
  "fields": [
   {
    "name": "size",
    "json": "size",
    "kind": "uint32",
    "optional": true,
    "about": "Backends that a group uses at each distance from the caller: 0 to 10,000, 0 switches this off. Default: 0."
   },
   {
    "name": "groups",
    "json": "groups",
    "kind": "uint32",
    "optional": true,
    "about": "Groups: 1 to 64. Default: 16."
   }
  ]
 },
 "ConcurrencyLimitConfig": {
  "about": "Whether the most requests in flight of a backend are learnt from its latency. A backend at its limit is saturated, as by max_in_flight_per_backend; of the two limits the lower one holds.",
  "fields": [
   {
    "name": "mode",
    "json": "mode",
    "kind": "enum",
    "of": "ConcurrencyLimitMode",
    "about": "How. Default: off."
   },
   {
    "name": "initial",
    "json": "initial",
    "kind": "uint32",
    "optional": true,
    "about": "Limit of a backend of which nothing is known: 1 to 1,000,000. Default: 20."
   },
   {
    "name": "min",
    "json": "min",
    "kind": "uint32",
    "optional": true,
    "about": "Least limit: 1 to 1,000,000. Default: 20."
   },
   {
    "name": "max",
    "json": "max",
    "kind": "uint32",
    "optional": true,
    "about": "Largest limit, at least `min`: 1 to 1,000,000. Default: 200."
   },
   {
    "name": "smoothing",
    "json": "smoothing",
    "kind": "double",
    "optional": true,
    "about": "Share of the limit that one step replaces: more than 0, at most 1. Default: 0.2."
   },
   {
    "name": "long_window",
    "json": "longWindow",
    "kind": "uint32",
    "optional": true,
    "about": "Steps that the long-term latency looks back: 1 to 100,000. Default: 600."
   }
  ]
 },
 "RetryBudgetConfig": {
  "about": "How many retries and fall-backs the pool affords, at each replica by the picks that it answers. A pick with previous_pick_token beyond it is refused with RETRY_BUDGET_EXHAUSTED. Alternates count as they are handed out, since a caller may call them unasked, and by percentage they may use one half of it; beyond that a pick is answered without.",
  "fields": [
   {
    "name": "mode",
    "json": "mode",
    "kind": "enum",
    "of": "RetryBudgetMode",
    "about": "By what. Default: off."
   },
   {
    "name": "percent",
    "json": "percent",
    "kind": "uint32",
    "optional": true,
    "about": "Mode percent: retries and alternates for each hundred first picks: 0 to 1,000. Default: 20."
   },
   {
    "name": "min_per_second",
    "json": "minPerSecond",
    "kind": "uint32",
    "optional": true,
    "about": "Mode percent: and this many a second besides: 0 to 10,000. Default: 10."
   },
   {
    "name": "ttl",
    "json": "ttl",
    "kind": "duration",
    "about": "Mode percent: how long a first pick counts: 1 s to 1 minute. Default: 10 s."
   },
   {
    "name": "max_tokens",
    "json": "maxTokens",
    "kind": "uint32",
    "optional": true,
    "about": "Mode throttle: tokens: 1 to 1,000. Default: 100."
   },
   {
    "name": "token_ratio",
    "json": "tokenRatio",
    "kind": "double",
    "optional": true,
    "about": "Mode throttle: what a success gives back: more than 0, at most 10. Default: 0.1."
   }
  ]
 },
 "ShadowConfig": {
  "about": "A second policy that is asked on the same traffic, after each real choice and with the same inputs, and never followed. AdvisePolicy compares the two.",
  "fields": [
   {
    "name": "policy",
    "json": "policy",
    "kind": "message",
    "of": "PolicyConfig",
    "about": "The policy that is asked. Required."
   },
   {
    "name": "percent",
    "json": "percent",
    "kind": "uint32",
    "optional": true,
    "about": "Percentage of the picks that it is asked for: 0 to 100. Default: 10."
   }
  ]
 },
 "CanaryConfig": {
  "about": "A second policy that makes some of the picks. Outcomes are compared in windows of at least 10 s; when it does worse than the bounds allow, it makes no more picks until the operator changes the configuration.",
  "fields": [
   {
    "name": "policy",
    "json": "policy",
    "kind": "message",
    "of": "PolicyConfig",
    "about": "The policy on trial. Required."
   },
   {
    "name": "percent",
    "json": "percent",
    "kind": "uint32",
    "optional": true,
    "about": "Percentage of the picks that it makes at first: 0 to 100. Default: 5."
   },
   {
    "name": "step_percent",
    "json": "stepPercent",
    "kind": "uint32",
    "optional": true,
    "about": "What is added to the percentage at each step, until it is 100: 0 to 100, 0 means that it stays. Default: 0."
   },
   {
    "name": "step_interval",
    "json": "stepInterval",
    "kind": "duration",
    "about": "Least time between two steps; a step also waits for a judgement that is not against it: 1 s to 7 days. Default: 5 minutes."
   },
   {
    "name": "max_error_rate_increase",
    "json": "maxErrorRateIncrease",
    "kind": "double",
    "optional": true,
    "about": "It is rolled back when its share of failed calls is for sure larger by more than this: 0 to 1. Default: 0.01."
   },
   {
    "name": "max_latency_increase",
    "json": "maxLatencyIncrease",
    "kind": "double",
    "optional": true,
    "about": "It is rolled back when its 99th percentile latency is for sure longer by more than this part of the other's: 0 to 100. Default: 0.25."
   },
   {
    "name": "minimum_outcomes",
    "json": "minimumOutcomes",
    "kind": "uint32",
    "optional": true,
    "about": "Outcomes of each of the two that a judgement needs: 10 to 1,000,000. Default: 500."
   },
   {
    "name": "rolled_back",
    "json": "rolledBack",
    "kind": "string",
    "about": "Written by the service: why and when the canary was rolled back, at most 512 characters. It makes no picks while this is set; clear it to try again."
   }
  ]
 }
}

export const ENUMS: Readonly<Record<string, EnumShape>> = {
 "AdviceVerdict": {
  "about": "Whether to switch a pool to the policy on trial.",
  "values": [
   {
    "name": "ADVICE_VERDICT_UNSPECIFIED",
    "number": 0,
    "about": "Never sent by the service."
   },
   {
    "name": "ADVICE_VERDICT_SWITCH",
    "number": 1,
    "about": "The policy on trial is better, and the difference is no chance."
   },
   {
    "name": "ADVICE_VERDICT_STAY",
    "number": 2,
    "about": "It is not better, or it was rolled back."
   },
   {
    "name": "ADVICE_VERDICT_NOT_ENOUGH_DATA",
    "number": 3,
    "about": "It is too early to say."
   },
   {
    "name": "ADVICE_VERDICT_NOTHING_ON_TRIAL",
    "number": 4,
    "about": "The pool has neither a shadow nor a canary."
   }
  ]
 },
 "BackendState": {
  "about": "The state of a backend, as eligibility sees it. The first one that applies, in the order of severity given here by the numbers, is the one shown.",
  "values": [
   {
    "name": "BACKEND_STATE_UNSPECIFIED",
    "number": 0,
    "about": "Never sent by the service."
   },
   {
    "name": "BACKEND_STATE_ELIGIBLE",
    "number": 1,
    "about": "May be picked."
   },
   {
    "name": "BACKEND_STATE_WARMING",
    "number": 2,
    "about": "May be picked, at a share that grows during slow start."
   },
   {
    "name": "BACKEND_STATE_SATURATED",
    "number": 3,
    "about": "Has as many requests in flight as its pool allows; may be picked again when one ends."
   },
   {
    "name": "BACKEND_STATE_EJECTED",
    "number": 4,
    "about": "Removed for a while by outlier detection."
   },
   {
    "name": "BACKEND_STATE_UNHEALTHY",
    "number": 5,
    "about": "Its own health checks fail."
   },
   {
    "name": "BACKEND_STATE_EXPIRED",
    "number": 6,
    "about": "Its heartbeats stopped, and its lease is over."
   },
   {
    "name": "BACKEND_STATE_DRAINING",
    "number": 7,
    "about": "Takes no new picks: drained by an operator or leaving by itself."
   }
  ]
 },
 "BackendHealth": {
  "about": "What a backend's own health checks say.",
  "values": [
   {
    "name": "BACKEND_HEALTH_UNSPECIFIED",
    "number": 0,
    "about": "Not checked: taken as healthy while its heartbeats arrive."
   },
   {
    "name": "BACKEND_HEALTH_HEALTHY",
    "number": 1,
    "about": "The checks pass."
   },
   {
    "name": "BACKEND_HEALTH_UNHEALTHY",
    "number": 2,
    "about": "The checks fail: not picked, except in panic."
   }
  ]
 },
 "OutcomeResult": {
  "about": "How a call that was picked ended.",
  "values": [
   {
    "name": "OUTCOME_RESULT_UNSPECIFIED",
    "number": 0,
    "about": "Refused with INVALID_ARGUMENT."
   },
   {
    "name": "OUTCOME_RESULT_SUCCESS",
    "number": 1,
    "about": "The backend answered, and the answer was good. An error of the caller's own making counts as success here."
   },
   {
    "name": "OUTCOME_RESULT_ERROR",
    "number": 2,
    "about": "The backend answered with an error of its own (HTTP 5xx, gRPC INTERNAL or UNKNOWN)."
   },
   {
    "name": "OUTCOME_RESULT_TIMEOUT",
    "number": 3,
    "about": "No answer within the caller's deadline."
   },
   {
    "name": "OUTCOME_RESULT_CONNECT_FAILURE",
    "number": 4,
    "about": "No connection could be made, or it broke before an answer."
   },
   {
    "name": "OUTCOME_RESULT_CANCELLED",
    "number": 5,
    "about": "The caller gave up for a reason of its own: frees the pick, judges nobody."
   },
   {
    "name": "OUTCOME_RESULT_REJECTED",
    "number": 6,
    "about": "The backend said that it is busy (HTTP 429, gRPC RESOURCE_EXHAUSTED): busy is not broken, so it does not count towards ejection, but it does lower the success rate."
   }
  ]
 },
 "PickReason": {
  "about": "Which rule decided the pick. Where several apply, the highest number is shown.",
  "values": [
   {
    "name": "PICK_REASON_UNSPECIFIED",
    "number": 0,
    "about": "Never sent by the service."
   },
   {
    "name": "PICK_REASON_POLICY",
    "number": 1,
    "about": "The pool's policy."
   },
   {
    "name": "PICK_REASON_AFFINITY",
    "number": 2,
    "about": "The backend that the affinity key or token is bound to."
   },
   {
    "name": "PICK_REASON_LOCALITY_FAILOVER",
    "number": 3,
    "about": "The policy, among backends outside the caller's own locality."
   },
   {
    "name": "PICK_REASON_FALLBACK_POLICY",
    "number": 4,
    "about": "The pool's fallback policy, since the policy failed."
   },
   {
    "name": "PICK_REASON_PANIC",
    "number": 5,
    "about": "Too few backends are eligible, so health is ignored."
   },
   {
    "name": "PICK_REASON_CANARY",
    "number": 6,
    "about": "The policy that is on trial as the pool's canary."
   }
  ]
 },
 "DegradedReason": {
  "about": "Why an answer may be worse than usual.",
  "values": [
   {
    "name": "DEGRADED_REASON_UNSPECIFIED",
    "number": 0,
    "about": "Never sent by the service."
   },
   {
    "name": "DEGRADED_REASON_STORE_UNAVAILABLE",
    "number": 1,
    "about": "The store has not answered for longer than its staleness limit: other replicas' changes may be missing."
   },
   {
    "name": "DEGRADED_REASON_STATE_STALE",
    "number": 2,
    "about": "The state comes from before this replica started, and no heartbeat has confirmed it."
   },
   {
    "name": "DEGRADED_REASON_SELF_PRESERVATION",
    "number": 3,
    "about": "Many backends went silent at once, so their expiry is frozen."
   },
   {
    "name": "DEGRADED_REASON_PANIC",
    "number": 4,
    "about": "Too few backends are eligible, so health is ignored."
   },
   {
    "name": "DEGRADED_REASON_POLICY_FALLBACK",
    "number": 5,
    "about": "The pool's policy failed, and its fallback policy picked."
   },
   {
    "name": "DEGRADED_REASON_SUBSET_FALLBACK",
    "number": 6,
    "about": "The label selector matched nobody, and the pool's fallback for that serves."
   },
   {
    "name": "DEGRADED_REASON_CANARY_ROLLED_BACK",
    "number": 7,
    "about": "The pool's canary did worse and was rolled back. Never of a single answer: the picks are as they were without it."
   }
  ]
 },
 "AffinityMode": {
  "about": "How calls with the same key, or the same token, come to the same backend.",
  "values": [
   {
    "name": "AFFINITY_MODE_UNSPECIFIED",
    "number": 0,
    "about": "Taken as none."
   },
   {
    "name": "AFFINITY_MODE_NONE",
    "number": 1,
    "about": "Keys and tokens mean nothing to eligibility; hashing policies still hash the key."
   },
   {
    "name": "AFFINITY_MODE_HASH",
    "number": 2,
    "about": "The key is hashed onto a ring of the eligible backends."
   },
   {
    "name": "AFFINITY_MODE_BINDING",
    "number": 3,
    "about": "The first pick of a key is remembered for a time, by every replica."
   },
   {
    "name": "AFFINITY_MODE_TOKEN",
    "number": 4,
    "about": "The answer carries a token that names the backend, and the caller brings it back."
   }
  ]
 },
 "AffinityDrainRule": {
  "about": "What happens to calls that are bound to a draining backend.",
  "values": [
   {
    "name": "AFFINITY_DRAIN_RULE_UNSPECIFIED",
    "number": 0,
    "about": "Taken as move."
   },
   {
    "name": "AFFINITY_DRAIN_RULE_MOVE",
    "number": 1,
    "about": "They move to another backend with their next pick, and stay there."
   },
   {
    "name": "AFFINITY_DRAIN_RULE_STAY",
    "number": 2,
    "about": "They stay until their binding ends, or the backend goes."
   }
  ]
 },
 "LocalityMode": {
  "about": "How much callers keep to their own locality.",
  "values": [
   {
    "name": "LOCALITY_MODE_UNSPECIFIED",
    "number": 0,
    "about": "Taken as prefer."
   },
   {
    "name": "LOCALITY_MODE_IGNORE",
    "number": 1,
    "about": "The caller's locality means nothing."
   },
   {
    "name": "LOCALITY_MODE_PREFER",
    "number": 2,
    "about": "The nearest backends first: sub-zone and zone, then region, then anywhere, each as far as its healthy backends reach with overprovisioning."
   },
   {
    "name": "LOCALITY_MODE_WEIGHTED",
    "number": 3,
    "about": "Each zone gets the share that its weight says, wherever the caller is, and less as it loses healthy backends (Envoy's locality weighted load balancing)."
   },
   {
    "name": "LOCALITY_MODE_ZONE_AWARE",
    "number": 4,
    "about": "Callers stay in their zone as far as its share of the backends reaches for its share of the calls; what is too much goes where backends are left over (Envoy's zone-aware routing)."
   }
  ]
 },
 "AutoWeightsMode": {
  "about": "Whether factors of automatic weights are worked out, and whether they are in force.",
  "values": [
   {
    "name": "AUTO_WEIGHTS_MODE_UNSPECIFIED",
    "number": 0,
    "about": "Taken as off."
   },
   {
    "name": "AUTO_WEIGHTS_MODE_OFF",
    "number": 1,
    "about": "Weights are as they were registered or set."
   },
   {
    "name": "AUTO_WEIGHTS_MODE_DRY_RUN",
    "number": 2,
    "about": "Factors are worked out and shown, and change nothing."
   },
   {
    "name": "AUTO_WEIGHTS_MODE_ON",
    "number": 3,
    "about": "Factors multiply the weights, where the policy follows weights."
   }
  ]
 },
 "SubsetFallback": {
  "about": "Who serves a request whose label selector finds nobody that may be picked.",
  "values": [
   {
    "name": "SUBSET_FALLBACK_UNSPECIFIED",
    "number": 0,
    "about": "Taken as none."
   },
   {
    "name": "SUBSET_FALLBACK_NONE",
    "number": 1,
    "about": "Nobody: the pick is refused with NO_BACKENDS."
   },
   {
    "name": "SUBSET_FALLBACK_ANY",
    "number": 2,
    "about": "Every backend of the pool."
   },
   {
    "name": "SUBSET_FALLBACK_DEFAULT",
    "number": 3,
    "about": "The backends with the labels of `default`."
   }
  ]
 },
 "ConcurrencyLimitMode": {
  "about": "How a limit of requests in flight is learnt.",
  "values": [
   {
    "name": "CONCURRENCY_LIMIT_MODE_UNSPECIFIED",
    "number": 0,
    "about": "Taken as off."
   },
   {
    "name": "CONCURRENCY_LIMIT_MODE_OFF",
    "number": 1,
    "about": "It is not."
   },
   {
    "name": "CONCURRENCY_LIMIT_MODE_GRADIENT2",
    "number": 2,
    "about": "By the ratio of long-term to present latency (Netflix' Gradient2)."
   }
  ]
 },
 "RetryBudgetMode": {
  "about": "By what a retry budget is measured.",
  "values": [
   {
    "name": "RETRY_BUDGET_MODE_UNSPECIFIED",
    "number": 0,
    "about": "Taken as off."
   },
   {
    "name": "RETRY_BUDGET_MODE_OFF",
    "number": 1,
    "about": "There is none."
   },
   {
    "name": "RETRY_BUDGET_MODE_PERCENT",
    "number": 2,
    "about": "By the first picks: a percentage of them, and a few a second besides (Finagle's retry budget)."
   },
   {
    "name": "RETRY_BUDGET_MODE_THROTTLE",
    "number": 3,
    "about": "By the outcomes: a failure takes a token, a success gives a part of one back, and there are retries while more than half of the tokens are left (gRFC A6)."
   }
  ]
 }
}

export const METHODS: Readonly<Record<string, MethodShape>> = {
 "AdminService.ListPools": {
  "about": "The pools, ordered by name, a page at a time.",
  "request": "ListPoolsRequest",
  "response": "ListPoolsResponse"
 },
 "AdminService.GetPool": {
  "about": "One pool. Errors: NOT_FOUND / POOL_NOT_FOUND.",
  "request": "GetPoolRequest",
  "response": "GetPoolResponse"
 },
 "AdminService.PutPool": {
  "about": "Makes a pool or replaces its configuration. Errors: ABORTED / CONFIG_VERSION_MISMATCH, INVALID_ARGUMENT / INVALID_POOL_CONFIG or UNKNOWN_POLICY.",
  "request": "PutPoolRequest",
  "response": "PutPoolResponse"
 },
 "AdminService.DeletePool": {
  "about": "Takes a pool and its backends away. Errors: NOT_FOUND / POOL_NOT_FOUND, ABORTED / CONFIG_VERSION_MISMATCH, FAILED_PRECONDITION / POOL_NOT_EMPTY.",
  "request": "DeletePoolRequest",
  "response": "DeletePoolResponse"
 },
 "AdminService.ListBackends": {
  "about": "The backends of a pool, ordered by id, with state, reason and signals, a page at a time.",
  "request": "ListBackendsRequest",
  "response": "ListBackendsResponse"
 },
 "AdminService.DrainBackend": {
  "about": "No new picks for a backend until it is undrained. It survives restarts of backend and service. Errors: NOT_FOUND / BACKEND_NOT_FOUND, FAILED_PRECONDITION / DRAIN_REFUSED.",
  "request": "DrainBackendRequest",
  "response": "DrainBackendResponse"
 },
 "AdminService.UndrainBackend": {
  "about": "Ends a drain. Errors: NOT_FOUND / BACKEND_NOT_FOUND.",
  "request": "UndrainBackendRequest",
  "response": "UndrainBackendResponse"
 },
 "AdminService.SetBackendWeight": {
  "about": "Sets or clears an operator's weight, which wins over the backend's own. Errors: NOT_FOUND / BACKEND_NOT_FOUND, INVALID_ARGUMENT naming the field.",
  "request": "SetBackendWeightRequest",
  "response": "SetBackendWeightResponse"
 },
 "AdminService.ListPolicies": {
  "about": "The policies that this replica can run.",
  "request": "ListPoliciesRequest",
  "response": "ListPoliciesResponse"
 },
 "AdminService.AdvisePolicy": {
  "about": "Whether a pool should have another policy, with the numbers that say so. Errors: NOT_FOUND / POOL_NOT_FOUND.",
  "request": "AdvisePolicyRequest",
  "response": "AdvisePolicyResponse"
 },
 "AdminService.ExplainPick": {
  "about": "Why a backend was picked, or would be. Errors: NOT_FOUND / DECISION_NOT_FOUND, NOT_FOUND / POOL_NOT_FOUND, INVALID_ARGUMENT naming the field.",
  "request": "ExplainPickRequest",
  "response": "ExplainPickResponse"
 },
 "AdminService.WatchDecisions": {
  "about": "A sampled stream of decisions.",
  "request": "WatchDecisionsRequest",
  "response": "WatchDecisionsResponse"
 },
 "AgentService.RegisterBackend": {
  "about": "Makes a backend known, or renews it with a larger epoch. Registering the same backend with the same epoch again updates its address, locality, labels and weight. Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED, NOT_FOUND / POOL_NOT_FOUND when pools are made by configuration only, RESOURCE_EXHAUSTED / QUOTA_EXCEEDED, INVALID_ARGUMENT naming the field.",
  "request": "RegisterBackendRequest",
  "response": "RegisterBackendResponse"
 },
 "AgentService.ReportHeartbeat": {
  "about": "Signs of life with state and load, for one or more backends. An item that is refused does not affect the others.",
  "request": "ReportHeartbeatRequest",
  "response": "ReportHeartbeatResponse"
 },
 "AgentService.StreamHeartbeats": {
  "about": "The same over a stream; each request message is answered by one response message, in order.",
  "request": "StreamHeartbeatsRequest",
  "response": "StreamHeartbeatsResponse"
 },
 "AgentService.DeregisterBackend": {
  "about": "Takes a backend away at once. Unknown backends are fine: the call can be repeated. Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED.",
  "request": "DeregisterBackendRequest",
  "response": "DeregisterBackendResponse"
 },
 "LookasideService.PickBackend": {
  "about": "Picks one backend. Synchronous over memory: it waits for no store. Errors: NOT_FOUND / POOL_NOT_FOUND, UNAVAILABLE / NO_BACKENDS, RESOURCE_EXHAUSTED / POOL_SATURATED or RETRY_BUDGET_EXHAUSTED, INVALID_ARGUMENT naming the field.",
  "request": "PickBackendRequest",
  "response": "PickBackendResponse"
 },
 "LookasideService.StreamPicks": {
  "about": "Many picks and many outcomes a message, so that one round trip serves hundreds. Each request message is answered by one response message, in order.",
  "request": "StreamPicksRequest",
  "response": "StreamPicksResponse"
 },
 "LookasideService.WatchBackends": {
  "about": "The eligible backends of a pool with their effective weights, at once and then on each change, so that a client can pick by itself without a hop and live on without the service.",
  "request": "WatchBackendsRequest",
  "response": "WatchBackendsResponse"
 },
 "LookasideService.ReportOutcomes": {
  "about": "How picked calls ended, in a batch. An item that is refused does not affect the others.",
  "request": "ReportOutcomesRequest",
  "response": "ReportOutcomesResponse"
 }
}
