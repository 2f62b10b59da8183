import { createRng } from '../../../policies/lib/rng.ts'
import { xxh64 } from '../../../policies/lib/xxh64.ts'
import type { Refusal } from '../../errors.ts'
import { refuse } from '../../errors.ts'
import type { Decision, DecisionUseCases, Replayed } from '../../use-cases.ts'
import type { DryRunDeps } from './dry-run.ts'
import { createDryRun } from './dry-run.ts'
import { parseToken } from '../pick-token.ts'
import { DecisionLog } from './decision-log.ts'
import { Gate } from './gate.ts'
import { Recorder } from './recorder.ts'
import type { RecordedInputs } from './recorded-inputs.ts'
import { toRecorded } from './recorded-inputs.ts'
import { replayOf } from './replayed.ts'
import type { Tape } from './tape.ts'
import { Watchers } from './watchers.ts'

export interface DecisionSettings {
  /** Ordinary picks recorded a second, 0 to 1,000. Odd ones are recorded besides. */
  readonly perSecond: number
  /** Decisions kept of either kind, 1 to 10,000. */
  readonly keep: number
}

/** A hundred a second shows what is going on and costs about a hundredth of a core in pools of a hundred backends. */
export const DEFAULT_DECISIONS: DecisionSettings = { perSecond: 100, keep: 1_000 }

export interface DecisionDeps extends Omit<DryRunDeps, 'rng'> {
  /** The one that `clock` and the policies run over. */
  readonly tape: Tape
  readonly settings: DecisionSettings
}

export interface DecisionStats {
  readonly recorded: number
  /** Odd picks that were not recorded, there being too many. */
  readonly dropped: number
  readonly watchers: number
  /** Bytes of inputs held for replays. */
  readonly heldBytes: number
}

/** Decisions: which picks are recorded, the recent ones, replays, dry runs, and those who watch. */
export class Decisions {
  readonly useCases: DecisionUseCases
  readonly recorder: Recorder
  private readonly log: DecisionLog
  private readonly watchers = new Watchers()
  private readonly deps: DecisionDeps
  private refilledAt: number

  constructor(deps: DecisionDeps) {
    const { runner, tape, clock, degradations, replica, wallTime, settings } = deps
    this.deps = deps
    this.refilledAt = clock.now()
    this.log = new DecisionLog(settings.keep)
    this.recorder = new Recorder({
      gate: new Gate(settings.perSecond, this.watchers, this.refilledAt),
      log: this.log,
      tape,
      degradations,
      replica,
      wallTime,
      readsReports: (policy) => runner.readsReports(policy),
      tell: (decision) => this.watchers.tell(decision),
    })
    const rng = createRng(xxh64(`dry runs of ${replica}`).lo)
    const dryRun = createDryRun({ ...deps, rng })
    this.useCases = {
      find: (id) => this.log.find(id)?.decision ?? this.notFound(id),
      latest: (pool) => this.latest(pool),
      recent: (filter, limit) => this.log.recent(filter, limit).map(({ decision }) => decision),
      dryRun,
      replay: (id) => this.replay(id),
      watch: (filter, maxPerSecond, onDecision) => {
        const stop = this.watchers.add(filter, maxPerSecond, onDecision)
        this.recorder.gate.watch()
        return stop
      },
    }
  }

  /** Called some ten times a second: lets allowances grow. */
  refill(): void {
    const now = this.deps.clock.now()
    this.watchers.refill(now - this.refilledAt)
    this.recorder.gate.refill(now)
    this.refilledAt = now
  }

  stats(): DecisionStats {
    const { recorded, heldBytes } = this.log
    return { recorded, dropped: this.recorder.dropped, watchers: this.watchers.size, heldBytes }
  }

  /** What a recorded decision was made from, as plain JSON. Undefined: it cannot be replayed, or no policy was asked. */
  inputsOf(id: string): RecordedInputs | undefined {
    const inputs = this.log.find(id)?.inputs
    return inputs === undefined ? undefined : toRecorded(inputs)
  }

  private latest(pool: string): Decision | Refusal {
    for (const { decision } of this.log.newest()) if (pool === '' || decision.pool === pool) return decision
    if (pool !== '' && this.deps.directory.get(pool) === undefined) {
      return refuse('POOL_NOT_FOUND', `pool ${pool} does not exist`, { pool })
    }
    const message = pool === '' ? 'no decision is recorded yet' : `no decision of pool ${pool} is recorded yet`
    return refuse('DECISION_NOT_FOUND', `${message}: make a pick, or ask for a dry run`, { pool })
  }

  private replay(id: string): Replayed | Refusal {
    const record = this.log.find(id)
    return record === undefined ? this.notFound(id) : replayOf(this.deps.runner, record)
  }

  private notFound(id: string): Refusal {
    const { replica } = this.deps
    const maker = parseToken(id)?.replica ?? /^(?:d|dry)\.([^.]+)\./.exec(id)?.[1]
    const why =
      maker !== undefined && maker !== replica
        ? `replica ${maker} made it: ask there, this is ${replica}`
        : 'it was not chosen for recording, or newer ones have taken its place'
    return refuse('DECISION_NOT_FOUND', `decision ${id.slice(0, 512)} is not recorded here: ${why}`, {
      decision_id: id.slice(0, 512),
      replica,
    })
  }
}
