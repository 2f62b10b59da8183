// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Nothing to say.
 */
export interface ListPoliciesRequest {
}

/**
 * Nothing to say.
 */
export interface ListPoliciesRequest__Output {
}
