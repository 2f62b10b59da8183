// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { GoAway as _lookaside_v1_GoAway, GoAway__Output as _lookaside_v1_GoAway__Output } from './lookaside/v1/GoAway.ts';
import type { ItemError as _lookaside_v1_ItemError, ItemError__Output as _lookaside_v1_ItemError__Output } from './lookaside/v1/ItemError.ts';
import type { LoadReport as _lookaside_v1_LoadReport, LoadReport__Output as _lookaside_v1_LoadReport__Output } from './lookaside/v1/LoadReport.ts';
import type { Outcome as _lookaside_v1_Outcome, Outcome__Output as _lookaside_v1_Outcome__Output } from './lookaside/v1/Outcome.ts';

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
      GoAway: MessageTypeDefinition<_lookaside_v1_GoAway, _lookaside_v1_GoAway__Output>
      ItemError: MessageTypeDefinition<_lookaside_v1_ItemError, _lookaside_v1_ItemError__Output>
      LoadReport: MessageTypeDefinition<_lookaside_v1_LoadReport, _lookaside_v1_LoadReport__Output>
      Outcome: MessageTypeDefinition<_lookaside_v1_Outcome, _lookaside_v1_Outcome__Output>
      OutcomeResult: EnumTypeDefinition
    }
  }
}

