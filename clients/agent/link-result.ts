import type { StreamHeartbeatsResponse__Output } from '../../proto/gen/lookaside/v1/StreamHeartbeatsResponse.ts'
import type { LookasideError } from '../typescript/errors.ts'

/** What became of a call. `refused`: the service said no. `lost`: it did not answer, or not as itself. */
export type LinkResult<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'refused'; readonly error: LookasideError }
  | { readonly kind: 'lost'; readonly error: LookasideError }

export type BeatAnswer = Pick<StreamHeartbeatsResponse__Output, 'rejected' | 'nextHeartbeatAfter' | 'goAway'>
