// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Whether callers with the same affinity key keep to a few of the backends (random subsetting, gRFC A68). Keys are
 * hashed into groups, and each group uses the backends that come first in an order of its own. Calls without a key
 * use all.
 */
export interface SubsettingConfig {
  /**
   * Backends that a group uses at each distance from the caller: 0 to 10,000, 0 switches this off. Default: 0.
   */
  'size'?: (number);
  /**
   * Groups: 1 to 64. Default: 16.
   */
  'groups'?: (number);
  '_size'?: "size";
  '_groups'?: "groups";
}

/**
 * Whether callers with the same affinity key keep to a few of the backends (random subsetting, gRFC A68). Keys are
 * hashed into groups, and each group uses the backends that come first in an order of its own. Calls without a key
 * use all.
 */
export interface SubsettingConfig__Output {
  /**
   * Backends that a group uses at each distance from the caller: 0 to 10,000, 0 switches this off. Default: 0.
   */
  'size'?: (number);
  /**
   * Groups: 1 to 64. Default: 16.
   */
  'groups'?: (number);
  '_size'?: "size";
  '_groups'?: "groups";
}
