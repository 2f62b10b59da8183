/** Waits that somebody may end: by a signal, by a key. */
export interface Pause {
  /** True: it is time to end. */
  wait(ms: number): Promise<boolean>
  /** Ends the wait, and every one after it. */
  now(): void
  /** Resolves when it is time to end. */
  readonly over: Promise<void>
  off(): void
}

export function createPause(onStop: (run: () => void) => () => void): Pause {
  let isOver = false
  let end = (): void => {}
  const over = new Promise<void>((resolve) => {
    end = resolve
  })
  let wake = (): void => {}
  const now = (): void => {
    isOver = true
    end()
    wake()
  }
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (isOver) return resolve(true)
        const timer = setTimeout(() => resolve(isOver), ms)
        wake = () => {
          clearTimeout(timer)
          resolve(isOver)
        }
      }),
    now,
    over,
    off: onStop(now),
  }
}
