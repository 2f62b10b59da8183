// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Why one item of a batch was refused. The other items are not affected.
 */
export interface ItemError {
  /**
   * Place of the item in the request, from 0.
   */
  'index'?: (number);
  /**
   * The canonical code's name, for example "INVALID_ARGUMENT".
   */
  'code'?: (string);
  /**
   * The reason in the error catalogue, for example "INVALID_LOAD_REPORT".
   */
  'reason'?: (string);
  /**
   * For people: what is wrong and how to mend it.
   */
  'message'?: (string);
  /**
   * What the message mentions, by name; for bad input the field is under "field".
   */
  'metadata'?: ({[key: string]: string});
}

/**
 * Why one item of a batch was refused. The other items are not affected.
 */
export interface ItemError__Output {
  /**
   * Place of the item in the request, from 0.
   */
  'index': (number);
  /**
   * The canonical code's name, for example "INVALID_ARGUMENT".
   */
  'code': (string);
  /**
   * The reason in the error catalogue, for example "INVALID_LOAD_REPORT".
   */
  'reason': (string);
  /**
   * For people: what is wrong and how to mend it.
   */
  'message': (string);
  /**
   * What the message mentions, by name; for bad input the field is under "field".
   */
  'metadata': ({[key: string]: string});
}
