import { watch } from 'node:fs'

/** Ends what was begun. */
export type Stop = () => void

/** Calls back when something in a folder may have changed. It may miss changes and may call for nothing. */
export type WatchFolder = (folder: string, onEvent: () => void) => Stop

export interface Timers {
  after(delayMs: number, run: () => void): Stop
}

/** The real one. A folder that cannot be watched is not an error: the slow poll sees its changes too. */
export const watchFolder: WatchFolder = (folder, onEvent) => {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent)
    watcher.on('error', () => {
      watcher.close()
    })
    return () => {
      watcher.close()
    }
  } catch {
    return () => {}
  }
}

/** The real ones. They keep no process alive. */
export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}
