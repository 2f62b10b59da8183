// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { PickBackendRequest as _lookaside_v1_PickBackendRequest, PickBackendRequest__Output as _lookaside_v1_PickBackendRequest__Output } from '../../lookaside/v1/PickBackendRequest.ts';
import type { PickBackendResponse as _lookaside_v1_PickBackendResponse, PickBackendResponse__Output as _lookaside_v1_PickBackendResponse__Output } from '../../lookaside/v1/PickBackendResponse.ts';
import type { ReportOutcomesRequest as _lookaside_v1_ReportOutcomesRequest, ReportOutcomesRequest__Output as _lookaside_v1_ReportOutcomesRequest__Output } from '../../lookaside/v1/ReportOutcomesRequest.ts';
import type { ReportOutcomesResponse as _lookaside_v1_ReportOutcomesResponse, ReportOutcomesResponse__Output as _lookaside_v1_ReportOutcomesResponse__Output } from '../../lookaside/v1/ReportOutcomesResponse.ts';
import type { StreamPicksRequest as _lookaside_v1_StreamPicksRequest, StreamPicksRequest__Output as _lookaside_v1_StreamPicksRequest__Output } from '../../lookaside/v1/StreamPicksRequest.ts';
import type { StreamPicksResponse as _lookaside_v1_StreamPicksResponse, StreamPicksResponse__Output as _lookaside_v1_StreamPicksResponse__Output } from '../../lookaside/v1/StreamPicksResponse.ts';
import type { WatchBackendsRequest as _lookaside_v1_WatchBackendsRequest, WatchBackendsRequest__Output as _lookaside_v1_WatchBackendsRequest__Output } from '../../lookaside/v1/WatchBackendsRequest.ts';
import type { WatchBackendsResponse as _lookaside_v1_WatchBackendsResponse, WatchBackendsResponse__Output as _lookaside_v1_WatchBackendsResponse__Output } from '../../lookaside/v1/WatchBackendsResponse.ts';

/**
 * For applications: which backend should I call, and here is how the call went.
 */
export interface LookasideServiceClient extends grpc.Client {
  /**
   * Picks one backend. Synchronous over memory: it waits for no store.
   * Errors: NOT_FOUND / POOL_NOT_FOUND, UNAVAILABLE / NO_BACKENDS, RESOURCE_EXHAUSTED / POOL_SATURATED or
   * RETRY_BUDGET_EXHAUSTED, INVALID_ARGUMENT naming the field.
   */
  PickBackend(argument: _lookaside_v1_PickBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  PickBackend(argument: _lookaside_v1_PickBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  PickBackend(argument: _lookaside_v1_PickBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  PickBackend(argument: _lookaside_v1_PickBackendRequest, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Picks one backend. Synchronous over memory: it waits for no store.
   * Errors: NOT_FOUND / POOL_NOT_FOUND, UNAVAILABLE / NO_BACKENDS, RESOURCE_EXHAUSTED / POOL_SATURATED or
   * RETRY_BUDGET_EXHAUSTED, INVALID_ARGUMENT naming the field.
   */
  pickBackend(argument: _lookaside_v1_PickBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  pickBackend(argument: _lookaside_v1_PickBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  pickBackend(argument: _lookaside_v1_PickBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  pickBackend(argument: _lookaside_v1_PickBackendRequest, callback: grpc.requestCallback<_lookaside_v1_PickBackendResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * How picked calls ended, in a batch. An item that is refused does not affect the others.
   */
  ReportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  ReportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  ReportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  ReportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  /**
   * How picked calls ended, in a batch. An item that is refused does not affect the others.
   */
  reportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  reportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  reportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  reportOutcomes(argument: _lookaside_v1_ReportOutcomesRequest, callback: grpc.requestCallback<_lookaside_v1_ReportOutcomesResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Many picks and many outcomes a message, so that one round trip serves hundreds. Each request message is answered
   * by one response message, in order.
   */
  StreamPicks(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksResponse__Output>;
  StreamPicks(options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksResponse__Output>;
  /**
   * Many picks and many outcomes a message, so that one round trip serves hundreds. Each request message is answered
   * by one response message, in order.
   */
  streamPicks(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksResponse__Output>;
  streamPicks(options?: grpc.CallOptions): grpc.ClientDuplexStream<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksResponse__Output>;
  
  /**
   * The eligible backends of a pool with their effective weights, at once and then on each change, so that a client
   * can pick by itself without a hop and live on without the service.
   */
  WatchBackends(argument: _lookaside_v1_WatchBackendsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchBackendsResponse__Output>;
  WatchBackends(argument: _lookaside_v1_WatchBackendsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchBackendsResponse__Output>;
  /**
   * The eligible backends of a pool with their effective weights, at once and then on each change, so that a client
   * can pick by itself without a hop and live on without the service.
   */
  watchBackends(argument: _lookaside_v1_WatchBackendsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchBackendsResponse__Output>;
  watchBackends(argument: _lookaside_v1_WatchBackendsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchBackendsResponse__Output>;
  
}

/**
 * For applications: which backend should I call, and here is how the call went.
 */
export interface LookasideServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Picks one backend. Synchronous over memory: it waits for no store.
   * Errors: NOT_FOUND / POOL_NOT_FOUND, UNAVAILABLE / NO_BACKENDS, RESOURCE_EXHAUSTED / POOL_SATURATED or
   * RETRY_BUDGET_EXHAUSTED, INVALID_ARGUMENT naming the field.
   */
  PickBackend: grpc.handleUnaryCall<_lookaside_v1_PickBackendRequest__Output, _lookaside_v1_PickBackendResponse>;
  
  /**
   * How picked calls ended, in a batch. An item that is refused does not affect the others.
   */
  ReportOutcomes: grpc.handleUnaryCall<_lookaside_v1_ReportOutcomesRequest__Output, _lookaside_v1_ReportOutcomesResponse>;
  
  /**
   * Many picks and many outcomes a message, so that one round trip serves hundreds. Each request message is answered
   * by one response message, in order.
   */
  StreamPicks: grpc.handleBidiStreamingCall<_lookaside_v1_StreamPicksRequest__Output, _lookaside_v1_StreamPicksResponse>;
  
  /**
   * The eligible backends of a pool with their effective weights, at once and then on each change, so that a client
   * can pick by itself without a hop and live on without the service.
   */
  WatchBackends: grpc.handleServerStreamingCall<_lookaside_v1_WatchBackendsRequest__Output, _lookaside_v1_WatchBackendsResponse>;
  
}

export interface LookasideServiceDefinition extends grpc.ServiceDefinition {
  PickBackend: MethodDefinition<_lookaside_v1_PickBackendRequest, _lookaside_v1_PickBackendResponse, _lookaside_v1_PickBackendRequest__Output, _lookaside_v1_PickBackendResponse__Output>
  ReportOutcomes: MethodDefinition<_lookaside_v1_ReportOutcomesRequest, _lookaside_v1_ReportOutcomesResponse, _lookaside_v1_ReportOutcomesRequest__Output, _lookaside_v1_ReportOutcomesResponse__Output>
  StreamPicks: MethodDefinition<_lookaside_v1_StreamPicksRequest, _lookaside_v1_StreamPicksResponse, _lookaside_v1_StreamPicksRequest__Output, _lookaside_v1_StreamPicksResponse__Output>
  WatchBackends: MethodDefinition<_lookaside_v1_WatchBackendsRequest, _lookaside_v1_WatchBackendsResponse, _lookaside_v1_WatchBackendsRequest__Output, _lookaside_v1_WatchBackendsResponse__Output>
}
