import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { BackendEntry } from '../backend-entry.ts'
import type { Pool } from '../pool.ts'
import type { FactorChange } from './auto-weight.ts'

/** Factors move for minutes after each change of the pool: one line in this time is enough to see it. */
const QUIET_MS = 60_000
/** A replica may hold thousands of pools, which move at the same time when the load does. */
const MAX_LINES_A_MINUTE = 60

/** Says in the log that factors changed: one line a pool and minute, and a bounded number in all. */
export class ChangeLog {
  private readonly clock: Clock
  private readonly log: Log
  private readonly saidAt = new WeakMap<Pool, number>()
  private minute = 0
  private lines = 0

  constructor(clock: Clock, log: Log) {
    this.clock = clock
    this.log = log
  }

  tell(pool: Pool, entries: readonly BackendEntry[], now: number): void {
    if (now - (this.saidAt.get(pool) ?? Number.NEGATIVE_INFINITY) < QUIET_MS || !this.mayTell()) return
    this.saidAt.set(pool, now)
    const changed = entries.flatMap(({ id, autoWeight }) => {
      const last = autoWeight.changes.at(-1)
      return last?.at === now ? [{ id, change: last }] : []
    })
    const [first] = changed
    if (first === undefined) return
    const { id, change } = changed.reduce((most, one) => (sizeOf(one.change) > sizeOf(most.change) ? one : most), first)
    this.log.info('automatic weights have changed', {
      ...{ pool: pool.name, in_force: pool.autoWeights.inForce, backends: changed.length },
      ...{ most: id, before: change.before, after: change.after, imbalance: pool.autoWeights.imbalance },
    })
  }

  private mayTell(): boolean {
    const minute = Math.floor(this.clock.now() / QUIET_MS)
    if (minute !== this.minute) this.lines = 0
    this.minute = minute
    this.lines += 1
    return this.lines <= MAX_LINES_A_MINUTE
  }
}

function sizeOf({ before, after }: FactorChange): number {
  return Math.abs(Math.log(after / before))
}
