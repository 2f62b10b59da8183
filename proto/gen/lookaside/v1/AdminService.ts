// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AdvisePolicyRequest as _lookaside_v1_AdvisePolicyRequest, AdvisePolicyRequest__Output as _lookaside_v1_AdvisePolicyRequest__Output } from '../../lookaside/v1/AdvisePolicyRequest.ts';
import type { AdvisePolicyResponse as _lookaside_v1_AdvisePolicyResponse, AdvisePolicyResponse__Output as _lookaside_v1_AdvisePolicyResponse__Output } from '../../lookaside/v1/AdvisePolicyResponse.ts';
import type { DeletePoolRequest as _lookaside_v1_DeletePoolRequest, DeletePoolRequest__Output as _lookaside_v1_DeletePoolRequest__Output } from '../../lookaside/v1/DeletePoolRequest.ts';
import type { DeletePoolResponse as _lookaside_v1_DeletePoolResponse, DeletePoolResponse__Output as _lookaside_v1_DeletePoolResponse__Output } from '../../lookaside/v1/DeletePoolResponse.ts';
import type { DrainBackendRequest as _lookaside_v1_DrainBackendRequest, DrainBackendRequest__Output as _lookaside_v1_DrainBackendRequest__Output } from '../../lookaside/v1/DrainBackendRequest.ts';
import type { DrainBackendResponse as _lookaside_v1_DrainBackendResponse, DrainBackendResponse__Output as _lookaside_v1_DrainBackendResponse__Output } from '../../lookaside/v1/DrainBackendResponse.ts';
import type { ExplainPickRequest as _lookaside_v1_ExplainPickRequest, ExplainPickRequest__Output as _lookaside_v1_ExplainPickRequest__Output } from '../../lookaside/v1/ExplainPickRequest.ts';
import type { ExplainPickResponse as _lookaside_v1_ExplainPickResponse, ExplainPickResponse__Output as _lookaside_v1_ExplainPickResponse__Output } from '../../lookaside/v1/ExplainPickResponse.ts';
import type { GetPoolRequest as _lookaside_v1_GetPoolRequest, GetPoolRequest__Output as _lookaside_v1_GetPoolRequest__Output } from '../../lookaside/v1/GetPoolRequest.ts';
import type { GetPoolResponse as _lookaside_v1_GetPoolResponse, GetPoolResponse__Output as _lookaside_v1_GetPoolResponse__Output } from '../../lookaside/v1/GetPoolResponse.ts';
import type { ListBackendsRequest as _lookaside_v1_ListBackendsRequest, ListBackendsRequest__Output as _lookaside_v1_ListBackendsRequest__Output } from '../../lookaside/v1/ListBackendsRequest.ts';
import type { ListBackendsResponse as _lookaside_v1_ListBackendsResponse, ListBackendsResponse__Output as _lookaside_v1_ListBackendsResponse__Output } from '../../lookaside/v1/ListBackendsResponse.ts';
import type { ListPoliciesRequest as _lookaside_v1_ListPoliciesRequest, ListPoliciesRequest__Output as _lookaside_v1_ListPoliciesRequest__Output } from '../../lookaside/v1/ListPoliciesRequest.ts';
import type { ListPoliciesResponse as _lookaside_v1_ListPoliciesResponse, ListPoliciesResponse__Output as _lookaside_v1_ListPoliciesResponse__Output } from '../../lookaside/v1/ListPoliciesResponse.ts';
import type { ListPoolsRequest as _lookaside_v1_ListPoolsRequest, ListPoolsRequest__Output as _lookaside_v1_ListPoolsRequest__Output } from '../../lookaside/v1/ListPoolsRequest.ts';
import type { ListPoolsResponse as _lookaside_v1_ListPoolsResponse, ListPoolsResponse__Output as _lookaside_v1_ListPoolsResponse__Output } from '../../lookaside/v1/ListPoolsResponse.ts';
import type { PutPoolRequest as _lookaside_v1_PutPoolRequest, PutPoolRequest__Output as _lookaside_v1_PutPoolRequest__Output } from '../../lookaside/v1/PutPoolRequest.ts';
import type { PutPoolResponse as _lookaside_v1_PutPoolResponse, PutPoolResponse__Output as _lookaside_v1_PutPoolResponse__Output } from '../../lookaside/v1/PutPoolResponse.ts';
import type { SetBackendWeightRequest as _lookaside_v1_SetBackendWeightRequest, SetBackendWeightRequest__Output as _lookaside_v1_SetBackendWeightRequest__Output } from '../../lookaside/v1/SetBackendWeightRequest.ts';
import type { SetBackendWeightResponse as _lookaside_v1_SetBackendWeightResponse, SetBackendWeightResponse__Output as _lookaside_v1_SetBackendWeightResponse__Output } from '../../lookaside/v1/SetBackendWeightResponse.ts';
import type { UndrainBackendRequest as _lookaside_v1_UndrainBackendRequest, UndrainBackendRequest__Output as _lookaside_v1_UndrainBackendRequest__Output } from '../../lookaside/v1/UndrainBackendRequest.ts';
import type { UndrainBackendResponse as _lookaside_v1_UndrainBackendResponse, UndrainBackendResponse__Output as _lookaside_v1_UndrainBackendResponse__Output } from '../../lookaside/v1/UndrainBackendResponse.ts';
import type { WatchDecisionsRequest as _lookaside_v1_WatchDecisionsRequest, WatchDecisionsRequest__Output as _lookaside_v1_WatchDecisionsRequest__Output } from '../../lookaside/v1/WatchDecisionsRequest.ts';
import type { WatchDecisionsResponse as _lookaside_v1_WatchDecisionsResponse, WatchDecisionsResponse__Output as _lookaside_v1_WatchDecisionsResponse__Output } from '../../lookaside/v1/WatchDecisionsResponse.ts';

