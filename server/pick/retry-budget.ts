import type { OutcomeResult } from '../../policies/policy.ts'
import type { RetryBudgetSettings } from '../pools/pool-config.ts'
import { countsAsFailure } from '../pools/signals.ts'
import { WindowedSum } from './windowed-sum.ts'

/** How many calls beyond the first ones a pool affords. Times are by the replica's clock. */
export interface RetryBudget {
  /** A first pick was made. */
  deposit(now: number): void
  /** Whether one more retry fits. */
  allows(now: number): boolean
  /** Takes one retry, which has been allowed. */
  withdraw(now: number): void
  /** How many of the alternates asked for may be handed out; they are taken. A half is left for retries. */
  offer(alternates: number, now: number): number
  observe(result: OutcomeResult): void
  /** When it is worth asking again, in milliseconds. */
  readonly retryAfterMs: number
}

/** Undefined: no budget, so any number. */
export function createRetryBudget(settings: RetryBudgetSettings): RetryBudget | undefined {
  if (settings.mode === 'percent') return percentBudget(settings)
  return settings.mode === 'throttle' ? throttle(settings) : undefined
}

/** Sums of hundredths are not exact; ties go as with whole numbers. */
const ROUNDING = 1e-6

/**
 * Finagle's TokenRetryBudget (RetryBudget.scala): each first pick pays in a percentage of a retry, each retry takes one, both
 * are forgotten after the time to live, and there is a reserve of so many a second for pools with few calls.
 */
function percentBudget({ percent, minPerSecond, ttlMs }: RetryBudgetSettings): RetryBudget {
  const picks = new WindowedSum(ttlMs)
  const spent = new WindowedSum(ttlMs)
  const reserve = (minPerSecond * ttlMs) / 1_000
  const whole = (now: number): number => reserve + (picks.total(now) * percent) / 100 + ROUNDING
  return {
    retryAfterMs: Math.ceil(ttlMs / 10),
    deposit: (now) => picks.add(1, now),
    allows: (now) => whole(now) - spent.total(now) >= 1,
    withdraw: (now) => spent.add(1, now),
    offer(alternates, now) {
      const left = Math.floor(whole(now) / 2 - spent.total(now))
      const given = Math.max(0, Math.min(alternates, left))
      if (given > 0) spent.add(given, now)
      return given
    },
    observe() {},
  }
}

/** Nothing tells when outcomes get better: one look a second costs nothing. */
const THROTTLED_MS = 1_000

/** gRFC A6, throttling retry attempts: it opens and closes by outcomes alone, and retries take nothing by themselves. */
function throttle({ maxTokens, tokenRatio }: RetryBudgetSettings): RetryBudget {
  let tokens = maxTokens
  const allows = (): boolean => tokens > maxTokens / 2
  return {
    retryAfterMs: THROTTLED_MS,
    deposit() {},
    allows,
    withdraw() {},
    offer: (alternates) => (allows() ? alternates : 0),
    observe(result) {
      if (result === 'success') tokens = Math.min(maxTokens, tokens + tokenRatio)
      else if (countsAsFailure(result)) tokens = Math.max(0, tokens - 1)
    },
  }
}
