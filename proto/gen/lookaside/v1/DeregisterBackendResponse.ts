// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * The backend is away.
 */
export interface DeregisterBackendResponse {
}

/**
 * The backend is away.
 */
export interface DeregisterBackendResponse__Output {
}
