import type { Clock } from '../typescript/clock.ts'
import type { Log } from '../typescript/log.ts'
import type { Member, SizedHeartbeat } from './member.ts'

/** What the service says no with: an item of a batch, or a call that was refused. */
export interface Refusal {
  readonly code: string
  readonly reason: string
  readonly message: string
}

export interface VerdictDeps {
  readonly clock: Clock
  readonly log: Log
  /** A newer incarnation lives: this backend is silent for good. */
  readonly onSuperseded: (member: Member) => void
}

/** What refusals and answers change about a backend. */
export interface Verdicts {
  registered(member: Member): void
  registrationRefused(member: Member, refusal: Refusal): void
  heartbeatTaken(member: Member): void
  heartbeatRefused(refused: SizedHeartbeat, refusal: Refusal): void
}

export function createVerdicts({ clock, log, onSuperseded }: VerdictDeps): Verdicts {
  const fieldsOf = ({ identity, epoch }: Member): Record<string, unknown> => ({
    ...{ pool: identity.pool, backend: identity.id, epoch },
  })
  const supersede = (member: Member): void => {
    member.status = 'superseded'
    const advice =
      'another agent with a later start speaks for this backend, so this one has stopped. Give each backend its own id; if the clock of this machine went back, set it right and start the agent again'
    log.error(advice, fieldsOf(member))
    onSuperseded(member)
  }
  const registerAgain = (member: Member): void => {
    member.status = 'registering'
    member.registerAt = clock.now() + member.patience.next()
  }
  return {
    registered(member) {
      member.status = 'registered'
      member.dirty = false
      log.info('registered', fieldsOf(member))
    },
    registrationRefused(member, refusal) {
      if (refusal.reason === 'EPOCH_SUPERSEDED') return supersede(member)
      registerAgain(member)
      const retryInMs = Math.round(member.registerAt - clock.now())
      log.error('registration refused, will try again', { ...fieldsOf(member), ...refusal, retryInMs })
    },
    heartbeatTaken(member) {
      member.patience.reset()
      member.lostOnce = false
    },
    heartbeatRefused({ member, heartbeat }, refusal) {
      if (member.status !== 'registered') return
      if (refusal.reason === 'EPOCH_SUPERSEDED') return supersede(member)
      if (refusal.reason === 'BACKEND_NOT_FOUND') {
        log.info('the service does not know the backend, registering again', fieldsOf(member))
        registerAgain(member)
        // A service that lost its memory is told at once; one that forgets again and again is not chased.
        if (!member.lostOnce) member.registerAt = clock.now()
        member.lostOnce = true
        return
      }
      log.warn('heartbeat refused', { ...fieldsOf(member), ...refusal })
      if (refusal.reason !== 'INVALID_LOAD_REPORT' || heartbeat.load === undefined) return
      // Without its load the heartbeat is good, and it is the heartbeat that keeps the backend alive.
      member.skipLoad = true
      member.dirty = true
    },
  }
}
