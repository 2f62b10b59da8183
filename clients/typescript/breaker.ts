import type { Backoff } from './backoff.ts'
import type { Clock, Timer } from './clock.ts'

/** `open`: the replica was silent or could not be reached, so calls do not wait for it; probes look for its return. */
export type BreakerState = 'closed' | 'open'

export interface Breaker {
  readonly state: BreakerState
  /** Since when it is in its state, by the clock given. */
  readonly since: number
  /** How often it opened. */
  readonly opened: number
  /** A call was answered, whatever the answer was. */
  answered(): void
  /** A call found nobody, or nobody answered it in time. */
  failed(): void
  /** Ends the probes. */
  stop(): void
}

export interface BreakerDeps {
  readonly clock: Clock
  /** Delays between probes. */
  readonly backoff: Backoff
  /** True: the replica is there and quick enough. Never rejects. */
  readonly probe: () => Promise<boolean>
  readonly onChange: (state: BreakerState) => void
}

/**
 * One failure opens it, since a pick that waits for nothing is answered from the last good list at once, and a probe that
 * succeeds closes it: no application call is ever the one that tries whether the service is back (Nygard, "Release It!",
 * without its half-open state).
 */
export function createBreaker({ clock, backoff, probe, onChange }: BreakerDeps): Breaker {
  let state: BreakerState = 'closed'
  let since = clock.now()
  let opened = 0
  let stopped = false
  let timer: Timer | undefined

  const change = (next: BreakerState): void => {
    state = next
    since = clock.now()
    onChange(next)
  }
  const close = (): void => {
    timer?.cancel()
    timer = undefined
    backoff.reset()
    if (state === 'open' && !stopped) change('closed')
  }
  const plan = (): void => {
    timer = clock.after(backoff.next(), () => void tryOnce(), { background: true })
  }
  const tryOnce = async (): Promise<void> => {
    timer = undefined
    const isBack = await probe()
    if (stopped || state === 'closed') return
    if (isBack) close()
    else plan()
  }
  return {
    get state() {
      return state
    },
    get since() {
      return since
    },
    get opened() {
      return opened
    },
    answered: close,
    failed() {
      if (state === 'open' || stopped) return
      opened++
      change('open')
      plan()
    },
    stop() {
      stopped = true
      timer?.cancel()
    },
  }
}
