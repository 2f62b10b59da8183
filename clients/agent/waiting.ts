import type { Clock } from '../typescript/clock.ts'

export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}

/** What the promise gives, or undefined after `ms`. */
export async function within<Value>(clock: Clock, ms: number, promise: Promise<Value>): Promise<Value | undefined> {
  let stop = (): void => undefined
  const limit = new Promise<undefined>((resolve) => {
    const timer = clock.after(ms, () => resolve(undefined))
    stop = () => timer.cancel()
  })
  const value = await Promise.race([promise, limit])
  stop()
  return value
}
