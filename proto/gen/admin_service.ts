// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { ListValue as _google_protobuf_ListValue, ListValue__Output as _google_protobuf_ListValue__Output } from './google/protobuf/ListValue.ts';
import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from './google/protobuf/Struct.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Value as _google_protobuf_Value, Value__Output as _google_protobuf_Value__Output } from './google/protobuf/Value.ts';
import type { AdminServiceClient as _lookaside_v1_AdminServiceClient, AdminServiceDefinition as _lookaside_v1_AdminServiceDefinition } from './lookaside/v1/AdminService.ts';
import type { AdvisePolicyRequest as _lookaside_v1_AdvisePolicyRequest, AdvisePolicyRequest__Output as _lookaside_v1_AdvisePolicyRequest__Output } from './lookaside/v1/AdvisePolicyRequest.ts';
import type { AdvisePolicyResponse as _lookaside_v1_AdvisePolicyResponse, AdvisePolicyResponse__Output as _lookaside_v1_AdvisePolicyResponse__Output } from './lookaside/v1/AdvisePolicyResponse.ts';
import type { AffinityConfig as _lookaside_v1_AffinityConfig, AffinityConfig__Output as _lookaside_v1_AffinityConfig__Output } from './lookaside/v1/AffinityConfig.ts';
import type { ArmStatus as _lookaside_v1_ArmStatus, ArmStatus__Output as _lookaside_v1_ArmStatus__Output } from './lookaside/v1/ArmStatus.ts';
import type { AutoWeightChange as _lookaside_v1_AutoWeightChange, AutoWeightChange__Output as _lookaside_v1_AutoWeightChange__Output } from './lookaside/v1/AutoWeightChange.ts';
import type { AutoWeightStatus as _lookaside_v1_AutoWeightStatus, AutoWeightStatus__Output as _lookaside_v1_AutoWeightStatus__Output } from './lookaside/v1/AutoWeightStatus.ts';
import type { AutoWeightsConfig as _lookaside_v1_AutoWeightsConfig, AutoWeightsConfig__Output as _lookaside_v1_AutoWeightsConfig__Output } from './lookaside/v1/AutoWeightsConfig.ts';
import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from './lookaside/v1/Backend.ts';
import type { BackendStatus as _lookaside_v1_BackendStatus, BackendStatus__Output as _lookaside_v1_BackendStatus__Output } from './lookaside/v1/BackendStatus.ts';
import type { CacheHints as _lookaside_v1_CacheHints, CacheHints__Output as _lookaside_v1_CacheHints__Output } from './lookaside/v1/CacheHints.ts';
import type { CanaryConfig as _lookaside_v1_CanaryConfig, CanaryConfig__Output as _lookaside_v1_CanaryConfig__Output } from './lookaside/v1/CanaryConfig.ts';
import type { CanaryStatus as _lookaside_v1_CanaryStatus, CanaryStatus__Output as _lookaside_v1_CanaryStatus__Output } from './lookaside/v1/CanaryStatus.ts';
import type { ConcurrencyLimitConfig as _lookaside_v1_ConcurrencyLimitConfig, ConcurrencyLimitConfig__Output as _lookaside_v1_ConcurrencyLimitConfig__Output } from './lookaside/v1/ConcurrencyLimitConfig.ts';
import type { Decision as _lookaside_v1_Decision, Decision__Output as _lookaside_v1_Decision__Output } from './lookaside/v1/Decision.ts';
import type { Degraded as _lookaside_v1_Degraded, Degraded__Output as _lookaside_v1_Degraded__Output } from './lookaside/v1/Degraded.ts';
import type { DeletePoolRequest as _lookaside_v1_DeletePoolRequest, DeletePoolRequest__Output as _lookaside_v1_DeletePoolRequest__Output } from './lookaside/v1/DeletePoolRequest.ts';
import type { DeletePoolResponse as _lookaside_v1_DeletePoolResponse, DeletePoolResponse__Output as _lookaside_v1_DeletePoolResponse__Output } from './lookaside/v1/DeletePoolResponse.ts';
import type { DrainBackendRequest as _lookaside_v1_DrainBackendRequest, DrainBackendRequest__Output as _lookaside_v1_DrainBackendRequest__Output } from './lookaside/v1/DrainBackendRequest.ts';
import type { DrainBackendResponse as _lookaside_v1_DrainBackendResponse, DrainBackendResponse__Output as _lookaside_v1_DrainBackendResponse__Output } from './lookaside/v1/DrainBackendResponse.ts';
import type { ExcludedBackend as _lookaside_v1_ExcludedBackend, ExcludedBackend__Output as _lookaside_v1_ExcludedBackend__Output } from './lookaside/v1/ExcludedBackend.ts';
import type { ExplainPickRequest as _lookaside_v1_ExplainPickRequest, ExplainPickRequest__Output as _lookaside_v1_ExplainPickRequest__Output } from './lookaside/v1/ExplainPickRequest.ts';
import type { ExplainPickResponse as _lookaside_v1_ExplainPickResponse, ExplainPickResponse__Output as _lookaside_v1_ExplainPickResponse__Output } from './lookaside/v1/ExplainPickResponse.ts';
import type { FailurePercentageEjection as _lookaside_v1_FailurePercentageEjection, FailurePercentageEjection__Output as _lookaside_v1_FailurePercentageEjection__Output } from './lookaside/v1/FailurePercentageEjection.ts';
import type { GetPoolRequest as _lookaside_v1_GetPoolRequest, GetPoolRequest__Output as _lookaside_v1_GetPoolRequest__Output } from './lookaside/v1/GetPoolRequest.ts';
import type { GetPoolResponse as _lookaside_v1_GetPoolResponse, GetPoolResponse__Output as _lookaside_v1_GetPoolResponse__Output } from './lookaside/v1/GetPoolResponse.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from './lookaside/v1/GoAway.ts';
import type { HeartbeatConfig as _lookaside_v1_HeartbeatConfig, HeartbeatConfig__Output as _lookaside_v1_HeartbeatConfig__Output } from './lookaside/v1/HeartbeatConfig.ts';
import type { Interval as _lookaside_v1_Interval, Interval__Output as _lookaside_v1_Interval__Output } from './lookaside/v1/Interval.ts';
import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from './lookaside/v1/ItemError.ts';
import type { ListBackendsRequest as _lookaside_v1_ListBackendsRequest, ListBackendsRequest__Output as _lookaside_v1_ListBackendsRequest__Output } from './lookaside/v1/ListBackendsRequest.ts';
import type { ListBackendsResponse as _lookaside_v1_ListBackendsResponse, ListBackendsResponse__Output as _lookaside_v1_ListBackendsResponse__Output } from './lookaside/v1/ListBackendsResponse.ts';
import type { ListPoliciesRequest as _lookaside_v1_ListPoliciesRequest, ListPoliciesRequest__Output as _lookaside_v1_ListPoliciesRequest__Output } from './lookaside/v1/ListPoliciesRequest.ts';
import type { ListPoliciesResponse as _lookaside_v1_ListPoliciesResponse, ListPoliciesResponse__Output as _lookaside_v1_ListPoliciesResponse__Output } from './lookaside/v1/ListPoliciesResponse.ts';
import type { ListPoolsRequest as _lookaside_v1_ListPoolsRequest, ListPoolsRequest__Output as _lookaside_v1_ListPoolsRequest__Output } from './lookaside/v1/ListPoolsRequest.ts';
import type { ListPoolsResponse as _lookaside_v1_ListPoolsResponse, ListPoolsResponse__Output as _lookaside_v1_ListPoolsResponse__Output } from './lookaside/v1/ListPoolsResponse.ts';
import type { LoadReport as _lookaside_v1_LoadReport, LoadReport__Output as _lookaside_v1_LoadReport__Output } from './lookaside/v1/LoadReport.ts';
import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from './lookaside/v1/Locality.ts';
import type { LocalityConfig as _lookaside_v1_LocalityConfig, LocalityConfig__Output as _lookaside_v1_LocalityConfig__Output } from './lookaside/v1/LocalityConfig.ts';
import type { LookasideServiceClient as _lookaside_v1_LookasideServiceClient, LookasideServiceDefinition as _lookaside_v1_LookasideServiceDefinition } from './lookaside/v1/LookasideService.ts';
import type { Outcome as _lookaside_v1_Outcome, Outcome__Output as _lookaside_v1_Outcome__Output } from './lookaside/v1/Outcome.ts';
import type { OutlierDetectionConfig as _lookaside_v1_OutlierDetectionConfig, OutlierDetectionConfig__Output as _lookaside_v1_OutlierDetectionConfig__Output } from './lookaside/v1/OutlierDetectionConfig.ts';
import type { PickBackendRequest as _lookaside_v1_PickBackendRequest, PickBackendRequest__Output as _lookaside_v1_PickBackendRequest__Output } from './lookaside/v1/PickBackendRequest.ts';
import type { PickBackendResponse as _lookaside_v1_PickBackendResponse, PickBackendResponse__Output as _lookaside_v1_PickBackendResponse__Output } from './lookaside/v1/PickBackendResponse.ts';
import type { PickResult as _lookaside_v1_PickResult, PickResult__Output as _lookaside_v1_PickResult__Output } from './lookaside/v1/PickResult.ts';
import type { PolicyConfig as _lookaside_v1_PolicyConfig, PolicyConfig__Output as _lookaside_v1_PolicyConfig__Output } from './lookaside/v1/PolicyConfig.ts';
import type { PolicyInfo as _lookaside_v1_PolicyInfo, PolicyInfo__Output as _lookaside_v1_PolicyInfo__Output } from './lookaside/v1/PolicyInfo.ts';
import type { PoolConfig as _lookaside_v1_PoolConfig, PoolConfig__Output as _lookaside_v1_PoolConfig__Output } from './lookaside/v1/PoolConfig.ts';
import type { PoolStatus as _lookaside_v1_PoolStatus, PoolStatus__Output as _lookaside_v1_PoolStatus__Output } from './lookaside/v1/PoolStatus.ts';
import type { PutPoolRequest as _lookaside_v1_PutPoolRequest, PutPoolRequest__Output as _lookaside_v1_PutPoolRequest__Output } from './lookaside/v1/PutPoolRequest.ts';
import type { PutPoolResponse as _lookaside_v1_PutPoolResponse, PutPoolResponse__Output as _lookaside_v1_PutPoolResponse__Output } from './lookaside/v1/PutPoolResponse.ts';
import type { Replay as _lookaside_v1_Replay, Replay__Output as _lookaside_v1_Replay__Output } from './lookaside/v1/Replay.ts';
import type { ReportOutcomesRequest as _lookaside_v1_ReportOutcomesRequest, ReportOutcomesRequest__Output as _lookaside_v1_ReportOutcomesRequest__Output } from './lookaside/v1/ReportOutcomesRequest.ts';
import type { ReportOutcomesResponse as _lookaside_v1_ReportOutcomesResponse, ReportOutcomesResponse__Output as _lookaside_v1_ReportOutcomesResponse__Output } from './lookaside/v1/ReportOutcomesResponse.ts';
import type { RetryBudgetConfig as _lookaside_v1_RetryBudgetConfig, RetryBudgetConfig__Output as _lookaside_v1_RetryBudgetConfig__Output } from './lookaside/v1/RetryBudgetConfig.ts';
import type { ScoreInput as _lookaside_v1_ScoreInput, ScoreInput__Output as _lookaside_v1_ScoreInput__Output } from './lookaside/v1/ScoreInput.ts';
import type { ScoredBackend as _lookaside_v1_ScoredBackend, ScoredBackend__Output as _lookaside_v1_ScoredBackend__Output } from './lookaside/v1/ScoredBackend.ts';
import type { SelfPreservationConfig as _lookaside_v1_SelfPreservationConfig, SelfPreservationConfig__Output as _lookaside_v1_SelfPreservationConfig__Output } from './lookaside/v1/SelfPreservationConfig.ts';
import type { SetBackendWeightRequest as _lookaside_v1_SetBackendWeightRequest, SetBackendWeightRequest__Output as _lookaside_v1_SetBackendWeightRequest__Output } from './lookaside/v1/SetBackendWeightRequest.ts';
import type { SetBackendWeightResponse as _lookaside_v1_SetBackendWeightResponse, SetBackendWeightResponse__Output as _lookaside_v1_SetBackendWeightResponse__Output } from './lookaside/v1/SetBackendWeightResponse.ts';
import type { ShadowConfig as _lookaside_v1_ShadowConfig, ShadowConfig__Output as _lookaside_v1_ShadowConfig__Output } from './lookaside/v1/ShadowConfig.ts';
import type { ShadowReport as _lookaside_v1_ShadowReport, ShadowReport__Output as _lookaside_v1_ShadowReport__Output } from './lookaside/v1/ShadowReport.ts';
import type { ShareChange as _lookaside_v1_ShareChange, ShareChange__Output as _lookaside_v1_ShareChange__Output } from './lookaside/v1/ShareChange.ts';
import type { SignalsConfig as _lookaside_v1_SignalsConfig, SignalsConfig__Output as _lookaside_v1_SignalsConfig__Output } from './lookaside/v1/SignalsConfig.ts';
import type { SlowStartConfig as _lookaside_v1_SlowStartConfig, SlowStartConfig__Output as _lookaside_v1_SlowStartConfig__Output } from './lookaside/v1/SlowStartConfig.ts';
import type { StreamPicksRequest as _lookaside_v1_StreamPicksRequest, StreamPicksRequest__Output as _lookaside_v1_StreamPicksRequest__Output } from './lookaside/v1/StreamPicksRequest.ts';
import type { StreamPicksResponse as _lookaside_v1_StreamPicksResponse, StreamPicksResponse__Output as _lookaside_v1_StreamPicksResponse__Output } from './lookaside/v1/StreamPicksResponse.ts';
import type { SubsetConfig as _lookaside_v1_SubsetConfig, SubsetConfig__Output as _lookaside_v1_SubsetConfig__Output } from './lookaside/v1/SubsetConfig.ts';
import type { SubsettingConfig as _lookaside_v1_SubsettingConfig, SubsettingConfig__Output as _lookaside_v1_SubsettingConfig__Output } from './lookaside/v1/SubsettingConfig.ts';
import type { SuccessRateEjection as _lookaside_v1_SuccessRateEjection, SuccessRateEjection__Output as _lookaside_v1_SuccessRateEjection__Output } from './lookaside/v1/SuccessRateEjection.ts';
import type { UndrainBackendRequest as _lookaside_v1_UndrainBackendRequest, UndrainBackendRequest__Output as _lookaside_v1_UndrainBackendRequest__Output } from './lookaside/v1/UndrainBackendRequest.ts';
import type { UndrainBackendResponse as _lookaside_v1_UndrainBackendResponse, UndrainBackendResponse__Output as _lookaside_v1_UndrainBackendResponse__Output } from './lookaside/v1/UndrainBackendResponse.ts';
import type { WatchBackendsRequest as _lookaside_v1_WatchBackendsRequest, WatchBackendsRequest__Output as _lookaside_v1_WatchBackendsRequest__Output } from './lookaside/v1/WatchBackendsRequest.ts';
import type { WatchBackendsResponse as _lookaside_v1_WatchBackendsResponse, WatchBackendsResponse__Output as _lookaside_v1_WatchBackendsResponse__Output } from './lookaside/v1/WatchBackendsResponse.ts';
import type { WatchDecisionsRequest as _lookaside_v1_WatchDecisionsRequest, WatchDecisionsRequest__Output as _lookaside_v1_WatchDecisionsRequest__Output } from './lookaside/v1/WatchDecisionsRequest.ts';
import type { WatchDecisionsResponse as _lookaside_v1_WatchDecisionsResponse, WatchDecisionsResponse__Output as _lookaside_v1_WatchDecisionsResponse__Output } from './lookaside/v1/WatchDecisionsResponse.ts';
import type { WeightedBackend as _lookaside_v1_WeightedBackend, WeightedBackend__Output as _lookaside_v1_WeightedBackend__Output } from './lookaside/v1/WeightedBackend.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_Duration, _google_protobuf_Duration__Output>
      ListValue: MessageTypeDefinition<_google_protobuf_ListValue, _google_protobuf_ListValue__Output>
      NullValue: EnumTypeDefinition
      Struct: MessageTypeDefinition<_google_protobuf_Struct, _google_protobuf_Struct__Output>
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
      Value: MessageTypeDefinition<_google_protobuf_Value, _google_protobuf_Value__Output>
    }
  }
  lookaside: {
    v1: {
      /**
       * For operators: see and steer. What changes something is written to the store before it is answered; when the store
       * does not confirm it in time, it fails with UNAVAILABLE / STORE_UNAVAILABLE and is not in force.
       */
      AdminService: SubtypeConstructor<typeof grpc.Client, _lookaside_v1_AdminServiceClient> & { service: _lookaside_v1_AdminServiceDefinition }
      AdviceVerdict: EnumTypeDefinition
      AdvisePolicyRequest: MessageTypeDefinition<_lookaside_v1_AdvisePolicyRequest, _lookaside_v1_AdvisePolicyRequest__Output>
      AdvisePolicyResponse: MessageTypeDefinition<_lookaside_v1_AdvisePolicyResponse, _lookaside_v1_AdvisePolicyResponse__Output>
      AffinityConfig: MessageTypeDefinition<_lookaside_v1_AffinityConfig, _lookaside_v1_AffinityConfig__Output>
      AffinityDrainRule: EnumTypeDefinition
      AffinityMode: EnumTypeDefinition
      ArmStatus: MessageTypeDefinition<_lookaside_v1_ArmStatus, _lookaside_v1_ArmStatus__Output>
      AutoWeightChange: MessageTypeDefinition<_lookaside_v1_AutoWeightChange, _lookaside_v1_AutoWeightChange__Output>
      AutoWeightStatus: MessageTypeDefinition<_lookaside_v1_AutoWeightStatus, _lookaside_v1_AutoWeightStatus__Output>
      AutoWeightsConfig: MessageTypeDefinition<_lookaside_v1_AutoWeightsConfig, _lookaside_v1_AutoWeightsConfig__Output>
      AutoWeightsMode: EnumTypeDefinition
      Backend: MessageTypeDefinition<_lookaside_v1_Backend, _lookaside_v1_Backend__Output>
      BackendHealth: EnumTypeDefinition
      BackendState: EnumTypeDefinition
      BackendStatus: MessageTypeDefinition<_lookaside_v1_BackendStatus, _lookaside_v1_BackendStatus__Output>
      CacheHints: MessageTypeDefinition<_lookaside_v1_CacheHints, _lookaside_v1_CacheHints__Output>
      CanaryConfig: MessageTypeDefinition<_lookaside_v1_CanaryConfig, _lookaside_v1_CanaryConfig__Output>
      CanaryStatus: MessageTypeDefinition<_lookaside_v1_CanaryStatus, _lookaside_v1_CanaryStatus__Output>
      ConcurrencyLimitConfig: MessageTypeDefinition<_lookaside_v1_ConcurrencyLimitConfig, _lookaside_v1_ConcurrencyLimitConfig__Output>
      ConcurrencyLimitMode: EnumTypeDefinition
      Decision: MessageTypeDefinition<_lookaside_v1_Decision, _lookaside_v1_Decision__Output>
      Degraded: MessageTypeDefinition<_lookaside_v1_Degraded, _lookaside_v1_Degraded__Output>
      DegradedReason: EnumTypeDefinition
      DeletePoolRequest: MessageTypeDefinition<_lookaside_v1_DeletePoolRequest, _lookaside_v1_DeletePoolRequest__Output>
      DeletePoolResponse: MessageTypeDefinition<_lookaside_v1_DeletePoolResponse, _lookaside_v1_DeletePoolResponse__Output>
      DrainBackendRequest: MessageTypeDefinition<_lookaside_v1_DrainBackendRequest, _lookaside_v1_DrainBackendRequest__Output>
      DrainBackendResponse: MessageTypeDefinition<_lookaside_v1_DrainBackendResponse, _lookaside_v1_DrainBackendResponse__Output>
      ExcludedBackend: MessageTypeDefinition<_lookaside_v1_ExcludedBackend, _lookaside_v1_ExcludedBackend__Output>
      ExplainPickRequest: MessageTypeDefinition<_lookaside_v1_ExplainPickRequest, _lookaside_v1_ExplainPickRequest__Output>
      ExplainPickResponse: MessageTypeDefinition<_lookaside_v1_ExplainPickResponse, _lookaside_v1_ExplainPickResponse__Output>
      FailurePercentageEjection: MessageTypeDefinition<_lookaside_v1_FailurePercentageEjection, _lookaside_v1_FailurePercentageEjection__Output>
      GetPoolRequest: MessageTypeDefinition<_lookaside_v1_GetPoolRequest, _lookaside_v1_GetPoolRequest__Output>
      GetPoolResponse: MessageTypeDefinition<_lookaside_v1_GetPoolResponse, _lookaside_v1_GetPoolResponse__Output>
      GoAway: MessageTypeDefinition<_lookaside_v1_GoAway, _lookaside_v1_GoAway__Output>
      HeartbeatConfig: MessageTypeDefinition<_lookaside_v1_HeartbeatConfig, _lookaside_v1_HeartbeatConfig__Output>
      Interval: MessageTypeDefinition<_lookaside_v1_Interval, _lookaside_v1_Interval__Output>
      ItemError: MessageTypeDefinition<_lookaside_v1_ItemError, _lookaside_v1_ItemError__Output>
      ListBackendsRequest: MessageTypeDefinition<_lookaside_v1_ListBackendsRequest, _lookaside_v1_ListBackendsRequest__Output>
      ListBackendsResponse: MessageTypeDefinition<_lookaside_v1_ListBackendsResponse, _lookaside_v1_ListBackendsResponse__Output>
      ListPoliciesRequest: MessageTypeDefinition<_lookaside_v1_ListPoliciesRequest, _lookaside_v1_ListPoliciesRequest__Output>
      ListPoliciesResponse: MessageTypeDefinition<_lookaside_v1_ListPoliciesResponse, _lookaside_v1_ListPoliciesResponse__Output>
      ListPoolsRequest: MessageTypeDefinition<_lookaside_v1_ListPoolsRequest, _lookaside_v1_ListPoolsRequest__Output>
      ListPoolsResponse: MessageTypeDefinition<_lookaside_v1_ListPoolsResponse, _lookaside_v1_ListPoolsResponse__Output>
      LoadReport: MessageTypeDefinition<_lookaside_v1_LoadReport, _lookaside_v1_LoadReport__Output>
      Locality: MessageTypeDefinition<_lookaside_v1_Locality, _lookaside_v1_Locality__Output>
      LocalityConfig: MessageTypeDefinition<_lookaside_v1_LocalityConfig, _lookaside_v1_LocalityConfig__Output>
      LocalityMode: EnumTypeDefinition
      /**
       * For applications: which backend should I call, and here is how the call went.
       */
      LookasideService: SubtypeConstructor<typeof grpc.Client, _lookaside_v1_LookasideServiceClient> & { service: _lookaside_v1_LookasideServiceDefinition }
      Outcome: MessageTypeDefinition<_lookaside_v1_Outcome, _lookaside_v1_Outcome__Output>
      OutcomeResult: EnumTypeDefinition
      OutlierDetectionConfig: MessageTypeDefinition<_lookaside_v1_OutlierDetectionConfig, _lookaside_v1_OutlierDetectionConfig__Output>
      PickBackendRequest: MessageTypeDefinition<_lookaside_v1_PickBackendRequest, _lookaside_v1_PickBackendRequest__Output>
      PickBackendResponse: MessageTypeDefinition<_lookaside_v1_PickBackendResponse, _lookaside_v1_PickBackendResponse__Output>
      PickReason: EnumTypeDefinition
      PickResult: MessageTypeDefinition<_lookaside_v1_PickResult, _lookaside_v1_PickResult__Output>
      PolicyConfig: MessageTypeDefinition<_lookaside_v1_PolicyConfig, _lookaside_v1_PolicyConfig__Output>
      PolicyInfo: MessageTypeDefinition<_lookaside_v1_PolicyInfo, _lookaside_v1_PolicyInfo__Output>
      PoolConfig: MessageTypeDefinition<_lookaside_v1_PoolConfig, _lookaside_v1_PoolConfig__Output>
      PoolStatus: MessageTypeDefinition<_lookaside_v1_PoolStatus, _lookaside_v1_PoolStatus__Output>
      PutPoolRequest: MessageTypeDefinition<_lookaside_v1_PutPoolRequest, _lookaside_v1_PutPoolRequest__Output>
      PutPoolResponse: MessageTypeDefinition<_lookaside_v1_PutPoolResponse, _lookaside_v1_PutPoolResponse__Output>
      Replay: MessageTypeDefinition<_lookaside_v1_Replay, _lookaside_v1_Replay__Output>
      ReportOutcomesRequest: MessageTypeDefinition<_lookaside_v1_ReportOutcomesRequest, _lookaside_v1_ReportOutcomesRequest__Output>
      ReportOutcomesResponse: MessageTypeDefinition<_lookaside_v1_ReportOutcomesResponse, _lookaside_v1_ReportOutcomesResponse__Output>
      RetryBudgetConfig: MessageTypeDefinition<_lookaside_v1_RetryBudgetConfig, _lookaside_v1_RetryBudgetConfig__Output>
      RetryBudgetMode: EnumTypeDefinition
      ScoreInput: MessageTypeDefinition<_lookaside_v1_ScoreInput, _lookaside_v1_ScoreInput__Output>
      ScoredBackend: MessageTypeDefinition<_lookaside_v1_ScoredBackend, _lookaside_v1_ScoredBackend__Output>
      SelfPreservationConfig: MessageTypeDefinition<_lookaside_v1_SelfPreservationConfig, _lookaside_v1_SelfPreservationConfig__Output>
      SetBackendWeightRequest: MessageTypeDefinition<_lookaside_v1_SetBackendWeightRequest, _lookaside_v1_SetBackendWeightRequest__Output>
      SetBackendWeightResponse: MessageTypeDefinition<_lookaside_v1_SetBackendWeightResponse, _lookaside_v1_SetBackendWeightResponse__Output>
      ShadowConfig: MessageTypeDefinition<_lookaside_v1_ShadowConfig, _lookaside_v1_ShadowConfig__Output>
      ShadowReport: MessageTypeDefinition<_lookaside_v1_ShadowReport, _lookaside_v1_ShadowReport__Output>
      ShareChange: MessageTypeDefinition<_lookaside_v1_ShareChange, _lookaside_v1_ShareChange__Output>
      SignalsConfig: MessageTypeDefinition<_lookaside_v1_SignalsConfig, _lookaside_v1_SignalsConfig__Output>
      SlowStartConfig: MessageTypeDefinition<_lookaside_v1_SlowStartConfig, _lookaside_v1_SlowStartConfig__Output>
      StreamPicksRequest: MessageTypeDefinition<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksRequest__Output>
      StreamPicksResponse: MessageTypeDefinition<_lookaside_v1_StreamPicksResponse, _lookaside_v1_StreamPicksResponse__Output>
      SubsetConfig: MessageTypeDefinition<_lookaside_v1_SubsetConfig, _lookaside_v1_SubsetConfig__Output>
      SubsetFallback: EnumTypeDefinition
      SubsettingConfig: MessageTypeDefinition<_lookaside_v1_SubsettingConfig, _lookaside_v1_SubsettingConfig__Output>
      SuccessRateEjection: MessageTypeDefinition<_lookaside_v1_SuccessRateEjection, _lookaside_v1_SuccessRateEjection__Output>
      UndrainBackendRequest: MessageTypeDefinition<_lookaside_v1_UndrainBackendRequest, _lookaside_v1_UndrainBackendRequest__Output>
      UndrainBackendResponse: MessageTypeDefinition<_lookaside_v1_UndrainBackendResponse, _lookaside_v1_UndrainBackendResponse__Output>
      WatchBackendsRequest: MessageTypeDefinition<_lookaside_v1_WatchBackendsRequest, _lookaside_v1_WatchBackendsRequest__Output>
      WatchBackendsResponse: MessageTypeDefinition<_lookaside_v1_WatchBackendsResponse, _lookaside_v1_WatchBackendsResponse__Output>
      WatchDecisionsRequest: MessageTypeDefinition<_lookaside_v1_WatchDecisionsRequest, _lookaside_v1_WatchDecisionsRequest__Output>
      WatchDecisionsResponse: MessageTypeDefinition<_lookaside_v1_WatchDecisionsResponse, _lookaside_v1_WatchDecisionsResponse__Output>
      WeightedBackend: MessageTypeDefinition<_lookaside_v1_WeightedBackend, _lookaside_v1_WeightedBackend__Output>
    }
  }
}

