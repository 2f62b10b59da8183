import type { DeregisterBackendRequest__Output } from '../../../proto/gen/lookaside/v1/DeregisterBackendRequest.ts'
import type { Heartbeat__Output } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { Refusal } from '../../errors.ts'
import type { HeartbeatReport } from '../../use-cases.ts'
import { BACKEND_HEALTHS, refuseEnum, wordsOf } from './enums.ts'
import { toReportedLoad } from './load-report.ts'
import { checkBackendId, checkPoolName } from './names.ts'
import { checkInteger } from './numbers.ts'
import type { Received } from './received.ts'
import { within } from './refusals.ts'
import { checkText } from './text.ts'

export const MAX_HEARTBEATS = 500
const MAX_HEALTH_DETAIL = 256
export const HEALTHS = wordsOf(BACKEND_HEALTHS)

export interface CheckedHeartbeat {
  readonly kind: 'heartbeat'
  readonly report: HeartbeatReport
  /**
   * The load report was refused, and the one before it stays in force. The sign of life counts all the same: a backend
   * that cannot measure its load is alive.
   */
  readonly refusedLoad: Refusal | undefined
}

export function toHeartbeat(message: Received<Heartbeat__Output>): CheckedHeartbeat | Refusal {
  const bad =
    checkPoolName('pool', message.pool) ??
    checkBackendId('backend_id', message.backendId) ??
    checkInteger('epoch', message.epoch, 1) ??
    checkInteger('sequence', message.sequence, 1) ??
    checkText('health_detail', message.healthDetail, MAX_HEALTH_DETAIL)
  if (bad !== undefined) return bad
  const health = HEALTHS.get(message.health)
  if (health === undefined) return refuseEnum('health', message.health, BACKEND_HEALTHS)
  const reported = toReportedLoad(message.load)
  const isRefused = reported.kind === 'refused'
  return {
    kind: 'heartbeat',
    report: {
      pool: message.pool,
      backendId: message.backendId,
      epoch: message.epoch,
      sequence: message.sequence,
      health,
      healthDetail: message.healthDetail,
      draining: message.draining,
      load: isRefused ? undefined : reported.load,
      loadAgeMs: isRefused ? 0 : reported.ageMs,
    },
    refusedLoad: isRefused ? within('load', reported) : undefined,
  }
}

export interface Deregistration {
  readonly kind: 'deregistration'
  readonly pool: string
  readonly backendId: string
  readonly epoch: number
}

export function toDeregistration(message: Received<DeregisterBackendRequest__Output>): Deregistration | Refusal {
  const { pool, backendId, epoch } = message
  return (
    checkPoolName('pool', pool) ??
    checkBackendId('backend_id', backendId) ??
    checkInteger('epoch', epoch, 1) ?? { kind: 'deregistration', pool, backendId, epoch }
  )
}