/**
 * For operators: see and steer. What changes something is written to the store before it is answered; when the store
 * does not confirm it in time, it fails with UNAVAILABLE / STORE_UNAVAILABLE and is not in force.
 */
export interface AdminServiceClient extends grpc.Client {
  /**
   * Whether a pool should have another policy, with the numbers that say so. Errors: NOT_FOUND / POOL_NOT_FOUND.
   */
  AdvisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  AdvisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  AdvisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  AdvisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Whether a pool should have another policy, with the numbers that say so. Errors: NOT_FOUND / POOL_NOT_FOUND.
   */
  advisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  advisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  advisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  advisePolicy(argument: _lookaside_v1_AdvisePolicyRequest, callback: grpc.requestCallback<_lookaside_v1_AdvisePolicyResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Takes a pool and its backends away. Errors: NOT_FOUND / POOL_NOT_FOUND, ABORTED / CONFIG_VERSION_MISMATCH,
   * FAILED_PRECONDITION / POOL_NOT_EMPTY.
   */
  DeletePool(argument: _lookaside_v1_DeletePoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  DeletePool(argument: _lookaside_v1_DeletePoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  DeletePool(argument: _lookaside_v1_DeletePoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  DeletePool(argument: _lookaside_v1_DeletePoolRequest, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Takes a pool and its backends away. Errors: NOT_FOUND / POOL_NOT_FOUND, ABORTED / CONFIG_VERSION_MISMATCH,
   * FAILED_PRECONDITION / POOL_NOT_EMPTY.
   */
  deletePool(argument: _lookaside_v1_DeletePoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _lookaside_v1_DeletePoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _lookaside_v1_DeletePoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  deletePool(argument: _lookaside_v1_DeletePoolRequest, callback: grpc.requestCallback<_lookaside_v1_DeletePoolResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * No new picks for a backend until it is undrained. It survives restarts of backend and service.
   * Errors: NOT_FOUND / BACKEND_NOT_FOUND, FAILED_PRECONDITION / DRAIN_REFUSED.
   */
  DrainBackend(argument: _lookaside_v1_DrainBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  DrainBackend(argument: _lookaside_v1_DrainBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  DrainBackend(argument: _lookaside_v1_DrainBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  DrainBackend(argument: _lookaside_v1_DrainBackendRequest, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  /**
   * No new picks for a backend until it is undrained. It survives restarts of backend and service.
   * Errors: NOT_FOUND / BACKEND_NOT_FOUND, FAILED_PRECONDITION / DRAIN_REFUSED.
   */
  drainBackend(argument: _lookaside_v1_DrainBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  drainBackend(argument: _lookaside_v1_DrainBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  drainBackend(argument: _lookaside_v1_DrainBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  drainBackend(argument: _lookaside_v1_DrainBackendRequest, callback: grpc.requestCallback<_lookaside_v1_DrainBackendResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Why a backend was picked, or would be.
   * Errors: NOT_FOUND / DECISION_NOT_FOUND, NOT_FOUND / POOL_NOT_FOUND, INVALID_ARGUMENT naming the field.
   */
  ExplainPick(argument: _lookaside_v1_ExplainPickRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  ExplainPick(argument: _lookaside_v1_ExplainPickRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  ExplainPick(argument: _lookaside_v1_ExplainPickRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  ExplainPick(argument: _lookaside_v1_ExplainPickRequest, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Why a backend was picked, or would be.
   * Errors: NOT_FOUND / DECISION_NOT_FOUND, NOT_FOUND / POOL_NOT_FOUND, INVALID_ARGUMENT naming the field.
   */
  explainPick(argument: _lookaside_v1_ExplainPickRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  explainPick(argument: _lookaside_v1_ExplainPickRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  explainPick(argument: _lookaside_v1_ExplainPickRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  explainPick(argument: _lookaside_v1_ExplainPickRequest, callback: grpc.requestCallback<_lookaside_v1_ExplainPickResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * One pool. Errors: NOT_FOUND / POOL_NOT_FOUND.
   */
  GetPool(argument: _lookaside_v1_GetPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  GetPool(argument: _lookaside_v1_GetPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  GetPool(argument: _lookaside_v1_GetPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  GetPool(argument: _lookaside_v1_GetPoolRequest, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  /**
   * One pool. Errors: NOT_FOUND / POOL_NOT_FOUND.
   */
  getPool(argument: _lookaside_v1_GetPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  getPool(argument: _lookaside_v1_GetPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  getPool(argument: _lookaside_v1_GetPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  getPool(argument: _lookaside_v1_GetPoolRequest, callback: grpc.requestCallback<_lookaside_v1_GetPoolResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The backends of a pool, ordered by id, with state, reason and signals, a page at a time.
   */
  ListBackends(argument: _lookaside_v1_ListBackendsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  ListBackends(argument: _lookaside_v1_ListBackendsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  ListBackends(argument: _lookaside_v1_ListBackendsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  ListBackends(argument: _lookaside_v1_ListBackendsRequest, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The backends of a pool, ordered by id, with state, reason and signals, a page at a time.
   */
  listBackends(argument: _lookaside_v1_ListBackendsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  listBackends(argument: _lookaside_v1_ListBackendsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  listBackends(argument: _lookaside_v1_ListBackendsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  listBackends(argument: _lookaside_v1_ListBackendsRequest, callback: grpc.requestCallback<_lookaside_v1_ListBackendsResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The policies that this replica can run.
   */
  ListPolicies(argument: _lookaside_v1_ListPoliciesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  ListPolicies(argument: _lookaside_v1_ListPoliciesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  ListPolicies(argument: _lookaside_v1_ListPoliciesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  ListPolicies(argument: _lookaside_v1_ListPoliciesRequest, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The policies that this replica can run.
   */
  listPolicies(argument: _lookaside_v1_ListPoliciesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  listPolicies(argument: _lookaside_v1_ListPoliciesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  listPolicies(argument: _lookaside_v1_ListPoliciesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  listPolicies(argument: _lookaside_v1_ListPoliciesRequest, callback: grpc.requestCallback<_lookaside_v1_ListPoliciesResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The pools, ordered by name, a page at a time.
   */
  ListPools(argument: _lookaside_v1_ListPoolsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  ListPools(argument: _lookaside_v1_ListPoolsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  ListPools(argument: _lookaside_v1_ListPoolsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  ListPools(argument: _lookaside_v1_ListPoolsRequest, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The pools, ordered by name, a page at a time.
   */
  listPools(argument: _lookaside_v1_ListPoolsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _lookaside_v1_ListPoolsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _lookaside_v1_ListPoolsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  listPools(argument: _lookaside_v1_ListPoolsRequest, callback: grpc.requestCallback<_lookaside_v1_ListPoolsResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Makes a pool or replaces its configuration.
   * Errors: ABORTED / CONFIG_VERSION_MISMATCH, INVALID_ARGUMENT / INVALID_POOL_CONFIG or UNKNOWN_POLICY.
   */
  PutPool(argument: _lookaside_v1_PutPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  PutPool(argument: _lookaside_v1_PutPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  PutPool(argument: _lookaside_v1_PutPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  PutPool(argument: _lookaside_v1_PutPoolRequest, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Makes a pool or replaces its configuration.
   * Errors: ABORTED / CONFIG_VERSION_MISMATCH, INVALID_ARGUMENT / INVALID_POOL_CONFIG or UNKNOWN_POLICY.
   */
  putPool(argument: _lookaside_v1_PutPoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  putPool(argument: _lookaside_v1_PutPoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  putPool(argument: _lookaside_v1_PutPoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  putPool(argument: _lookaside_v1_PutPoolRequest, callback: grpc.requestCallback<_lookaside_v1_PutPoolResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Sets or clears an operator's weight, which wins over the backend's own.
   * Errors: NOT_FOUND / BACKEND_NOT_FOUND, INVALID_ARGUMENT naming the field.
   */
  SetBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  SetBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  SetBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  SetBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Sets or clears an operator's weight, which wins over the backend's own.
   * Errors: NOT_FOUND / BACKEND_NOT_FOUND, INVALID_ARGUMENT naming the field.
   */
  setBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  setBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  setBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  setBackendWeight(argument: _lookaside_v1_SetBackendWeightRequest, callback: grpc.requestCallback<_lookaside_v1_SetBackendWeightResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Ends a drain. Errors: NOT_FOUND / BACKEND_NOT_FOUND.
   */
  UndrainBackend(argument: _lookaside_v1_UndrainBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  UndrainBackend(argument: _lookaside_v1_UndrainBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  UndrainBackend(argument: _lookaside_v1_UndrainBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  UndrainBackend(argument: _lookaside_v1_UndrainBackendRequest, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Ends a drain. Errors: NOT_FOUND / BACKEND_NOT_FOUND.
   */
  undrainBackend(argument: _lookaside_v1_UndrainBackendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  undrainBackend(argument: _lookaside_v1_UndrainBackendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  undrainBackend(argument: _lookaside_v1_UndrainBackendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  undrainBackend(argument: _lookaside_v1_UndrainBackendRequest, callback: grpc.requestCallback<_lookaside_v1_UndrainBackendResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * A sampled stream of decisions.
   */
  WatchDecisions(argument: _lookaside_v1_WatchDecisionsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchDecisionsResponse__Output>;
  WatchDecisions(argument: _lookaside_v1_WatchDecisionsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchDecisionsResponse__Output>;
  /**
   * A sampled stream of decisions.
   */
  watchDecisions(argument: _lookaside_v1_WatchDecisionsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchDecisionsResponse__Output>;
  watchDecisions(argument: _lookaside_v1_WatchDecisionsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_lookaside_v1_WatchDecisionsResponse__Output>;
  
}

/**
 * For operators: see and steer. What changes something is written to the store before it is answered; when the store
 * does not confirm it in time, it fails with UNAVAILABLE / STORE_UNAVAILABLE and is not in force.
 */
export interface AdminServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Whether a pool should have another policy, with the numbers that say so. Errors: NOT_FOUND / POOL_NOT_FOUND.
   */
  AdvisePolicy: grpc.handleUnaryCall<_lookaside_v1_AdvisePolicyRequest__Output, _lookaside_v1_AdvisePolicyResponse>;
  
  /**
   * Takes a pool and its backends away. Errors: NOT_FOUND / POOL_NOT_FOUND, ABORTED / CONFIG_VERSION_MISMATCH,
   * FAILED_PRECONDITION / POOL_NOT_EMPTY.
   */
  DeletePool: grpc.handleUnaryCall<_lookaside_v1_DeletePoolRequest__Output, _lookaside_v1_DeletePoolResponse>;
  
  /**
   * No new picks for a backend until it is undrained. It survives restarts of backend and service.
   * Errors: NOT_FOUND / BACKEND_NOT_FOUND, FAILED_PRECONDITION / DRAIN_REFUSED.
   */
  DrainBackend: grpc.handleUnaryCall<_lookaside_v1_DrainBackendRequest__Output, _lookaside_v1_DrainBackendResponse>;
  
  /**
   * Why a backend was picked, or would be.
   * Errors: NOT_FOUND / DECISION_NOT_FOUND, NOT_FOUND / POOL_NOT_FOUND, INVALID_ARGUMENT naming the field.
   */
  ExplainPick: grpc.handleUnaryCall<_lookaside_v1_ExplainPickRequest__Output, _lookaside_v1_ExplainPickResponse>;
  
  /**
   * One pool. Errors: NOT_FOUND / POOL_NOT_FOUND.
   */
  GetPool: grpc.handleUnaryCall<_lookaside_v1_GetPoolRequest__Output, _lookaside_v1_GetPoolResponse>;
  
  /**
   * The backends of a pool, ordered by id, with state, reason and signals, a page at a time.
   */
  ListBackends: grpc.handleUnaryCall<_lookaside_v1_ListBackendsRequest__Output, _lookaside_v1_ListBackendsResponse>;
  
  /**
   * The policies that this replica can run.
   */
  ListPolicies: grpc.handleUnaryCall<_lookaside_v1_ListPoliciesRequest__Output, _lookaside_v1_ListPoliciesResponse>;
  
  /**
   * The pools, ordered by name, a page at a time.
   */
  ListPools: grpc.handleUnaryCall<_lookaside_v1_ListPoolsRequest__Output, _lookaside_v1_ListPoolsResponse>;
  
  /**
   * Makes a pool or replaces its configuration.
   * Errors: ABORTED / CONFIG_VERSION_MISMATCH, INVALID_ARGUMENT / INVALID_POOL_CONFIG or UNKNOWN_POLICY.
   */
  PutPool: grpc.handleUnaryCall<_lookaside_v1_PutPoolRequest__Output, _lookaside_v1_PutPoolResponse>;
  
  /**
   * Sets or clears an operator's weight, which wins over the backend's own.
   * Errors: NOT_FOUND / BACKEND_NOT_FOUND, INVALID_ARGUMENT naming the field.
   */
  SetBackendWeight: grpc.handleUnaryCall<_lookaside_v1_SetBackendWeightRequest__Output, _lookaside_v1_SetBackendWeightResponse>;
  
  /**
   * Ends a drain. Errors: NOT_FOUND / BACKEND_NOT_FOUND.
   */
  UndrainBackend: grpc.handleUnaryCall<_lookaside_v1_UndrainBackendRequest__Output, _lookaside_v1_UndrainBackendResponse>;
  
  /**
   * A sampled stream of decisions.
   */
  WatchDecisions: grpc.handleServerStreamingCall<_lookaside_v1_WatchDecisionsRequest__Output, _lookaside_v1_WatchDecisionsResponse>;
  
}

export interface AdminServiceDefinition extends grpc.ServiceDefinition {
  AdvisePolicy: MethodDefinition<_lookaside_v1_AdvisePolicyRequest, _lookaside_v1_AdvisePolicyResponse, _lookaside_v1_AdvisePolicyRequest__Output, _lookaside_v1_AdvisePolicyResponse__Output>
  DeletePool: MethodDefinition<_lookaside_v1_DeletePoolRequest, _lookaside_v1_DeletePoolResponse, _lookaside_v1_DeletePoolRequest__Output, _lookaside_v1_DeletePoolResponse__Output>
  DrainBackend: MethodDefinition<_lookaside_v1_DrainBackendRequest, _lookaside_v1_DrainBackendResponse, _lookaside_v1_DrainBackendRequest__Output, _lookaside_v1_DrainBackendResponse__Output>
  ExplainPick: MethodDefinition<_lookaside_v1_ExplainPickRequest, _lookaside_v1_ExplainPickResponse, _lookaside_v1_ExplainPickRequest__Output, _lookaside_v1_ExplainPickResponse__Output>
  GetPool: MethodDefinition<_lookaside_v1_GetPoolRequest, _lookaside_v1_GetPoolResponse, _lookaside_v1_GetPoolRequest__Output, _lookaside_v1_GetPoolResponse__Output>
  ListBackends: MethodDefinition<_lookaside_v1_ListBackendsRequest, _lookaside_v1_ListBackendsResponse, _lookaside_v1_ListBackendsRequest__Output, _lookaside_v1_ListBackendsResponse__Output>
  ListPolicies: MethodDefinition<_lookaside_v1_ListPoliciesRequest, _lookaside_v1_ListPoliciesResponse, _lookaside_v1_ListPoliciesRequest__Output, _lookaside_v1_ListPoliciesResponse__Output>
  ListPools: MethodDefinition<_lookaside_v1_ListPoolsRequest, _lookaside_v1_ListPoolsResponse, _lookaside_v1_ListPoolsRequest__Output, _lookaside_v1_ListPoolsResponse__Output>
  PutPool: MethodDefinition<_lookaside_v1_PutPoolRequest, _lookaside_v1_PutPoolResponse, _lookaside_v1_PutPoolRequest__Output, _lookaside_v1_PutPoolResponse__Output>
  SetBackendWeight: MethodDefinition<_lookaside_v1_SetBackendWeightRequest, _lookaside_v1_SetBackendWeightResponse, _lookaside_v1_SetBackendWeightRequest__Output, _lookaside_v1_SetBackendWeightResponse__Output>
  UndrainBackend: MethodDefinition<_lookaside_v1_UndrainBackendRequest, _lookaside_v1_UndrainBackendResponse, _lookaside_v1_UndrainBackendRequest__Output, _lookaside_v1_UndrainBackendResponse__Output>
  WatchDecisions: MethodDefinition<_lookaside_v1_WatchDecisionsRequest, _lookaside_v1_WatchDecisionsResponse, _lookaside_v1_WatchDecisionsRequest__Output, _lookaside_v1_WatchDecisionsResponse__Output>
}
