import { checkRange } from './range.ts'
import { createSlidingSum } from './sliding-sum.ts'

/**
 * Finagle's RetryBudget (com.twitter.finagle.service.RetryBudget): each call deposits `ratio` of a retry, deposits and
 * withdrawals are forgotten after `ttlMs`, and a client that calls rarely may retry `minPerSecond` times a second. Unlike
 * there, that reserve is no addition: whoever calls often stays within `ratio`.
 */
export interface RetryBudget {
  /** A call was made. `at`: the time now, for those who have just looked. */
  deposit(at?: number): void
  /** True: one more retry fits, and is counted. */
  tryWithdraw(): boolean
}

export interface RetryBudgetOptions {
  /** Retries per call, 0 to 1. Default: 0.1, the SRE book's bound ("Handling Overload"). */
  readonly ratio?: number
  /** Retries a second that are always allowed. Default: 1. */
  readonly minPerSecond?: number
  /** How long calls are remembered. Default: 10,000 ms, as in Finagle. */
  readonly ttlMs?: number
}

export function createRetryBudget(options: RetryBudgetOptions, now: () => number): RetryBudget {
  const ratio = checkRange('retryBudget.ratio', options.ratio ?? 0.1, 0, 1)
  const minPerSecond = checkRange('retryBudget.minPerSecond', options.minPerSecond ?? 1, 0, 1e6)
  const ttlMs = checkRange('retryBudget.ttlMs', options.ttlMs ?? 10_000, 1_000, 60_000)
  const reserve = (minPerSecond * ttlMs) / 1000
  const calls = createSlidingSum(ttlMs, now)
  const retries = createSlidingSum(ttlMs, now)
  return {
    deposit: (at) => calls.add(1, at),
    tryWithdraw() {
      // Products of tenths are not exact; half a millionth of a retry settles ties the way whole numbers would.
      const allowed = Math.max(calls.total() * ratio, reserve) + 5e-7
      if (retries.total() + 1 > allowed) return false
      retries.add(1)
      return true
    },
  }
}
