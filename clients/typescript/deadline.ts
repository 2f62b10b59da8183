import type { Clock, Timer } from './clock.ts'

/**
 * Runs when time is over, unless it is cancelled first. When timers come due after this process was busy, answers that
 * arrived meanwhile are still unread: the event loop gets one turn to read them before anything is given up.
 */
export function startDeadline(clock: Clock, delayMs: number, run: () => void): Timer {
  let turn: NodeJS.Immediate | undefined
  const timer = clock.after(delayMs, () => {
    turn = setImmediate(run)
  })
  return {
    cancel() {
      timer.cancel()
      if (turn !== undefined) clearImmediate(turn)
    },
  }
}
