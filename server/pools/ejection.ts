import type { OutcomeResult } from '../../policies/policy.ts'
import { isFailure } from './pool-config.ts'

/** What outlier detection keeps of one backend. */
export class Ejection {
  /** Until when the backend is ejected; undefined: it is not. */
  until: number | undefined
  /** Why, for people. */
  reason = ''
  /** How many times in near succession: the length of an ejection is this times the base. */
  multiplier = 0
  consecutiveErrors = 0
  consecutiveConnectFailures = 0
  /** Of the current interval. */
  successes = 0
  failures = 0

  /** Counts an outcome. Busy is not broken: `rejected` and `cancelled` speak neither for nor against the backend. */
  count(result: OutcomeResult): void {
    if (result === 'success') {
      this.successes++
      this.consecutiveErrors = 0
      this.consecutiveConnectFailures = 0
      return
    }
    if (!isFailure(result)) return
    this.failures++
    this.consecutiveErrors++
    this.consecutiveConnectFailures = result === 'connect_failure' ? this.consecutiveConnectFailures + 1 : 0
  }

  /** Ends the interval's counts. */
  nextInterval(): void {
    this.successes = 0
    this.failures = 0
  }

  clear(): void {
    this.until = undefined
    this.reason = ''
    this.multiplier = 0
    this.consecutiveErrors = 0
    this.consecutiveConnectFailures = 0
    this.nextInterval()
  }
}
