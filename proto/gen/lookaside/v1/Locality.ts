// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.


/**
 * Where a backend or a caller is. Every part is optional; a part may be set only when the part before it is set.
 * Each part is at most 63 characters of letters, digits, '-', '_' and '.'.
 */
export interface Locality {
  /**
   * Region or data centre, for example "eu-west-1". Empty: unknown.
   */
  'region'?: (string);
  /**
   * Zone inside the region, for example "eu-west-1a". Empty: unknown.
   */
  'zone'?: (string);
  /**
   * Sub-zone inside the zone, for example a rack. Empty: unknown.
   */
  'subZone'?: (string);
}

/**
 * Where a backend or a caller is. Every part is optional; a part may be set only when the part before it is set.
 * Each part is at most 63 characters of letters, digits, '-', '_' and '.'.
 */
export interface Locality__Output {
  /**
   * Region or data centre, for example "eu-west-1". Empty: unknown.
   */
  'region': (string);
  /**
   * Zone inside the region, for example "eu-west-1a". Empty: unknown.
   */
  'zone': (string);
  /**
   * Sub-zone inside the zone, for example a rack. Empty: unknown.
   */
  'subZone': (string);
}
