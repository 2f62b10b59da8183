// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { BackendHealth as _lookaside_v1_BackendHealth, BackendHealth__Output as _lookaside_v1_BackendHealth__Output } from '../../lookaside/v1/BackendHealth.ts';
import type { LoadReport as _lookaside_v1_LoadReport, LoadReport__Output as _lookaside_v1_LoadReport__Output } from '../../lookaside/v1/LoadReport.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One sign of life.
 */
export interface Heartbeat {
  /**
   * Name of the pool. Required.
   */
  'pool'?: (string);
  /**
   * The backend. Required.
   */
  'backendId'?: (string);
  /**
   * The epoch that it registered with. Required.
   */
  'epoch'?: (number | string | Long);
  /**
   * Number of the heartbeat in its epoch, from 1: a late one never overwrites a newer one. At most 2^53 - 1. Required.
   */
  'sequence'?: (number | string | Long);
  /**
   * What its health checks say.
   */
  'health'?: (_lookaside_v1_BackendHealth);
  /**
   * Why, for people: at most 256 characters.
   */
  'healthDetail'?: (string);
  /**
   * The backend is leaving by itself and wants no new picks.
   */
  'draining'?: (boolean);
  /**
   * Its load. Unset: nothing new.
   */
  'load'?: (_lookaside_v1_LoadReport | null);
}

/**
 * One sign of life.
 */
export interface Heartbeat__Output {
  /**
   * Name of the pool. Required.
   */
  'pool': (string);
  /**
   * The backend. Required.
   */
  'backendId': (string);
  /**
   * The epoch that it registered with. Required.
   */
  'epoch': (number);
  /**
   * Number of the heartbeat in its epoch, from 1: a late one never overwrites a newer one. At most 2^53 - 1. Required.
   */
  'sequence': (number);
  /**
   * What its health checks say.
   */
  'health': (_lookaside_v1_BackendHealth__Output);
  /**
   * Why, for people: at most 256 characters.
   */
  'healthDetail': (string);
  /**
   * The backend is leaving by itself and wants no new picks.
   */
  'draining': (boolean);
  /**
   * Its load. Unset: nothing new.
   */
  'load': (_lookaside_v1_LoadReport__Output | null);
}
