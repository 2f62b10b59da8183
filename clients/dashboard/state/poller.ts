import type { Api } from '../api/api.ts'
import type { Live } from './live.ts'
import { createLive, lookAt, takeIn } from './live.ts'

export interface PollerDeps {
  readonly api: Pick<Api, 'status' | 'pools' | 'backends'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls back after that many milliseconds; answers how to stop it. */
  readonly schedule: (afterMs: number, run: () => void) => () => void
  readonly onChange: (live: Live) => void
}

export interface Poller {
  live(): Live
  /** Turns to a pool at once; empty: to none. */
  look(pool: string): void
  /** Reads everything now, for example after a change. */
  refresh(): void
  stop(): void
}

const PERIOD_MS = 1_000
/** A long list leaves the browser time to draw between two rounds. */
const LEAST_PAUSE_MS = 250
/** How long to wait after each failure in a row. */
const BACKOFF_MS = [1_000, 2_000, 3_000, 5_000] as const
/** While nobody answers, the age of what is shown still grows. */
const AGE_TICK_MS = 1_000

/** Reads the state of the replica each second, one round at a time, and goes on whatever happens. */
export function createPoller({ api, now, schedule, onChange }: PollerDeps): Poller {
  let live = createLive()
  let stopped = false
  let reading = false
  let again = false
  let failures = 0
  let cancelNext = (): void => {}
  let cancelTick = (): void => {}

  const publish = (next: Live): void => {
    live = next
    onChange(live)
    cancelTick()
    if (live.link.kind === 'lost' && !stopped) cancelTick = schedule(AGE_TICK_MS, () => publish({ ...live }))
  }
  const round = async (): Promise<void> => {
    if (stopped) return
    if (reading) {
      again = true
      return
    }
    reading = true
    cancelNext()
    const begin = now()
    const pool = live.sight?.name
    const [status, pools, listed] = await Promise.all([
      api.status(),
      api.pools(),
      pool === undefined ? undefined : api.backends(pool),
    ])
    reading = false
    if (stopped) return
    const at = now()
    const backends = pool === undefined || listed === undefined ? undefined : { pool, result: listed }
    publish(takeIn(live, { at, status, pools, backends }))
    failures = live.link.kind === 'lost' ? failures + 1 : 0
    const pause =
      failures > 0
        ? (BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? PERIOD_MS)
        : Math.max(LEAST_PAUSE_MS, PERIOD_MS - (at - begin))
    cancelNext = schedule(again ? 0 : pause, start)
    again = false
  }
  const start = (): void => void round()
  start()
  return {
    live: () => live,
    look(pool) {
      const next = lookAt(live, pool)
      if (next === live) return
      publish(next)
      start()
    },
    refresh: start,
    stop() {
      stopped = true
      cancelNext()
      cancelTick()
    },
  }
}
