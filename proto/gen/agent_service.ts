// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { AgentServiceClient as _lookaside_v1_AgentServiceClient, AgentServiceDefinition as _lookaside_v1_AgentServiceDefinition } from './lookaside/v1/AgentService.ts';
import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from './lookaside/v1/Backend.ts';
import type { DeregisterBackendRequest as _lookaside_v1_DeregisterBackendRequest, DeregisterBackendRequest__Output as _lookaside_v1_DeregisterBackendRequest__Output } from './lookaside/v1/DeregisterBackendRequest.ts';
import type { DeregisterBackendResponse as _lookaside_v1_DeregisterBackendResponse, DeregisterBackendResponse__Output as _lookaside_v1_DeregisterBackendResponse__Output } from './lookaside/v1/DeregisterBackendResponse.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from './lookaside/v1/GoAway.ts';
import type { Heartbeat as _lookaside_v1_Heartbeat, Heartbeat__Output as _lookaside_v1_Heartbeat__Output } from './lookaside/v1/Heartbeat.ts';
import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from './lookaside/v1/ItemError.ts';
import type { LoadReport as _lookaside_v1_LoadReport, LoadReport__Output as _lookaside_v1_LoadReport__Output } from './lookaside/v1/LoadReport.ts';
import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from './lookaside/v1/Locality.ts';
import type { Outcome as _lookaside_v1_Outcome, Outcome__Output as _lookaside_v1_Outcome__Output } from './lookaside/v1/Outcome.ts';
import type { RegisterBackendRequest as _lookaside_v1_RegisterBackendRequest, RegisterBackendRequest__Output as _lookaside_v1_RegisterBackendRequest__Output } from './lookaside/v1/RegisterBackendRequest.ts';
import type { RegisterBackendResponse as _lookaside_v1_RegisterBackendResponse, RegisterBackendResponse__Output as _lookaside_v1_RegisterBackendResponse__Output } from './lookaside/v1/RegisterBackendResponse.ts';
import type { ReportHeartbeatRequest as _lookaside_v1_ReportHeartbeatRequest, ReportHeartbeatRequest__Output as _lookaside_v1_ReportHeartbeatRequest__Output } from './lookaside/v1/ReportHeartbeatRequest.ts';
import type { ReportHeartbeatResponse as _lookaside_v1_ReportHeartbeatResponse, ReportHeartbeatResponse__Output as _lookaside_v1_ReportHeartbeatResponse__Output } from './lookaside/v1/ReportHeartbeatResponse.ts';
import type { StreamHeartbeatsRequest as _lookaside_v1_StreamHeartbeatsRequest, StreamHeartbeatsRequest__Output as _lookaside_v1_StreamHeartbeatsRequest__Output } from './lookaside/v1/StreamHeartbeatsRequest.ts';
import type { StreamHeartbeatsResponse as _lookaside_v1_StreamHeartbeatsResponse, StreamHeartbeatsResponse__Output as _lookaside_v1_StreamHeartbeatsResponse__Output } from './lookaside/v1/StreamHeartbeatsResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_Duration, _google_protobuf_Duration__Output>
    }
  }
  lookaside: {
    v1: {
      /**
       * For agents: keep the state of the backends true.
       */
      AgentService: SubtypeConstructor<typeof grpc.Client, _lookaside_v1_AgentServiceClient> & { service: _lookaside_v1_AgentServiceDefinition }
      Backend: MessageTypeDefinition<_lookaside_v1_Backend, _lookaside_v1_Backend__Output>
      BackendHealth: EnumTypeDefinition
      BackendState: EnumTypeDefinition
      DeregisterBackendRequest: MessageTypeDefinition<_lookaside_v1_DeregisterBackendRequest, _lookaside_v1_DeregisterBackendRequest__Output>
      DeregisterBackendResponse: MessageTypeDefinition<_lookaside_v1_DeregisterBackendResponse, _lookaside_v1_DeregisterBackendResponse__Output>
      GoAway: MessageTypeDefinition<_lookaside_v1_GoAway, _lookaside_v1_GoAway__Output>
      Heartbeat: MessageTypeDefinition<_lookaside_v1_Heartbeat, _lookaside_v1_Heartbeat__Output>
      ItemError: MessageTypeDefinition<_lookaside_v1_ItemError, _lookaside_v1_ItemError__Output>
      LoadReport: MessageTypeDefinition<_lookaside_v1_LoadReport, _lookaside_v1_LoadReport__Output>
      Locality: MessageTypeDefinition<_lookaside_v1_Locality, _lookaside_v1_Locality__Output>
      Outcome: MessageTypeDefinition<_lookaside_v1_Outcome, _lookaside_v1_Outcome__Output>
      OutcomeResult: EnumTypeDefinition
      RegisterBackendRequest: MessageTypeDefinition<_lookaside_v1_RegisterBackendRequest, _lookaside_v1_RegisterBackendRequest__Output>
      RegisterBackendResponse: MessageTypeDefinition<_lookaside_v1_RegisterBackendResponse, _lookaside_v1_RegisterBackendResponse__Output>
      ReportHeartbeatRequest: MessageTypeDefinition<_lookaside_v1_ReportHeartbeatRequest, _lookaside_v1_ReportHeartbeatRequest__Output>
      ReportHeartbeatResponse: MessageTypeDefinition<_lookaside_v1_ReportHeartbeatResponse, _lookaside_v1_ReportHeartbeatResponse__Output>
      StreamHeartbeatsRequest: MessageTypeDefinition<_lookaside_v1_StreamHeartbeatsRequest, _lookaside_v1_StreamHeartbeatsRequest__Output>
      StreamHeartbeatsResponse: MessageTypeDefinition<_lookaside_v1_StreamHeartbeatsResponse, _lookaside_v1_StreamHeartbeatsResponse__Output>
    }
  }
}

