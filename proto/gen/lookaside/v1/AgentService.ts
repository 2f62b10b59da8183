// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DeregisterBackendRequest as _lookaside_v1_DeregisterBackendRequest, DeregisterBackendRequest__Output as _lookaside_v1_DeregisterBackendRequest__Output } from '../../lookaside/v1/DeregisterBackendRequest.ts';
import type { DeregisterBackendResponse as _lookaside_v1_DeregisterBackendResponse, DeregisterBackendResponse__Output as _lookaside_v1_DeregisterBackendResponse__Output } from '../../lookaside/v1/DeregisterBackendResponse.ts';
import type { RegisterBackendRequest as _lookaside_v1_RegisterBackendRequest, RegisterBackendRequest__Output as _lookaside_v1_RegisterBackendRequest__Output } from '../../lookaside/v1/RegisterBackendRequest.ts';
import type { RegisterBackendResponse as _lookaside_v1_RegisterBackendResponse, RegisterBackendResponse__Output as _lookaside_v1_RegisterBackendResponse__Output } from '../../lookaside/v1/RegisterBackendResponse.ts';
import type { ReportHeartbeatRequest as _lookaside_v1_ReportHeartbeatRequest, ReportHeartbeatRequest__Output as _lookaside_v1_ReportHeartbeatRequest__Output } from '../../lookaside/v1/ReportHeartbeatRequest.ts';
import type { ReportHeartbeatResponse as _lookaside_v1_ReportHeartbeatResponse, ReportHeartbeatResponse__Output as _lookaside_v1_ReportHeartbeatResponse__Output } from '../../lookaside/v1/ReportHeartbeatResponse.ts';
import type { StreamHeartbeatsRequest as _lookaside_v1_StreamHeartbeatsRequest, StreamHeartbeatsRequest__Output as _lookaside_v1_StreamHeartbeatsRequest__Output } from '../../lookaside/v1/StreamHeartbeatsRequest.ts';
import type { StreamHeartbeatsResponse as _lookaside_v1_StreamHeartbeatsResponse, StreamHeartbeatsResponse__Output as _lookaside_v1_StreamHeartbeatsResponse__Output } from '../../lookaside/v1/StreamHeartbeatsResponse.ts';

/**
 * For agents: keep the state of the backends true.
 */
