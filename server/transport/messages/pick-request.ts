import type { PickBackendRequest__Output } from '../../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import type { PickQuery } from '../../use-cases.ts'
import { toLocality } from './locality.ts'
import { toLabels } from './maps.ts'
import { checkBackendId, checkPoolName } from './names.ts'
import { checkInteger } from './numbers.ts'
import type { Received } from './received.ts'
import { isRefusal } from './refusals.ts'
import { checkBytes } from './text.ts'

const MAX_AFFINITY_KEY_BYTES = 1_024
/** Tokens are made here and are far shorter; a longer one is not ours. */
export const MAX_TOKEN_BYTES = 512
export const MAX_EXCLUDED = 64
const MAX_ALTERNATES = 8

export function toPickQuery(message: Received<PickBackendRequest__Output>): PickQuery | Refusal {
  const bad =
    checkPoolName('pool', message.pool) ??
    checkBytes('affinity_key', message.affinityKey, MAX_AFFINITY_KEY_BYTES) ??
    checkInteger('alternates', message.alternates, 0, MAX_ALTERNATES) ??
    checkBytes('previous_pick_token', message.previousPickToken, MAX_TOKEN_BYTES) ??
    checkBytes('affinity_token', message.affinityToken, MAX_TOKEN_BYTES) ??
    checkExcluded(message.excludeBackendIds)
  if (bad !== undefined) return bad
  const locality = toLocality('locality', message.locality)
  if (isRefusal(locality)) return locality
  const labelSelector = toLabels('label_selector', message.labelSelector)
  if (isRefusal(labelSelector)) return labelSelector
  return {
    pool: message.pool,
    affinityKey: message.affinityKey,
    locality,
    labelSelector,
    excludeBackendIds: message.excludeBackendIds,
    alternates: message.alternates,
    previousPickToken: message.previousPickToken,
    affinityToken: message.affinityToken,
  }
}

function checkExcluded(ids: readonly string[]): Refusal | undefined {
  if (ids.length === 0) return undefined
  if (ids.length > MAX_EXCLUDED) return refuseField('exclude_backend_ids', `must have at most ${MAX_EXCLUDED} entries`)
  for (const [index, id] of ids.entries()) {
    const bad = checkBackendId(`exclude_backend_ids[${index}]`, id)
    if (bad !== undefined) return bad
  }
  return undefined
}
