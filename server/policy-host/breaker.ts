import type { Clock } from '../../policies/policy.ts'

/** So many failures within the window switch a policy off. */
const FAILURE_LIMIT = 5
const WINDOW_MS = 10_000
/** Time until the first new attempt; it doubles with each attempt that fails. */
const FIRST_BACKOFF_MS = 10_000
const LONGEST_BACKOFF_MS = 300_000

/**
 * A circuit breaker. Closed until 5 failures fall within 10 s; open for 10 s, doubling to 5 min; then on trial for
 * 10 s, in which one failure opens it again. It reads the clock on failures and while open, never on the good path.
 */
export interface Breaker {
  readonly open: boolean
  /** Counts a failure while closed or on trial; says whether it opened the breaker. */
  fail(): boolean
  /** Counts a failure after which nothing is left to try: opens at once. */
  trip(): true
  /** Whether the time for a new attempt has come. */
  due(): boolean
  beginTrial(): void
}

export function createBreaker(clock: Clock): Breaker {
  const times = new Array<number>(FAILURE_LIMIT).fill(Number.NEGATIVE_INFINITY)
  let oldest = 0
  let backoffMs = FIRST_BACKOFF_MS
  let retryAt = 0
  let trialUntil = Number.NEGATIVE_INFINITY

  const note = (opens: (now: number, onTrial: boolean) => boolean): boolean => {
    if (breaker.open) return false
    const now = clock.now()
    const onTrial = now < trialUntil
    times[oldest] = now
    oldest = (oldest + 1) % FAILURE_LIMIT
    breaker.open = opens(now, onTrial)
    if (!onTrial) backoffMs = FIRST_BACKOFF_MS
    else if (breaker.open) backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)
    if (breaker.open) {
      trialUntil = Number.NEGATIVE_INFINITY
      times.fill(Number.NEGATIVE_INFINITY)
    }
    retryAt = now + backoffMs
    return breaker.open
  }

  const breaker = {
    open: false,
    fail: () => note((now, onTrial) => onTrial || now - (times[oldest] ?? now) <= WINDOW_MS),
    trip() {
      note(() => true)
      return true as const
    },
    due: () => clock.now() >= retryAt,
    beginTrial() {
      breaker.open = false
      trialUntil = clock.now() + WINDOW_MS
    },
  }
  return breaker
}
