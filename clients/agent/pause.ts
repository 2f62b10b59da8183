import type { Clock } from '../typescript/clock.ts'

/** A sleep that others can end. A wake-up while nobody sleeps ends the next sleep at once. */
export interface Pause {
  sleep(ms: number): Promise<void>
  wake(): void
}

export function createPause(clock: Clock): Pause {
  let wakeSleeper: (() => void) | undefined
  let woken = false
  return {
    sleep(ms) {
      if (woken) {
        woken = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const end = (): void => {
          wakeSleeper = undefined
          woken = false
          timer.cancel()
          resolve()
        }
        wakeSleeper = end
        const timer = clock.after(ms, end)
      })
    },
    wake() {
      woken = true
      wakeSleeper?.()
    },
  }
}
