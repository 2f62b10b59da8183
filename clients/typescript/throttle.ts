import type { Clock } from './clock.ts'
import { createSlidingSum } from './sliding-sum.ts'

/**
 * Keeps calls from a service that fails them: of `requests` and `accepts` in the last seconds, a new call is turned away
 * with probability max(0, (requests - 2 * accepts) / (requests + 1)) (Beyer et al., "Site Reliability Engineering",
 * chapter 21, "Client-Side Throttling"). What is turned away counts as a request, too; what is under way does not yet, or a
 * burst at the start would look like a service that takes nothing.
 */
export interface Throttle {
  /**
   * True: call. `isNeeded`: nothing else can answer, so that trials come more often: what is turned away then is lost.
   */
  admit(isNeeded: boolean): boolean
  /** The service took a call; whether it liked it does not matter. */
  accepted(): void
  /** A call that was admitted failed. */
  failed(): void
  /** The service was away and is back: what failed before says nothing now. */
  forget(): void
  /** How many calls were turned away. */
  readonly turnedAway: number
}

/** K of the formula: how many times what is accepted may be sent. */
const K = 2
/** Long enough for a rate, and short enough that a service which is well again has all calls soon. */
const WINDOW_MS = 10_000
/** Between calls that go through whatever the odds: they find out whether the service is well again. */
const TRIAL_MS = 1_000
/** After one that was accepted, or where nothing else can answer. */
const EAGER_TRIAL_MS = 100
/** So many failures say nothing yet where nothing else can answer: a start on a busy machine has a few. */
const NEEDED_GRACE = 20
/** So many accepted in a row, and the failures before them are history: by the formula alone it would take minutes. */
const WELL_AFTER = 10

export function createThrottle({ now }: Pick<Clock, 'now'>, random: () => number): Throttle {
  const requests = createSlidingSum(WINDOW_MS, now)
  const accepts = createSlidingSum(WINDOW_MS, now)
  let lastTrial = Number.NEGATIVE_INFINITY
  let turnedAway = 0
  let streak = 0
  const forget = (): void => {
    requests.clear()
    accepts.clear()
  }
  return {
    forget,
    get turnedAway() {
      return turnedAway
    },
    admit(isNeeded) {
      const asked = requests.total()
      const grace = isNeeded ? NEEDED_GRACE : 0
      const odds = (asked - grace - K * accepts.total()) / (asked + 1)
      if (odds <= 0 || random() >= odds) return true
      const at = now()
      if (at - lastTrial >= (isNeeded || streak > 0 ? EAGER_TRIAL_MS : TRIAL_MS)) {
        lastTrial = at
        return true
      }
      requests.add(1)
      turnedAway++
      return false
    },
    accepted() {
      requests.add(1)
      accepts.add(1)
      streak++
      if (streak === WELL_AFTER) forget()
    },
    failed() {
      requests.add(1)
      streak = 0
    },
  }
}
