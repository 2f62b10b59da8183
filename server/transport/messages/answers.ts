import type { Backend } from '../../../proto/gen/lookaside/v1/Backend.ts'
import type { Degraded } from '../../../proto/gen/lookaside/v1/Degraded.ts'
import type { GoAway } from '../../../proto/gen/lookaside/v1/GoAway.ts'
import type { ItemError } from '../../../proto/gen/lookaside/v1/ItemError.ts'
import type { PickBackendResponse } from '../../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { RegisterBackendResponse } from '../../../proto/gen/lookaside/v1/RegisterBackendResponse.ts'
import type { WatchBackendsResponse } from '../../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import { ERRORS, type Refusal } from '../../errors.ts'
import type { BackendCard, Degradation, Picked, Registered, WatchUpdate } from '../../use-cases.ts'
import { toDuration } from './durations.ts'
import { DEGRADED_REASONS, PICK_REASONS } from './enums.ts'

export type GoAwayReason = 'SHUTTING_DOWN' | 'MAX_STREAM_AGE'

/** What an operator or a caller sees of a backend. */
export function backendMessage(card: BackendCard): Backend {
  return {
    id: card.id,
    address: card.address,
    locality: card.locality.region === '' ? null : { ...card.locality },
    labels: Object.fromEntries(card.labels),
    weight: card.weight,
  }
}

export function degradedMessage(degraded: Degradation | undefined): Degraded | null {
  if (degraded === undefined) return null
  return {
    reasons: degraded.reasons.map((reason) => DEGRADED_REASONS[reason].name),
    age: toDuration(degraded.ageMs),
  }
}

export function pickedMessage(picked: Picked): PickBackendResponse {
  return {
    backend: backendMessage(picked.backend),
    alternates: picked.alternates.map(backendMessage),
    pickToken: picked.token,
    lease: toDuration(picked.leaseMs),
    reason: PICK_REASONS[picked.reason].name,
    revision: picked.revision,
    cache: { maxAge: toDuration(picked.maxAgeMs), staleAge: toDuration(picked.staleAgeMs) },
    degraded: degradedMessage(picked.degraded),
    affinityToken: picked.affinityToken,
  }
}

export function itemErrorMessage(index: number, refusal: Refusal): ItemError {
  const { reason, message, metadata } = refusal
  return { index, code: ERRORS[reason].code, reason, message, metadata: { ...metadata } }
}

export function goAwayMessage(reason: GoAwayReason, graceMs: number): GoAway {
  return { reason, grace: toDuration(graceMs) }
}

export function watchMessage(update: WatchUpdate): WatchBackendsResponse {
  return {
    revision: update.revision,
    backends: update.backends.map(({ backend, share }) => ({ backend: backendMessage(backend), share })),
    cache: { maxAge: toDuration(update.maxAgeMs), staleAge: toDuration(update.staleAgeMs) },
    degraded: degradedMessage(update.degraded),
  }
}

export function registeredMessage(registered: Registered): RegisterBackendResponse {
  return {
    nextHeartbeatAfter: toDuration(registered.nextHeartbeatAfterMs),
    lease: toDuration(registered.leaseMs),
    revision: registered.revision,
  }
}
