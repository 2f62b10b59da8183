import type { Clock, Rng } from '../../policies/policy.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { PickUseCases } from '../use-cases.ts'
import type { DecisionSettings } from './decisions/index.ts'
import { Decisions } from './decisions/index.ts'
import type { Tape } from './decisions/tape.ts'
import type { Degradations } from './degradations.ts'
import { createOutcomes } from './outcomes.ts'
import { createPicks } from './picks.ts'
import type { PolicyRunner } from './policy-runner.ts'
import type { PoolPicksDeps } from './pool-picks.ts'
import { PoolPicks } from './pool-picks.ts'
import { OutlierSweep } from './sweep.ts'
import { Watches } from './watches.ts'

export interface PickRoomDeps {
  readonly directory: Directory
  readonly runner: PolicyRunner
  readonly clock: Clock
  readonly rng: Rng
  /** Short name of this replica, part of every pick token: letters and digits. */
  readonly replica: string
  readonly degradations: Degradations
  /** The one that `clock`, `rng` and the policies run over. */
  readonly tape: Tape
  readonly decisions: DecisionSettings
  /** Milliseconds since 1970. */
  readonly wallTime: () => number
  /** Tells the store of a binding; never waits. */
  readonly bind: PoolPicksDeps['bind']
  /** Tells those who log that this replica rolled back the canary of a pool. */
  readonly rolledBack: PoolPicksDeps['rolledBack']
}

/** The pick room: the use cases, and what keeps their state up to date. */
export class Picks {
  readonly useCases: PickUseCases
  readonly watches: Watches
  readonly decisions: Decisions
  private readonly deps: PickRoomDeps
  private readonly byPool = new Map<Pool, PoolPicks>()
  private readonly outliers: OutlierSweep

  constructor(deps: PickRoomDeps) {
    this.deps = deps
    const picksOf = (pool: Pool): PoolPicks => this.of(pool)
    const { directory, clock, rng, replica, degradations } = deps
    this.outliers = new OutlierSweep(clock, rng)
    this.watches = new Watches({ directory, degradations, picksOf })
    const shared = {
      directory,
      clock,
      replica,
      degradations,
      picksOf,
      refresh: (pool: Pool) => this.refresh(pool, true),
    }
    const { runner, tape, wallTime, decisions: settings } = deps
    this.decisions = new Decisions({ ...shared, runner, tape, wallTime, settings })
    this.useCases = {
      pick: createPicks({ ...shared, rng, tape, recorder: this.decisions.recorder }),
      report: createOutcomes({ directory, clock, replica, picksOf }),
      watch: (query, onChange) => this.watches.open(query, onChange),
    }
  }

  of(pool: Pool): PoolPicks {
    let picks = this.byPool.get(pool)
    if (picks === undefined) {
      picks = new PoolPicks(pool, this.deps)
      this.byPool.set(pool, picks)
      picks.refresh(true)
    }
    return picks
  }

  all(): Iterable<PoolPicks> {
    return this.byPool.values()
  }

  /** The pool has changed: brings states and revision up to date. */
  refresh(pool: Pool, touched: boolean): void {
    const before = pool.revision
    this.of(pool).refresh(touched)
    if (pool.revision !== before) this.watches.changed(pool.name)
  }

  /** Called several times a second: ends leases, judges outliers, sees what time alone changes. */
  sweep(pool: Pool): void {
    const picks = this.of(pool)
    picks.ledger.expire(this.deps.clock.now() - pool.config.pickLeaseMs)
    this.outliers.sweep(pool)
    picks.sweepTrials()
    this.refresh(pool, false)
  }

  forget(pool: Pool): void {
    this.byPool.get(pool)?.close()
    this.byPool.delete(pool)
    this.watches.changed(pool.name)
  }
}
