/** Injected timers. */
export interface Timers {
  /** Calls `run` once after `delayMs`. The answer cancels it. */
  after(delayMs: number, run: () => void): () => void
}

/** Timers of the runtime. They keep no process alive: the listening socket does. */
export const RUNTIME_TIMERS: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
