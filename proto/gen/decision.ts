// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { ListValue as _google_protobuf_ListValue, ListValue__Output as _google_protobuf_ListValue__Output } from './google/protobuf/ListValue.ts';
import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from './google/protobuf/Struct.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Value as _google_protobuf_Value, Value__Output as _google_protobuf_Value__Output } from './google/protobuf/Value.ts';
import type { AffinityConfig as _lookaside_v1_AffinityConfig, AffinityConfig__Output as _lookaside_v1_AffinityConfig__Output } from './lookaside/v1/AffinityConfig.ts';
import type { AutoWeightsConfig as _lookaside_v1_AutoWeightsConfig, AutoWeightsConfig__Output as _lookaside_v1_AutoWeightsConfig__Output } from './lookaside/v1/AutoWeightsConfig.ts';
import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from './lookaside/v1/Backend.ts';
import type { CacheHints as _lookaside_v1_CacheHints, CacheHints__Output as _lookaside_v1_CacheHints__Output } from './lookaside/v1/CacheHints.ts';
import type { CanaryConfig as _lookaside_v1_CanaryConfig, CanaryConfig__Output as _lookaside_v1_CanaryConfig__Output } from './lookaside/v1/CanaryConfig.ts';
import type { ConcurrencyLimitConfig as _lookaside_v1_ConcurrencyLimitConfig, ConcurrencyLimitConfig__Output as _lookaside_v1_ConcurrencyLimitConfig__Output } from './lookaside/v1/ConcurrencyLimitConfig.ts';
import type { Decision as _lookaside_v1_Decision, Decision__Output as _lookaside_v1_Decision__Output } from './lookaside/v1/Decision.ts';
import type { Degraded as _lookaside_v1_Degraded, Degraded__Output as _lookaside_v1_Degraded__Output } from './lookaside/v1/Degraded.ts';
import type { ExcludedBackend as _lookaside_v1_ExcludedBackend, ExcludedBackend__Output as _lookaside_v1_ExcludedBackend__Output } from './lookaside/v1/ExcludedBackend.ts';
import type { FailurePercentageEjection as _lookaside_v1_FailurePercentageEjection, FailurePercentageEjection__Output as _lookaside_v1_FailurePercentageEjection__Output } from './lookaside/v1/FailurePercentageEjection.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from './lookaside/v1/GoAway.ts';
import type { HeartbeatConfig as _lookaside_v1_HeartbeatConfig, HeartbeatConfig__Output as _lookaside_v1_HeartbeatConfig__Output } from './lookaside/v1/HeartbeatConfig.ts';
import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from './lookaside/v1/ItemError.ts';
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
import type { PoolConfig as _lookaside_v1_PoolConfig, PoolConfig__Output as _lookaside_v1_PoolConfig__Output } from './lookaside/v1/PoolConfig.ts';
import type { Replay as _lookaside_v1_Replay, Replay__Output as _lookaside_v1_Replay__Output } from './lookaside/v1/Replay.ts';
import type { ReportOutcomesRequest as _lookaside_v1_ReportOutcomesRequest, ReportOutcomesRequest__Output as _lookaside_v1_ReportOutcomesRequest__Output } from './lookaside/v1/ReportOutcomesRequest.ts';
import type { ReportOutcomesResponse as _lookaside_v1_ReportOutcomesResponse, ReportOutcomesResponse__Output as _lookaside_v1_ReportOutcomesResponse__Output } from './lookaside/v1/ReportOutcomesResponse.ts';
import type { RetryBudgetConfig as _lookaside_v1_RetryBudgetConfig, RetryBudgetConfig__Output as _lookaside_v1_RetryBudgetConfig__Output } from './lookaside/v1/RetryBudgetConfig.ts';
import type { ScoreInput as _lookaside_v1_ScoreInput, ScoreInput__Output as _lookaside_v1_ScoreInput__Output } from './lookaside/v1/ScoreInput.ts';
import type { ScoredBackend as _lookaside_v1_ScoredBackend, ScoredBackend__Output as _lookaside_v1_ScoredBackend__Output } from './lookaside/v1/ScoredBackend.ts';
import type { SelfPreservationConfig as _lookaside_v1_SelfPreservationConfig, SelfPreservationConfig__Output as _lookaside_v1_SelfPreservationConfig__Output } from './lookaside/v1/SelfPreservationConfig.ts';
import type { ShadowConfig as _lookaside_v1_ShadowConfig, ShadowConfig__Output as _lookaside_v1_ShadowConfig__Output } from './lookaside/v1/ShadowConfig.ts';
import type { SignalsConfig as _lookaside_v1_SignalsConfig, SignalsConfig__Output as _lookaside_v1_SignalsConfig__Output } from './lookaside/v1/SignalsConfig.ts';
import type { SlowStartConfig as _lookaside_v1_SlowStartConfig, SlowStartConfig__Output as _lookaside_v1_SlowStartConfig__Output } from './lookaside/v1/SlowStartConfig.ts';
import type { StreamPicksRequest as _lookaside_v1_StreamPicksRequest, StreamPicksRequest__Output as _lookaside_v1_StreamPicksRequest__Output } from './lookaside/v1/StreamPicksRequest.ts';
import type { StreamPicksResponse as _lookaside_v1_StreamPicksResponse, StreamPicksResponse__Output as _lookaside_v1_StreamPicksResponse__Output } from './lookaside/v1/StreamPicksResponse.ts';
import type { SubsetConfig as _lookaside_v1_SubsetConfig, SubsetConfig__Output as _lookaside_v1_SubsetConfig__Output } from './lookaside/v1/SubsetConfig.ts';
import type { SubsettingConfig as _lookaside_v1_SubsettingConfig, SubsettingConfig__Output as _lookaside_v1_SubsettingConfig__Output } from './lookaside/v1/SubsettingConfig.ts';
import type { SuccessRateEjection as _lookaside_v1_SuccessRateEjection, SuccessRateEjection__Output as _lookaside_v1_SuccessRateEjection__Output } from './lookaside/v1/SuccessRateEjection.ts';
import type { WatchBackendsRequest as _lookaside_v1_WatchBackendsRequest, WatchBackendsRequest__Output as _lookaside_v1_WatchBackendsRequest__Output } from './lookaside/v1/WatchBackendsRequest.ts';
import type { WatchBackendsResponse as _lookaside_v1_WatchBackendsResponse, WatchBackendsResponse__Output as _lookaside_v1_WatchBackendsResponse__Output } from './lookaside/v1/WatchBackendsResponse.ts';
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
      AffinityConfig: MessageTypeDefinition<_lookaside_v1_AffinityConfig, _lookaside_v1_AffinityConfig__Output>
      AffinityDrainRule: EnumTypeDefinition
      AffinityMode: EnumTypeDefinition
      AutoWeightsConfig: MessageTypeDefinition<_lookaside_v1_AutoWeightsConfig, _lookaside_v1_AutoWeightsConfig__Output>
      AutoWeightsMode: EnumTypeDefinition
      Backend: MessageTypeDefinition<_lookaside_v1_Backend, _lookaside_v1_Backend__Output>
      BackendHealth: EnumTypeDefinition
      BackendState: EnumTypeDefinition
      CacheHints: MessageTypeDefinition<_lookaside_v1_CacheHints, _lookaside_v1_CacheHints__Output>
      CanaryConfig: MessageTypeDefinition<_lookaside_v1_CanaryConfig, _lookaside_v1_CanaryConfig__Output>
      ConcurrencyLimitConfig: MessageTypeDefinition<_lookaside_v1_ConcurrencyLimitConfig, _lookaside_v1_ConcurrencyLimitConfig__Output>
      ConcurrencyLimitMode: EnumTypeDefinition
      Decision: MessageTypeDefinition<_lookaside_v1_Decision, _lookaside_v1_Decision__Output>
      Degraded: MessageTypeDefinition<_lookaside_v1_Degraded, _lookaside_v1_Degraded__Output>
      DegradedReason: EnumTypeDefinition
      ExcludedBackend: MessageTypeDefinition<_lookaside_v1_ExcludedBackend, _lookaside_v1_ExcludedBackend__Output>
      FailurePercentageEjection: MessageTypeDefinition<_lookaside_v1_FailurePercentageEjection, _lookaside_v1_FailurePercentageEjection__Output>
      GoAway: MessageTypeDefinition<_lookaside_v1_GoAway, _lookaside_v1_GoAway__Output>
      HeartbeatConfig: MessageTypeDefinition<_lookaside_v1_HeartbeatConfig, _lookaside_v1_HeartbeatConfig__Output>
      ItemError: MessageTypeDefinition<_lookaside_v1_ItemError, _lookaside_v1_ItemError__Output>
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
      PoolConfig: MessageTypeDefinition<_lookaside_v1_PoolConfig, _lookaside_v1_PoolConfig__Output>
      Replay: MessageTypeDefinition<_lookaside_v1_Replay, _lookaside_v1_Replay__Output>
      ReportOutcomesRequest: MessageTypeDefinition<_lookaside_v1_ReportOutcomesRequest, _lookaside_v1_ReportOutcomesRequest__Output>
      ReportOutcomesResponse: MessageTypeDefinition<_lookaside_v1_ReportOutcomesResponse, _lookaside_v1_ReportOutcomesResponse__Output>
      RetryBudgetConfig: MessageTypeDefinition<_lookaside_v1_RetryBudgetConfig, _lookaside_v1_RetryBudgetConfig__Output>
      RetryBudgetMode: EnumTypeDefinition
      ScoreInput: MessageTypeDefinition<_lookaside_v1_ScoreInput, _lookaside_v1_ScoreInput__Output>
      ScoredBackend: MessageTypeDefinition<_lookaside_v1_ScoredBackend, _lookaside_v1_ScoredBackend__Output>
      SelfPreservationConfig: MessageTypeDefinition<_lookaside_v1_SelfPreservationConfig, _lookaside_v1_SelfPreservationConfig__Output>
      ShadowConfig: MessageTypeDefinition<_lookaside_v1_ShadowConfig, _lookaside_v1_ShadowConfig__Output>
      SignalsConfig: MessageTypeDefinition<_lookaside_v1_SignalsConfig, _lookaside_v1_SignalsConfig__Output>
      SlowStartConfig: MessageTypeDefinition<_lookaside_v1_SlowStartConfig, _lookaside_v1_SlowStartConfig__Output>
      StreamPicksRequest: MessageTypeDefinition<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksRequest__Output>
      StreamPicksResponse: MessageTypeDefinition<_lookaside_v1_StreamPicksResponse, _lookaside_v1_StreamPicksResponse__Output>
      SubsetConfig: MessageTypeDefinition<_lookaside_v1_SubsetConfig, _lookaside_v1_SubsetConfig__Output>
      SubsetFallback: EnumTypeDefinition
      SubsettingConfig: MessageTypeDefinition<_lookaside_v1_SubsettingConfig, _lookaside_v1_SubsettingConfig__Output>
      SuccessRateEjection: MessageTypeDefinition<_lookaside_v1_SuccessRateEjection, _lookaside_v1_SuccessRateEjection__Output>
      WatchBackendsRequest: MessageTypeDefinition<_lookaside_v1_WatchBackendsRequest, _lookaside_v1_WatchBackendsRequest__Output>
      WatchBackendsResponse: MessageTypeDefinition<_lookaside_v1_WatchBackendsResponse, _lookaside_v1_WatchBackendsResponse__Output>
      WeightedBackend: MessageTypeDefinition<_lookaside_v1_WeightedBackend, _lookaside_v1_WeightedBackend__Output>
    }
  }
}

