import type { Heartbeat } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { BackendHealth } from '../../proto/gen/lookaside/v1/BackendHealth.ts'
import type { RegisterBackendRequest } from '../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import type { Backoff } from '../typescript/backoff.ts'
import { createBackoff } from '../typescript/backoff.ts'
import type { Locality } from '../typescript/backend.ts'
import { toLocalityMessage } from '../typescript/backend.ts'
import type { Load } from '../typescript/load.ts'
import { loadSizeBound, toLoadMessage } from '../typescript/load.ts'

/** What a backend tells of itself when it registers. */
export interface MemberIdentity {
  readonly pool: string
  readonly id: string
  readonly address: string
  readonly locality?: Locality | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly weight?: number | undefined
  readonly capacity?: number | undefined
}

export type Health = 'unknown' | 'healthy' | 'unhealthy'

/**
 * `waiting`: its health is not known yet. `registering`: not known to the service, or no longer. `superseded`: a newer
 * incarnation lives, so this one is silent for good.
 */
export type MemberStatus = 'waiting' | 'registering' | 'registered' | 'superseded'

export interface LoadSample {
  readonly load: Load
  readonly ageMs: number
}

/** One backend and where it stands with the service. */
export interface Member {
  readonly identity: MemberIdentity
  readonly epoch: number
  status: MemberStatus
  health: Health
  healthDetail: string
  draining: boolean
  /** Something changed that the service should hear before the next regular heartbeat. */
  dirty: boolean
  /** A registration was sent, so that the service may know it. */
  everSent: boolean
  /** Clock time before which registering is not tried again. */
  registerAt: number
  /** Pauses between registrations that are refused or do not last. */
  readonly patience: Backoff
  /** The service lost it after the last registration, before it took a heartbeat. */
  lostOnce: boolean
  /** The next heartbeat goes without load, since the last one's was refused. */
  skipLoad: boolean
  /** Undefined: nothing new. */
  readonly takeLoad: () => LoadSample | undefined
  sequence: number
}

/** An operator or a deployment has to change something before most refusals end, so pauses grow to a minute. */
const PATIENCE = { initialMs: 1_000, maxMs: 60_000 }

export function createMember(
  identity: MemberIdentity,
  epoch: number,
  takeLoad: () => LoadSample | undefined,
  random: () => number,
): Member {
  return {
    ...{ identity, epoch, takeLoad, status: 'registering', health: 'unknown', healthDetail: '', draining: false },
    ...{ dirty: false, everSent: false, registerAt: 0, lostOnce: false, skipLoad: false, sequence: 0 },
    patience: createBackoff(PATIENCE, random),
  }
}

const HEALTH: Readonly<Record<Health, BackendHealth>> = {
  unknown: 'BACKEND_HEALTH_UNSPECIFIED',
  healthy: 'BACKEND_HEALTH_HEALTHY',
  unhealthy: 'BACKEND_HEALTH_UNHEALTHY',
}

/** The API's limit. */
const MAX_DETAIL_LENGTH = 256

export function toRegistration({ identity, epoch, health }: Member): RegisterBackendRequest {
  const { pool, id, address, locality, labels = {}, weight, capacity = 0 } = identity
  return {
    pool,
    backend: {
      ...{ id, address, labels: { ...labels } },
      ...(locality === undefined ? {} : { locality: toLocalityMessage(locality) }),
      ...(weight === undefined ? {} : { weight }),
    },
    ...{ epoch, health: HEALTH[health], capacity },
  }
}

export interface SizedHeartbeat {
  readonly member: Member
  readonly heartbeat: Heartbeat
  /** An upper bound of its encoded size in bytes. */
  readonly bytes: number
}

/** Numbers, enums, tags and lengths of a heartbeat, rounded up. */
const FIXED_BYTES = 64

/** The next heartbeat of a backend; takes its load, and tells all that was to be told. */
export function nextHeartbeat(member: Member): SizedHeartbeat {
  const { identity, epoch, health, draining } = member
  const sample = member.skipLoad ? undefined : member.takeLoad()
  const healthDetail = member.healthDetail.slice(0, MAX_DETAIL_LENGTH)
  member.skipLoad = false
  member.dirty = false
  member.sequence++
  const heartbeat = {
    ...{ pool: identity.pool, backendId: identity.id, epoch, sequence: member.sequence },
    ...{ health: HEALTH[health], healthDetail, draining },
    ...(sample === undefined ? {} : { load: toLoadMessage(sample.load, sample.ageMs) }),
  }
  const text = [identity.pool, identity.id, healthDetail].reduce((sum, each) => sum + Buffer.byteLength(each), 0)
  const bytes = FIXED_BYTES + text + (sample === undefined ? 0 : loadSizeBound(sample.load))
  return { member, heartbeat, bytes }
}
