/** Something that will happen later. Cancelling it twice, or after it happened, is fine. */
export interface Timer {
  cancel(): void
}

export interface TimerOptions {
  /** The process may end before it happens. Default: false. */
  readonly background?: boolean
}

/** Time, injected so that tests own it. All values are milliseconds. */
export interface Clock {
  /** Only ever grows; for durations. */
  now(): number
  /** Since 1970, and free to jump; only for epochs. */
  wall(): number
  after(delayMs: number, run: () => void, options?: TimerOptions): Timer
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(delayMs, run, options = {}) {
    const timer = setTimeout(run, delayMs)
    if (options.background === true) timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
}
