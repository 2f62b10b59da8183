// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * The pool is away.
 */
export interface DeletePoolResponse {
}

/**
 * The pool is away.
 */
export interface DeletePoolResponse__Output {
}
