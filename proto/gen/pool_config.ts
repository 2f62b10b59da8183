// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { ListValue as _google_protobuf_ListValue, ListValue__Output as _google_protobuf_ListValue__Output } from './google/protobuf/ListValue.ts';
import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from './google/protobuf/Struct.ts';
import type { Value as _google_protobuf_Value, Value__Output as _google_protobuf_Value__Output } from './google/protobuf/Value.ts';
import type { AffinityConfig as _lookaside_v1_AffinityConfig, AffinityConfig__Output as _lookaside_v1_AffinityConfig__Output } from './lookaside/v1/AffinityConfig.ts';
import type { AutoWeightsConfig as _lookaside_v1_AutoWeightsConfig, AutoWeightsConfig__Output as _lookaside_v1_AutoWeightsConfig__Output } from './lookaside/v1/AutoWeightsConfig.ts';
import type { CanaryConfig as _lookaside_v1_CanaryConfig, CanaryConfig__Output as _lookaside_v1_CanaryConfig__Output } from './lookaside/v1/CanaryConfig.ts';
import type { ConcurrencyLimitConfig as _lookaside_v1_ConcurrencyLimitConfig, ConcurrencyLimitConfig__Output as _lookaside_v1_ConcurrencyLimitConfig__Output } from './lookaside/v1/ConcurrencyLimitConfig.ts';
import type { FailurePercentageEjection as _lookaside_v1_FailurePercentageEjection, FailurePercentageEjection__Output as _lookaside_v1_FailurePercentageEjection__Output } from './lookaside/v1/FailurePercentageEjection.ts';
import type { HeartbeatConfig as _lookaside_v1_HeartbeatConfig, HeartbeatConfig__Output as _lookaside_v1_HeartbeatConfig__Output } from './lookaside/v1/HeartbeatConfig.ts';
import type { LocalityConfig as _lookaside_v1_LocalityConfig, LocalityConfig__Output as _lookaside_v1_LocalityConfig__Output } from './lookaside/v1/LocalityConfig.ts';
import type { OutlierDetectionConfig as _lookaside_v1_OutlierDetectionConfig, OutlierDetectionConfig__Output as _lookaside_v1_OutlierDetectionConfig__Output } from './lookaside/v1/OutlierDetectionConfig.ts';
import type { PolicyConfig as _lookaside_v1_PolicyConfig, PolicyConfig__Output as _lookaside_v1_PolicyConfig__Output } from './lookaside/v1/PolicyConfig.ts';
import type { PoolConfig as _lookaside_v1_PoolConfig, PoolConfig__Output as _lookaside_v1_PoolConfig__Output } from './lookaside/v1/PoolConfig.ts';
import type { RetryBudgetConfig as _lookaside_v1_RetryBudgetConfig, RetryBudgetConfig__Output as _lookaside_v1_RetryBudgetConfig__Output } from './lookaside/v1/RetryBudgetConfig.ts';
import type { SelfPreservationConfig as _lookaside_v1_SelfPreservationConfig, SelfPreservationConfig__Output as _lookaside_v1_SelfPreservationConfig__Output } from './lookaside/v1/SelfPreservationConfig.ts';
import type { ShadowConfig as _lookaside_v1_ShadowConfig, ShadowConfig__Output as _lookaside_v1_ShadowConfig__Output } from './lookaside/v1/ShadowConfig.ts';
import type { SignalsConfig as _lookaside_v1_SignalsConfig, SignalsConfig__Output as _lookaside_v1_SignalsConfig__Output } from './lookaside/v1/SignalsConfig.ts';
import type { SlowStartConfig as _lookaside_v1_SlowStartConfig, SlowStartConfig__Output as _lookaside_v1_SlowStartConfig__Output } from './lookaside/v1/SlowStartConfig.ts';
import type { SubsetConfig as _lookaside_v1_SubsetConfig, SubsetConfig__Output as _lookaside_v1_SubsetConfig__Output } from './lookaside/v1/SubsetConfig.ts';
import type { SubsettingConfig as _lookaside_v1_SubsettingConfig, SubsettingConfig__Output as _lookaside_v1_SubsettingConfig__Output } from './lookaside/v1/SubsettingConfig.ts';
import type { SuccessRateEjection as _lookaside_v1_SuccessRateEjection, SuccessRateEjection__Output as _lookaside_v1_SuccessRateEjection__Output } from './lookaside/v1/SuccessRateEjection.ts';

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
      CanaryConfig: MessageTypeDefinition<_lookaside_v1_CanaryConfig, _lookaside_v1_CanaryConfig__Output>
      ConcurrencyLimitConfig: MessageTypeDefinition<_lookaside_v1_ConcurrencyLimitConfig, _lookaside_v1_ConcurrencyLimitConfig__Output>
      ConcurrencyLimitMode: EnumTypeDefinition
      FailurePercentageEjection: MessageTypeDefinition<_lookaside_v1_FailurePercentageEjection, _lookaside_v1_FailurePercentageEjection__Output>
      HeartbeatConfig: MessageTypeDefinition<_lookaside_v1_HeartbeatConfig, _lookaside_v1_HeartbeatConfig__Output>
      LocalityConfig: MessageTypeDefinition<_lookaside_v1_LocalityConfig, _lookaside_v1_LocalityConfig__Output>
      LocalityMode: EnumTypeDefinition
      OutlierDetectionConfig: MessageTypeDefinition<_lookaside_v1_OutlierDetectionConfig, _lookaside_v1_OutlierDetectionConfig__Output>
      PolicyConfig: MessageTypeDefinition<_lookaside_v1_PolicyConfig, _lookaside_v1_PolicyConfig__Output>
      PoolConfig: MessageTypeDefinition<_lookaside_v1_PoolConfig, _lookaside_v1_PoolConfig__Output>
      RetryBudgetConfig: MessageTypeDefinition<_lookaside_v1_RetryBudgetConfig, _lookaside_v1_RetryBudgetConfig__Output>
      RetryBudgetMode: EnumTypeDefinition
      SelfPreservationConfig: MessageTypeDefinition<_lookaside_v1_SelfPreservationConfig, _lookaside_v1_SelfPreservationConfig__Output>
      ShadowConfig: MessageTypeDefinition<_lookaside_v1_ShadowConfig, _lookaside_v1_ShadowConfig__Output>
      SignalsConfig: MessageTypeDefinition<_lookaside_v1_SignalsConfig, _lookaside_v1_SignalsConfig__Output>
      SlowStartConfig: MessageTypeDefinition<_lookaside_v1_SlowStartConfig, _lookaside_v1_SlowStartConfig__Output>
      SubsetConfig: MessageTypeDefinition<_lookaside_v1_SubsetConfig, _lookaside_v1_SubsetConfig__Output>
      SubsetFallback: EnumTypeDefinition
      SubsettingConfig: MessageTypeDefinition<_lookaside_v1_SubsettingConfig, _lookaside_v1_SubsettingConfig__Output>
      SuccessRateEjection: MessageTypeDefinition<_lookaside_v1_SuccessRateEjection, _lookaside_v1_SuccessRateEjection__Output>
    }
  }
}

