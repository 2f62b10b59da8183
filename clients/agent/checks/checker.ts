import type { Clock, Timer } from '../../typescript/clock.ts'
import { describeError } from '../../typescript/describe-error.ts'
import type { Check, CheckResult } from './result.ts'
import type { ThresholdOptions } from './thresholds.ts'
import { createThresholds } from './thresholds.ts'

export interface CheckerOptions extends ThresholdOptions {
  readonly intervalMs: number
  readonly timeoutMs: number
}

export interface CheckerDeps {
  readonly clock: Clock
  /** From 0, below 1. */
  readonly random: () => number
  /** Called after each check: the health by the thresholds, and why the last check failed; empty when it passed. */
  readonly onResult: (health: 'healthy' | 'unhealthy', detail: string) => void
}

export interface Checker {
  stop(): void
}

/** Checks for ever: at once, then at intervals, one check at a time. */
export function startChecker(check: Check, options: CheckerOptions, deps: CheckerDeps): Checker {
  const { clock, random, onResult } = deps
  const judge = createThresholds(options)
  const stopping = new AbortController()
  let timer: Timer | undefined
  // Checks that start together spread over the first interval and stay apart from then on.
  let spread = random()
  const runOnce = async (): Promise<void> => {
    const startedAt = clock.now()
    const result = await limited(check, options.timeoutMs, clock, stopping.signal)
    if (stopping.signal.aborted) return
    onResult(judge(result), result.kind === 'failed' ? result.detail : '')
    const wait = options.intervalMs * (1 - spread) - (clock.now() - startedAt)
    spread = 0
    timer = clock.after(Math.max(0, wait), () => void runOnce())
  }
  void runOnce()
  return {
    stop() {
      stopping.abort()
      timer?.cancel()
    },
  }
}

/** One check, cut off at its time: also one that ignores its signal, or throws. */
async function limited(check: Check, timeoutMs: number, clock: Clock, stop: AbortSignal): Promise<CheckResult> {
  const limit = new AbortController()
  const abort = (): void => limit.abort()
  const timer = clock.after(timeoutMs, abort)
  stop.addEventListener('abort', abort, { once: true })
  const cutOff = new Promise<CheckResult>((resolve) => {
    const detail = `no answer within ${timeoutMs} ms`
    limit.signal.addEventListener('abort', () => resolve({ kind: 'failed', detail }), { once: true })
  })
  try {
    return await Promise.race([cutOff, check(limit.signal)])
  } catch (error) {
    return { kind: 'failed', detail: describeError(error) }
  } finally {
    timer.cancel()
    stop.removeEventListener('abort', abort)
  }
}
