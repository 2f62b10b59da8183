// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * What came out when a recorded decision was made again from its recorded inputs.
 */
export interface Replay {
  /**
   * The backend picked this time. Empty: none.
   */
  'backendId'?: (string);
  /**
   * Whether it is the one of the record.
   */
  'same'?: (boolean);
  /**
   * For people: why it could differ. Empty: it does not.
   */
  'note'?: (string);
}

/**
 * What came out when a recorded decision was made again from its recorded inputs.
 */
export interface Replay__Output {
  /**
   * The backend picked this time. Empty: none.
   */
  'backendId': (string);
  /**
   * Whether it is the one of the record.
   */
  'same': (boolean);
  /**
   * For people: why it could differ. Empty: it does not.
   */
  'note': (string);
}
