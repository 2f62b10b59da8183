import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Timers } from '../replica/replica.ts'

/** How long a look back goes. Several readers look at it, so none of them may reset it. */
const WINDOW_MS = 10_000
/** Finer timers would themselves keep the loop busy. */
const RESOLUTION_MS = 10

export interface EventLoopDelay {
  /** 99th percentile in seconds, of the last 10 to 20 s. */
  readonly p99: () => number
  readonly stop: () => void
}

/** Watches how late timers fire: the time that a call waits before anybody looks at it. */
export function watchEventLoop(timers: Pick<Timers, 'every'>): EventLoopDelay {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let before = 0
  const current = (): number => {
    const seconds = delay.percentile(99) / 1e9
    return delay.count > 0 && Number.isFinite(seconds) ? seconds : 0
  }
  const stop = timers.every(WINDOW_MS, () => {
    before = current()
    delay.reset()
  })
  return {
    p99: () => Math.max(before, current()),
    stop: () => {
      stop()
      delay.disable()
    },
  }
}
