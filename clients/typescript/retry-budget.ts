import { checkRange } from './range.ts'

/**
 * Finagle's RetryBudget (com.twitter.finagle.service.RetryBudget): each call deposits `ratio` of a retry, deposits and
 * withdrawals are forgotten after `ttlMs`, and `minPerSecond * ttl` retries are allowed on top, so that a client that
 * calls rarely can retry at all.
 */
export interface RetryBudget {
  /** A call was made. */
  deposit(): void
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

/** Finagle counts in ten slices of the time to live. */
const SLICES = 10

export function createRetryBudget(options: RetryBudgetOptions, now: () => number): RetryBudget {
  const ratio = checkRange('retryBudget.ratio', options.ratio ?? 0.1, 0, 1)
  const minPerSecond = checkRange('retryBudget.minPerSecond', options.minPerSecond ?? 1, 0, 1e6)
  const ttlMs = checkRange('retryBudget.ttlMs', options.ttlMs ?? 10_000, 1_000, 60_000)
  const reserve = (minPerSecond * ttlMs) / 1000
  const sliceMs = ttlMs / SLICES
  const slices = new Float64Array(SLICES)
  let slice = Math.floor(now() / sliceMs)
  const add = (amount: number): void => {
    slices[slice % SLICES] = (slices[slice % SLICES] ?? 0) + amount
  }
  const expire = (): void => {
    const current = Math.floor(now() / sliceMs)
    const passed = Math.min(current - slice, SLICES)
    for (let step = 1; step <= passed; step++) slices[(slice + step) % SLICES] = 0
    // After a long silence every slice is clear, so the position does not matter.
    slice = Math.max(current, slice)
  }
  return {
    deposit() {
      expire()
      add(ratio)
    },
    tryWithdraw() {
      expire()
      // Sums of tenths are not exact; half a millionth of a retry settles ties the way whole numbers would.
      const balance = slices.reduce((sum, amount) => sum + amount, reserve) + 5e-7
      if (balance < 1) return false
      add(-1)
      return true
    },
  }
}
