import type { PickRequest, PickResult, SnapshotBackend } from '../../../policies/policy.ts'
import type { SnapshotMember } from '../../pools/backend-entry.ts'
import type { PlanLevel } from '../plan.ts'
import type { PickerStart, RunningPicker } from '../policy-runner.ts'
import type { Tape } from './tape.ts'

/** In a larger part of a pool, state and signals of all members are not recorded: a record may cost that many steps. */
export const FULLY_RECORDED = 1_000

/** One question to a picker, with all that its answer depends on. */
export interface Asked {
  readonly level: PlanLevel
  readonly request: PickRequest
  readonly start: PickerStart
  /** Members and revision of the snapshot that was picked from. */
  readonly members: readonly SnapshotMember[]
  readonly revision: number
  readonly drawsFrom: number
  answer:
    | { readonly result: PickResult; readonly servedBy: string; readonly fallback: boolean; readonly drawsTo: number }
    | undefined
}

/** Takes notes while a pick is made. Only the last question to a picker is kept whole: it gave the decision. */
export class Draft {
  /** By the replica's clock; it stands still while the pick is made. */
  readonly at: number
  last: Asked | undefined
  /** Choices of policies that were thrown away. */
  discarded = 0
  private readonly tape: Tape

  constructor(tape: Tape, at: number) {
    this.tape = tape
    this.at = at
  }

  ask(level: PlanLevel, picker: RunningPicker, request: PickRequest): void {
    const { members, revision } = level.view
    const start = picker.start(members.length <= FULLY_RECORDED)
    const drawsFrom = this.tape.draws().length
    this.last = { level, request, start, members, revision, drawsFrom, answer: undefined }
  }

  answered(picker: RunningPicker, result: PickResult): void {
    if (this.last === undefined) return
    const drawsTo = this.tape.draws().length
    this.last.answer = { result, servedBy: picker.servedBy(), fallback: picker.lastWasFallback, drawsTo }
  }

  draws(): readonly number[] {
    return this.tape.draws()
  }

  /** The draws of the last question. */
  lastDraws(): readonly number[] {
    return this.tape.draws().slice(this.last?.drawsFrom, this.last?.answer?.drawsTo)
  }

  overflowed(): boolean {
    return this.tape.overflowed()
  }
}

/** The backends that an answer names. */
export function namedIn(result: PickResult): readonly SnapshotBackend[] {
  if (result.kind !== 'picked') return []
  return [result.backend, ...(result.scores ?? []).map(({ backend }) => backend)]
}
