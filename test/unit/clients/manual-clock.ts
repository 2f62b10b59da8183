import type { Clock, Timer } from '../../../clients/typescript/clock.ts'

interface Waiting {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export interface ManualClock extends Clock {
  /** Lets time pass, timer by timer; promises settle in between. */
  advance(ms: number): Promise<void>
  /** Delays of the timers that wait, soonest first. */
  waiting(): readonly number[]
}

/** Time that a test moves by hand. It starts at 1,000,000 ms. */
export function createManualClock(): ManualClock {
  let now = 1_000_000
  let order = 0
  const timers = new Set<Waiting>()
  const soonest = (): Waiting | undefined => [...timers].sort((a, b) => a.at - b.at || a.order - b.order)[0]
  return {
    now: () => now,
    wall: () => 1_700_000_000_000 + now,
    after(delayMs, run): Timer {
      const timer = { at: now + Math.max(0, delayMs), order: order++, run }
      timers.add(timer)
      return { cancel: () => void timers.delete(timer) }
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (let next = soonest(); next !== undefined && next.at <= end; next = soonest()) {
        now = next.at
        timers.delete(next)
        next.run()
        await settle()
      }
      now = end
    },
    waiting: () => [...timers].map((timer) => timer.at - now).sort((a, b) => a - b),
  }
}

/** Lets every promise chain that needs no timer run to its end. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
