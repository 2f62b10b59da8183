import type { WatchBackendsRequest__Output } from '../../../proto/gen/lookaside/v1/WatchBackendsRequest.ts'
import type { Refusal } from '../../errors.ts'
import type { WatchQuery } from '../../use-cases.ts'
import { toLocality } from './locality.ts'
import { toLabels } from './maps.ts'
import { checkPoolName } from './names.ts'
import type { Received } from './received.ts'
import { isRefusal } from './refusals.ts'

export function toWatchQuery(message: Received<WatchBackendsRequest__Output>): WatchQuery | Refusal {
  const bad = checkPoolName('pool', message.pool)
  if (bad !== undefined) return bad
  const locality = toLocality('locality', message.locality)
  if (isRefusal(locality)) return locality
  const labelSelector = toLabels('label_selector', message.labelSelector)
  if (isRefusal(labelSelector)) return labelSelector
  return { pool: message.pool, locality, labelSelector }
}
