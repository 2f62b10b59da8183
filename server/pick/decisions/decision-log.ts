import type { Decision, DecisionFilter } from '../../use-cases.ts'
import { passes } from './filter.ts'
import type { HeldInputs } from './held-inputs.ts'

export interface DecisionRecord {
  decision: Decision
  /** Of all records, in the order in which they were made. */
  readonly sequence: number
  /** What the policy answered from. Undefined: no policy was asked, or there is an obstacle. */
  inputs: HeldInputs | undefined
  /** Why it cannot be replayed. Empty: it can. */
  obstacle: string
}

/**
 * Bytes of recorded inputs that are held, both rings together. A pool of 10 takes some 1 KB a record, one of 1,000 some
 * 60 KB. What goes beyond is let go from the oldest record on, which stays and can no longer be replayed.
 */
export const MAX_INPUT_BYTES = 33_554_432

/**
 * The recent decisions: one ring of ordinary ones and one of odd ones, so that a busy hour does not push out the
 * failure that somebody will ask for. A decision takes some 2 KB, 20 KB at most.
 */
export class DecisionLog {
  recorded = 0
  private readonly ordinary: Ring
  private readonly odd: Ring
  private readonly byId = new Map<string, DecisionRecord>()
  private readonly withInputs = new Set<DecisionRecord>()
  /** Lists of members are shared by the records of one snapshot, so each counts once. */
  private readonly memberLists = new Map<unknown, number>()
  private inputBytes = 0

  constructor(keep: number) {
    this.ordinary = new Ring(keep)
    this.odd = new Ring(keep)
  }

  get heldBytes(): number {
    return this.inputBytes
  }

  add({ decision, inputs, obstacle }: Omit<DecisionRecord, 'sequence'>, odd: boolean): void {
    const record: DecisionRecord = { decision, sequence: this.recorded++, inputs, obstacle }
    const gone = (odd ? this.odd : this.ordinary).push(record)
    if (gone !== undefined) {
      this.letInputsGo(gone)
      if (this.byId.get(gone.decision.id) === gone) this.byId.delete(gone.decision.id)
    }
    this.byId.set(decision.id, record)
    if (inputs === undefined) return
    this.withInputs.add(record)
    this.inputBytes += inputs.bytes + this.refer(inputs.members, 1)
    for (const oldest of this.withInputs) {
      if (this.inputBytes <= MAX_INPUT_BYTES) break
      this.letInputsGo(oldest)
      oldest.decision = { ...oldest.decision, replayable: false }
      oldest.obstacle = 'its inputs were let go, since newer ones need the memory'
    }
  }

  find(id: string): DecisionRecord | undefined {
    return this.byId.get(id)
  }

  /** Newest first. */
  *newest(): IterableIterator<DecisionRecord> {
    const [one, other] = [this.ordinary.newest(), this.odd.newest()]
    let [a, b] = [one.next(), other.next()]
    while (a.done !== true || b.done !== true) {
      if (b.done === true || (a.done !== true && a.value.sequence > b.value.sequence)) {
        if (a.done !== true) yield a.value
        a = one.next()
      } else {
        yield b.value
        b = other.next()
      }
    }
  }

  recent(filter: DecisionFilter, limit: number): DecisionRecord[] {
    const found: DecisionRecord[] = []
    for (const record of this.newest()) {
      if (found.length >= limit) break
      if (passes(record.decision, filter)) found.push(record)
    }
    return found
  }

  private letInputsGo(record: DecisionRecord): void {
    const { inputs } = record
    if (inputs === undefined) return
    record.inputs = undefined
    this.withInputs.delete(record)
    this.inputBytes -= inputs.bytes + this.refer(inputs.members, -1)
  }

  /** Counts a reference to a list; answers the bytes that come or go with the first and the last one. */
  private refer(members: readonly unknown[], change: 1 | -1): number {
    const before = this.memberLists.get(members) ?? 0
    const after = before + change
    if (after > 0) this.memberLists.set(members, after)
    else this.memberLists.delete(members)
    return (before === 0 && change === 1) || (after === 0 && change === -1) ? members.length * 8 : 0
  }
}

class Ring {
  private readonly size: number
  private readonly records: DecisionRecord[] = []
  private next = 0

  constructor(size: number) {
    this.size = size
  }

  /** Answers the record that had to go. */
  push(record: DecisionRecord): DecisionRecord | undefined {
    const gone = this.records[this.next]
    this.records[this.next] = record
    this.next = (this.next + 1) % this.size
    return gone
  }

  *newest(): IterableIterator<DecisionRecord> {
    const { length } = this.records
    for (let back = 1; back <= length; back++) {
      const record = this.records[(this.next - back + length) % length]
      if (record !== undefined) yield record
    }
  }
}
