import type { Backend__Output } from '../../../proto/gen/lookaside/v1/Backend.ts'
import type { RegisterBackendRequest__Output } from '../../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import type { BackendCard, Registration } from '../../use-cases.ts'
import { BACKEND_HEALTHS, refuseEnum } from './enums.ts'
import { HEALTHS } from './heartbeat.ts'
import { toLocality, UNKNOWN_LOCALITY } from './locality.ts'
import { toLabels } from './maps.ts'
import { checkAddress, checkBackendId, checkPoolName } from './names.ts'
import { checkInteger, checkRange } from './numbers.ts'
import type { Received } from './received.ts'
import { isRefusal, within } from './refusals.ts'

export const MAX_WEIGHT = 1_000_000
const MAX_CAPACITY = 1_000_000

export function toRegistration(message: Received<RegisterBackendRequest__Output>): Registration | Refusal {
  const bad =
    checkPoolName('pool', message.pool) ??
    checkInteger('epoch', message.epoch, 1) ??
    checkRange('capacity', message.capacity, 0, MAX_CAPACITY)
  if (bad !== undefined) return bad
  const health = HEALTHS.get(message.health)
  if (health === undefined) return refuseEnum('health', message.health, BACKEND_HEALTHS)
  if (message.backend === null) return refuseField('backend', 'is required: give its id and address')
  const card = toCard(message.backend)
  if (isRefusal(card)) return within('backend', card)
  return {
    pool: message.pool,
    backend: { ...card, epoch: message.epoch, capacity: message.capacity },
    health,
  }
}

function toCard(message: Received<Backend__Output>): BackendCard | Refusal {
  const { id, address, weight = 1 } = message
  const bad =
    checkBackendId('id', id) ?? checkAddress('address', address) ?? checkInteger('weight', weight, 1, MAX_WEIGHT)
  if (bad !== undefined) return bad
  const locality = toLocality('locality', message.locality)
  if (isRefusal(locality)) return locality
  const labels = toLabels('labels', message.labels)
  if (isRefusal(labels)) return labels
  return { id, address, locality: locality ?? UNKNOWN_LOCALITY, labels, weight }
}
