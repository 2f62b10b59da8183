// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.
import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Backend as _lookaside_v1_Backend, Backend__Output as _lookaside_v1_Backend__Output } from './lookaside/v1/Backend.ts';
import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from './lookaside/v1/Locality.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  lookaside: {
    v1: {
      Backend: MessageTypeDefinition<_lookaside_v1_Backend, _lookaside_v1_Backend__Output>
      BackendHealth: EnumTypeDefinition
      BackendState: EnumTypeDefinition
      Locality: MessageTypeDefinition<_lookaside_v1_Locality, _lookaside_v1_Locality__Output>
    }
  }
}

