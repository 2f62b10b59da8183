// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * A policy that this replica can run.
 */
export interface PolicyInfo {
  /**
   * Wire name.
   */
  'type'?: (string);
  /**
   * "stable", "beta" or "experimental".
   */
  'stability'?: (string);
  /**
   * One sentence.
   */
  'description'?: (string);
  /**
   * Signals that it needs.
   */
  'requiredSignals'?: (string)[];
  /**
   * Signals that it uses when they are there.
   */
  'optionalSignals'?: (string)[];
  /**
   * JSON Schema of its parameters, as JSON text.
   */
  'configSchema'?: (string);
  /**
   * Where it comes from: "built-in", or the path or package.
   */
  'source'?: (string);
  /**
   * Short hash of the code that is loaded. Empty for built-in ones.
   */
  'version'?: (string);
  /**
   * Why the last load of a newer version failed; the version before it serves. Empty: it did not.
   */
  'loadError'?: (string);
}

/**
 * A policy that this replica can run.
 */
export interface PolicyInfo__Output {
  /**
   * Wire name.
   */
  'type': (string);
  /**
   * "stable", "beta" or "experimental".
   */
  'stability': (string);
  /**
   * One sentence.
   */
  'description': (string);
  /**
   * Signals that it needs.
   */
  'requiredSignals': (string)[];
  /**
   * Signals that it uses when they are there.
   */
  'optionalSignals': (string)[];
  /**
   * JSON Schema of its parameters, as JSON text.
   */
  'configSchema': (string);
  /**
   * Where it comes from: "built-in", or the path or package.
   */
  'source': (string);
  /**
   * Short hash of the code that is loaded. Empty for built-in ones.
   */
  'version': (string);
  /**
   * Why the last load of a newer version failed; the version before it serves. Empty: it did not.
   */
  'loadError': (string);
}