export interface AgentServiceClient extends grpc.Client {
  /**
   * Takes a backend away at once. Unknown backends are fine: the call can be repeated.
   * Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED.
   */
  DeregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  DeregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  DeregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  DeregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Takes a backend away at once. Unknown backends are fine: the call can be repeated.
   * Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED.
   */
  deregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  deregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  deregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  deregisterBackend(argument: _lookaside_v1_DeregisterBackendRequest, callback: grpc.requestCallback<_lookaside_v1_DeregisterBackendResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Makes a backend known, or renews it with a larger epoch. Registering the same backend with the same epoch again
   * updates its address, locality, labels and weight.
   * Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED, NOT_FOUND / POOL_NOT_FOUND when pools are made by configuration
   * only, RESOURCE_EXHAUSTED / QUOTA_EXCEEDED, INVALID_ARGUMENT naming the field.
   */
  RegisterBackend(argument: _lookaside_v1_RegisterBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  RegisterBackend(argument: _lookaside_v1_RegisterBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  RegisterBackend(argument: _lookaside_v1_RegisterBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  RegisterBackend(argument: _lookaside_v1_RegisterBackendRequest, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Makes a backend known, or renews it with a larger epoch. Registering the same backend with the same epoch again
   * updates its address, locality, labels and weight.
   * Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED, NOT_FOUND / POOL_NOT_FOUND when pools are made by configuration
   * only, RESOURCE_EXHAUSTED / QUOTA_EXCEEDED, INVALID_ARGUMENT naming the field.
   */
  registerBackend(argument: _lookaside_v1_RegisterBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  registerBackend(argument: _lookaside_v1_RegisterBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  registerBackend(argument: _lookaside_v1_RegisterBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  registerBackend(argument: _lookaside_v1_RegisterBackendRequest, callback: grpc.requestCallback<_lookaside_v1_RegisterBackendResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Signs of life with state and load, for one or more backends. An item that is refused does not affect the others.
   */
  ReportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  ReportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  ReportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  ReportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Signs of life with state and load, for one or more backends. An item that is refused does not affect the others.
   */
  reportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  reportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  reportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  reportHeartbeat(argument: _lookaside_v1_ReportHeartbeatRequest, callback: grpc.requestCallback<_lookaside_v1_ReportHeartbeatResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The same over a stream; each request message is answered by one response message, in order.
   */
  StreamHeartbeats(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamHeartbeatsRequest, _lookaside_v1_StreamHeartbeatsResponse__Output>;
  StreamHeartbeats(options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamHeartbeatsRequest, _lookaside_v1_StreamHeartbeatsResponse__Output>;
  /**
   * The same over a stream; each request message is answered by one response message, in order.
   */
  streamHeartbeats(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamHeartbeatsRequest, _lookaside_v1_StreamHeartbeatsResponse__Output>;
  streamHeartbeats(options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamHeartbeatsRequest, _lookaside_v1_StreamHeartbeatsResponse__Output>;
  
}

/**
 * For agents: keep the state of the backends true.
 */
export interface AgentServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Takes a backend away at once. Unknown backends are fine: the call can be repeated.
   * Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED.
   */
  DeregisterBackend: grpc.handleUnaryCall<_lookaside_v1_DeregisterBackendRequest__Output, _lookaside_v1_DeregisterBackendResponse>;
  
  /**
   * Makes a backend known, or renews it with a larger epoch. Registering the same backend with the same epoch again
   * updates its address, locality, labels and weight.
   * Errors: FAILED_PRECONDITION / EPOCH_SUPERSEDED, NOT_FOUND / POOL_NOT_FOUND when pools are made by configuration
   * only, RESOURCE_EXHAUSTED / QUOTA_EXCEEDED, INVALID_ARGUMENT naming the field.
   */
  RegisterBackend: grpc.handleUnaryCall<_lookaside_v1_RegisterBackendRequest__Output, _lookaside_v1_RegisterBackendResponse>;
  
  /**
   * Signs of life with state and load, for one or more backends. An item that is refused does not affect the others.
   */
  ReportHeartbeat: grpc.handleUnaryCall<_lookaside_v1_ReportHeartbeatRequest__Output, _lookaside_v1_ReportHeartbeatResponse>;
  
  /**
   * The same over a stream; each request message is answered by one response message, in order.
   */
  StreamHeartbeats: grpc.handleBidiStreamingCall<_lookaside_v1_StreamHeartbeatsRequest__Output, _lookaside_v1_StreamHeartbeatsResponse>;
  
}

export interface AgentServiceDefinition extends grpc.ServiceDefinition {
  DeregisterBackend: MethodDefinition<_lookaside_v1_DeregisterBackendRequest, _lookaside_v1_DeregisterBackendResponse, _lookaside_v1_DeregisterBackendRequest__Output, _lookaside_v1_DeregisterBackendResponse__Output>
  RegisterBackend: MethodDefinition<_lookaside_v1_RegisterBackendRequest, _lookaside_v1_RegisterBackendResponse, _lookaside_v1_RegisterBackendRequest__Output, _lookaside_v1_RegisterBackendResponse__Output>
  ReportHeartbeat: MethodDefinition<_lookaside_v1_ReportHeartbeatRequest, _lookaside_v1_ReportHeartbeatResponse, _lookaside_v1_ReportHeartbeatRequest__Output, _lookaside_v1_ReportHeartbeatResponse__Output>
  StreamHeartbeats: MethodDefinition<_lookaside_v1_StreamHeartbeatsRequest, _lookaside_v1_StreamHeartbeatsResponse, _lookaside_v1_StreamHeartbeatsRequest__Output, _lookaside_v1_StreamHeartbeatsResponse__Output>
}
