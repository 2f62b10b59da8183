// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { ExcludedBackend as _lookaside_v1_ExcludedBackend, ExcludedBackend__Output as _lookaside_v1_ExcludedBackend__Output } from '../../lookaside/v1/ExcludedBackend.ts';
import type { ScoredBackend as _lookaside_v1_ScoredBackend, ScoredBackend__Output as _lookaside_v1_ScoredBackend__Output } from '../../lookaside/v1/ScoredBackend.ts';
import type { PickReason as _lookaside_v1_PickReason, PickReason__Output as _lookaside_v1_PickReason__Output } from '../../lookaside/v1/PickReason.ts';
import type { Degraded as _lookaside_v1_Degraded, Degraded__Output as _lookaside_v1_Degraded__Output } from '../../lookaside/v1/Degraded.ts';
import type { Locality as _lookaside_v1_Locality, Locality__Output as _lookaside_v1_Locality__Output } from '../../lookaside/v1/Locality.ts';
import type { AffinityMode as _lookaside_v1_AffinityMode, AffinityMode__Output as _lookaside_v1_AffinityMode__Output } from '../../lookaside/v1/AffinityMode.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The explained record of one pick.
 */
export interface Decision {
  /**
   * The pick token.
   */
  'id'?: (string);
  /**
   * When, by the replica's clock.
   */
  'time'?: (_google_protobuf_Timestamp | null);
  /**
   * The pool.
   */
  'pool'?: (string);
  /**
   * The pool's revision.
   */
  'revision'?: (number | string | Long);
  /**
   * Wire name of the policy that picked.
   */
  'policy'?: (string);
  /**
   * Version of the pool's configuration.
   */
  'configVersion'?: (number | string | Long);
  /**
   * How many backends the policy chose from.
   */
  'candidates'?: (number);
  /**
   * Who was left out before the policy, and why: at most 100.
   */
  'excluded'?: (_lookaside_v1_ExcludedBackend)[];
  /**
   * The scores that the policy compared.
   */
  'scores'?: (_lookaside_v1_ScoredBackend)[];
  /**
   * The backend picked. Empty: none.
   */
  'backendId'?: (string);
  /**
   * The next best. Empty: none.
   */
  'runnerUpBackendId'?: (string);
  /**
   * Which rule decided.
   */
  'reason'?: (_lookaside_v1_PickReason);
  /**
   * What was degraded.
   */
  'degraded'?: (_lookaside_v1_Degraded | null);
  /**
   * Random numbers drawn, each 0 or more and less than 1, in order.
   */
  'randomDraws'?: (number | string)[];
  /**
   * The reason in the error catalogue when nothing was picked.
   */
  'errorReason'?: (string);
  /**
   * Where the caller was.
   */
  'callerLocality'?: (_lookaside_v1_Locality | null);
  /**
   * The policy's own word for its choice, for example "least_cost". Empty: it gave none.
   */
  'policyReason'?: (string);
  /**
   * The fall-backs that went with the answer, best first.
   */
  'alternateBackendIds'?: (string)[];
  /**
   * Nothing was picked for real: an explanation that somebody asked for.
   */
  'dryRun'?: (boolean);
  /**
   * W3C trace id of the call, 32 hexadecimal digits. Empty: it carried none.
   */
  'traceId'?: (string);
  /**
   * The replica that decided.
   */
  'replica'?: (string);
  /**
   * How affinity took part. Unspecified: it did not.
   */
  'affinity'?: (_lookaside_v1_AffinityMode);
  /**
   * How far from the caller the backends were that the policy chose from: "sub_zone", "zone", "region" or "anywhere".
   */
  'localityLevel'?: (string);
  /**
   * Choices of the policy that were thrown away, by slow start or because the backend could no longer be picked.
   */
  'discardedChoices'?: (number);
  /**
   * Backends in the pool, those left out included.
   */
  'backends'?: (number);
  /**
   * Left out and not listed in `excluded`, since the list is bounded.
   */
  'excludedOmitted'?: (number);
  /**
   * Whether the decision can be replayed: its inputs are still held, and the policy's state was recorded.
   */
  'replayable'?: (boolean);
  /**
   * For people: what was wrong when nothing was picked.
   */
  'errorMessage'?: (string);
}

/**
 * The explained record of one pick.
 */
export interface Decision__Output {
  /**
   * The pick token.
   */
  'id': (string);
  /**
   * When, by the replica's clock.
   */
  'time': (_google_protobuf_Timestamp__Output | null);
  /**
   * The pool.
   */
  'pool': (string);
  /**
   * The pool's revision.
   */
  'revision': (number);
  /**
   * Wire name of the policy that picked.
   */
  'policy': (string);
  /**
   * Version of the pool's configuration.
   */
  'configVersion': (number);
  /**
   * How many backends the policy chose from.
   */
  'candidates': (number);
  /**
   * Who was left out before the policy, and why: at most 100.
   */
  'excluded': (_lookaside_v1_ExcludedBackend__Output)[];
  /**
   * The scores that the policy compared.
   */
  'scores': (_lookaside_v1_ScoredBackend__Output)[];
  /**
   * The backend picked. Empty: none.
   */
  'backendId': (string);
  /**
   * The next best. Empty: none.
   */
  'runnerUpBackendId': (string);
  /**
   * Which rule decided.
   */
  'reason': (_lookaside_v1_PickReason__Output);
  /**
   * What was degraded.
   */
  'degraded': (_lookaside_v1_Degraded__Output | null);
  /**
   * Random numbers drawn, each 0 or more and less than 1, in order.
   */
  'randomDraws': (number)[];
  /**
   * The reason in the error catalogue when nothing was picked.
   */
  'errorReason': (string);
  /**
   * Where the caller was.
   */
  'callerLocality': (_lookaside_v1_Locality__Output | null);
  /**
   * The policy's own word for its choice, for example "least_cost". Empty: it gave none.
   */
  'policyReason': (string);
  /**
   * The fall-backs that went with the answer, best first.
   */
  'alternateBackendIds': (string)[];
  /**
   * Nothing was picked for real: an explanation that somebody asked for.
   */
  'dryRun': (boolean);
  /**
   * W3C trace id of the call, 32 hexadecimal digits. Empty: it carried none.
   */
  'traceId': (string);
  /**
   * The replica that decided.
   */
  'replica': (string);
  /**
   * How affinity took part. Unspecified: it did not.
   */
  'affinity': (_lookaside_v1_AffinityMode__Output);
  /**
   * How far from the caller the backends were that the policy chose from: "sub_zone", "zone", "region" or "anywhere".
   */
  'localityLevel': (string);
  /**
   * Choices of the policy that were thrown away, by slow start or because the backend could no longer be picked.
   */
  'discardedChoices': (number);
  /**
   * Backends in the pool, those left out included.
   */
  'backends': (number);
  /**
   * Left out and not listed in `excluded`, since the list is bounded.
   */
  'excludedOmitted': (number);
  /**
   * Whether the decision can be replayed: its inputs are still held, and the policy's state was recorded.
   */
  'replayable': (boolean);
  /**
   * For people: what was wrong when nothing was picked.
   */
  'errorMessage': (string);
}
