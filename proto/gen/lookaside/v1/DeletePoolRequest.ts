// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Long } from '@grpc/proto-loader';

/**
 * Which pool to delete.
 */
export interface DeletePoolRequest {
  /**
   * Its name. Required.
   */
  'name'?: (string);
  /**
   * The version that the caller has seen; another one fails. Unset: whatever is there is deleted.
   */
  'expectedVersion'?: (number | string | Long);
  /**
   * Delete although it has live backends.
   */
  'force'?: (boolean);
  /**
   * Check everything and change nothing.
   */
  'dryRun'?: (boolean);
  '_expectedVersion'?: "expectedVersion";
}

/**
 * Which pool to delete.
 */
export interface DeletePoolRequest__Output {
  /**
   * Its name. Required.
   */
  'name': (string);
  /**
   * The version that the caller has seen; another one fails. Unset: whatever is there is deleted.
   */
  'expectedVersion'?: (number);
  /**
   * Delete although it has live backends.
   */
  'force': (boolean);
  /**
   * Check everything and change nothing.
   */
  'dryRun': (boolean);
  '_expectedVersion'?: "expectedVersion";
}
