import type { Clock } from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import type { PolicyFailure } from './guard.ts'

/** Failures come at the rate of picks; one line in so many milliseconds is enough to see them. */
const QUIET_MS = 10_000

export interface FailureLog {
  failed(failure: PolicyFailure): void
  readonly retried: (policy: string) => void
  readonly unexplained: (policy: string, message: string) => void
}

/** Logs the first failure, each switching off and on, and of the rest one line in 10 s with the number left out. */
export function createFailureLog(log: Log, clock: Clock, pool: string): FailureLog {
  let quietUntil = Number.NEGATIVE_INFINITY
  let leftOut = 0
  return {
    failed({ policy, stage, message, switchedOff }) {
      const now = clock.now()
      if (!switchedOff && now < quietUntil) {
        leftOut += 1
        return
      }
      const what = switchedOff ? 'a policy was switched off for a while' : 'a policy failed, and another one served'
      log.warn(what, { pool, policy, stage, error: message, leftOut })
      leftOut = 0
      quietUntil = now + QUIET_MS
    },
    retried(policy) {
      log.info('a policy that failed is tried again', { pool, policy })
    },
    unexplained(policy, message) {
      log.warn('a policy picks and cannot explain its picks', { pool, policy, error: message })
    },
  }
}
