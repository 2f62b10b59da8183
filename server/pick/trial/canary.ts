import { xxh64 } from '../../../policies/lib/xxh64.ts'
import type { OutcomeResult, Rng } from '../../../policies/policy.ts'
import type { CanarySettings } from '../../pools/pool-config.ts'
import { countsAsFailure } from '../../pools/signals.ts'
import type { ArmReport, CanaryReport } from '../../use-cases.ts'
import type { Arm } from '../pick-token.ts'
import type { Role } from '../view.ts'
import { ArmWindow, judge } from './judge.ts'
import type { Judgement } from './judge.ts'

/** Shorter windows would judge a busy pool many times a minute, and each time may be wrong. */
export const WINDOW_MS = 10_000
/** Steps of the hash that keys are drawn by: a hundredth of a percent. */
const HASH_STEPS = 10_000

interface Window {
  readonly since: number
  readonly pool: ArmWindow
  readonly canary: ArmWindow
}

/**
 * A policy that makes some of the picks of a pool. It compares the outcomes of its picks with those that the pool's policy
 * made beside it, window by window, grows by steps while it is not worse, and rolls itself back when it is.
 */
export class Canary {
  readonly settings: CanarySettings
  /** Percent of the picks that it makes now. */
  percent: number
  /** Why and when it was rolled back. Empty: it was not. */
  rolledBack: string
  /** By the clock, when this replica knew of it. Undefined: it was not rolled back. */
  rolledBackAt: number | undefined
  readonly totals = { pool: { outcomes: 0, failures: 0 }, canary: { outcomes: 0, failures: 0 } }
  private windows = 0
  private last: Judgement | undefined
  private window: Window
  private steppedAt: number

  /** `now`: by the clock. */
  constructor(settings: CanarySettings, now: number) {
    this.settings = settings
    this.rolledBack = settings.rolledBack
    this.rolledBackAt = settings.rolledBack === '' ? undefined : now
    this.percent = settings.rolledBack === '' ? settings.percent : 0
    this.window = newWindow(now)
    this.steppedAt = now
  }

  /** Whether the canary makes a pick: by a hash of the key, so that a session does not go back and forth, else by a draw. */
  draws(affinityKey: string, rng: Rng): boolean {
    const { percent } = this
    if (percent === 0) return false
    // Another half of the hash than the one that draws levels, so that one does not follow the other.
    if (affinityKey !== '') return xxh64(affinityKey).hi % HASH_STEPS < (percent * HASH_STEPS) / 100
    return rng.next() * 100 < percent
  }

  /** The side that a pick is counted on. Undefined: on neither. */
  armOf(role: Role | undefined): Arm | undefined {
    if (this.percent === 0) return undefined
    return role === 'canary' ? 'canary' : role === 'policy' ? 'pool' : undefined
  }

  /** Takes in how a pick of one side ended. A failure without a long latency tells of errors, not of speed. */
  observe(arm: Arm, result: OutcomeResult, latencyMs: number | undefined): void {
    if (result === 'cancelled' || this.rolledBack !== '') return
    const failed = countsAsFailure(result)
    for (const count of [this.totals[arm], this.window[arm]]) {
      count.outcomes++
      if (failed) count.failures++
    }
    if (latencyMs !== undefined && (result === 'success' || result === 'timeout')) {
      this.window[arm].latencies.add(latencyMs)
    }
  }

  /** Ends the window when it is long enough. Answers why the canary must be rolled back; undefined: it need not be. */
  sweep(now: number): string | undefined {
    const { since, pool, canary } = this.window
    const enough = Math.min(pool.outcomes, canary.outcomes) >= this.settings.minimumOutcomes
    if (this.rolledBack !== '' || !enough || now - since < WINDOW_MS) return undefined
    this.last = judge(pool, canary, this.settings)
    this.windows++
    this.window = newWindow(now)
    if (this.last.worse !== '') return this.last.worse
    if (now - this.steppedAt < this.settings.stepIntervalMs) return undefined
    this.percent = Math.min(100, this.percent + this.settings.stepPercent)
    this.steppedAt = now
    return undefined
  }

  /** It makes no more picks. `reason`: why and when, for people. */
  rollBack(reason: string, now: number): void {
    this.percent = 0
    this.rolledBack = reason
    this.rolledBackAt = now
  }

  report(): CanaryReport {
    const { settings, percent, rolledBack, windows, last, totals } = this
    const arm = (count: Omit<ArmReport, 'p99Ms'>, p99Ms: number | undefined): ArmReport => ({ ...count, p99Ms })
    return {
      ...{ policy: settings.policy.type, percent, rolledBack, windows },
      canary: arm(totals.canary, last?.canaryP99Ms),
      pool: arm(totals.pool, last?.poolP99Ms),
      errorRateIncrease: last?.errorRateIncrease,
      latencyIncrease: last?.latencyIncrease,
    }
  }
}

function newWindow(since: number): Window {
  return { since, pool: new ArmWindow(), canary: new ArmWindow() }
}
