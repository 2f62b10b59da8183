import type { Refusal } from '../../errors.ts'
import type { Decision, Picked } from '../../use-cases.ts'
import type { Choice, Drop, Scene } from '../choose.ts'
import type { Degradations } from '../degradations.ts'
import type { DecisionLog } from './decision-log.ts'
import { describe, refusedEnding, scoresOf } from './describe.ts'
import type { Ending, Moment } from './describe.ts'
import { Draft } from './draft.ts'
import type { Gate } from './gate.ts'
import { holdInputs, obstacleTo } from './held-inputs.ts'
import type { HeldInputs } from './held-inputs.ts'
import { createLeftOut, ruledOut } from './left-out.ts'
import type { Tape } from './tape.ts'

export interface RecorderDeps {
  readonly gate: Gate
  readonly log: DecisionLog
  readonly tape: Tape
  readonly degradations: Degradations
  readonly replica: string
  /** Milliseconds since 1970. */
  readonly wallTime: () => number
  /** Whether the policy of this type consumes whole load reports. */
  readonly readsReports: (policy: string) => boolean
  /** Tells those who watch. Never throws. */
  readonly tell: (decision: Decision) => void
}

interface Before {
  readonly moment: Moment
  readonly inputs: HeldInputs | undefined
  /** Why the pick cannot be made again. Empty: it can. */
  readonly obstacle: string
}

const NO_DRAWS: readonly number[] = []

const WITHOUT_NOTES = 'it was recorded because it was odd, after it was made, and its inputs were not noted before'

/** Makes records of picks: of those that were chosen beforehand with scores, draws and inputs, of odd ones whatever is known. */
export class Recorder {
  /** Odd picks that were not recorded, since there were too many. */
  dropped = 0
  readonly gate: Gate
  private readonly deps: RecorderDeps
  private readonly leftOut = createLeftOut()
  private refused = 0
  /** A record that is made while the tape runs is told when it has ended. */
  private untold: Decision | undefined

  constructor(deps: RecorderDeps) {
    this.deps = deps
    this.gate = deps.gate
  }

  /** Called when the gate wants a look. Undefined: the pick is not recorded. Else `end` must follow. */
  begin(pool: string): Draft | undefined {
    if (!this.gate.admits(pool)) return undefined
    return new Draft(this.deps.tape, this.deps.tape.begin())
  }

  end(): void {
    this.deps.tape.end()
    const { untold } = this
    this.untold = undefined
    if (untold !== undefined) this.deps.tell(untold)
  }

  /** Reads what the pick is about to change. */
  before(scene: Scene): Before {
    const { draft, picks } = scene
    const ruled = ruledOut(scene)
    const result = draft?.last?.answer?.result
    const moment: Moment = {
      leftOut: this.leftOut(scene, ruled),
      scores: result?.kind === 'picked' ? scoresOf(result.scores) : [],
      draws: NO_DRAWS,
    }
    if (draft === undefined) return { moment, inputs: undefined, obstacle: WITHOUT_NOTES }
    const readsReports = this.deps.readsReports(draft.last?.start.choice.type ?? '')
    const inputs = holdInputs(draft, picks.pool.name, ruled, readsReports)
    return { moment, inputs, obstacle: obstacleTo(draft) }
  }

  picked(scene: Scene, choice: Choice, picked: Picked, before: Before): void {
    const odd = choice.level.panic || choice.fallback
    this.keep(picked.token, scene, { kind: 'picked', choice, picked }, before, odd)
  }

  /** An odd pick that was made without notes. */
  pickedUnexplained(scene: Scene, choice: Choice, picked: Picked): void {
    if (this.admitsOdd()) this.picked(scene, choice, picked, this.before(scene))
  }

  nobody(scene: Scene, refusal: Refusal, drop: Drop | undefined): void {
    if (scene.draft === undefined && !this.admitsOdd()) return
    const id = `d.${this.deps.replica}.${this.refused++}`
    const ending = refusedEnding(this.deps.degradations, scene, refusal, drop)
    this.keep(id, scene, ending, this.before(scene), true)
  }

  private admitsOdd(): boolean {
    if (this.gate.admitsOdd()) return true
    this.dropped++
    return false
  }

  private keep(id: string, scene: Scene, ending: Ending, before: Before, odd: boolean): void {
    const { replica, wallTime, log, tell } = this.deps
    const { inputs, obstacle } = before
    // The draws are read now: alternates are drawn after the choice.
    const moment = { ...before.moment, draws: scene.draft?.draws() ?? NO_DRAWS }
    const frame = { id, time: wallTime(), replica, dryRun: false, replayable: obstacle === '' }
    const decision = describe(frame, scene, ending, moment)
    log.add({ decision, inputs, obstacle }, odd)
    if (scene.draft === undefined) tell(decision)
    else this.untold = decision
  }
}
