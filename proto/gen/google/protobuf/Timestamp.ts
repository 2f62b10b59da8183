// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Long } from '@grpc/proto-loader';

export interface Timestamp {
  'seconds'?: (number | string | Long);
  'nanos'?: (number);
}

export interface Timestamp__Output {
  'seconds': (number);
  'nanos': (number);
}
