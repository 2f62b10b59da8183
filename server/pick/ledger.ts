import type { BackendEntry } from '../pools/backend-entry.ts'

/** First size of the ring; it doubles as picks outlive it. */
const INITIAL_SLOTS = 1_024
/** Most leases of a pool at one time: 4 million slots of 16 bytes. Beyond it the oldest lease ends early. */
const MAX_SLOTS = 4_194_304

export interface LedgerStats {
  /** Leases that ran out without an outcome. */
  readonly expired: number
  /** Leases ended early because the ring was full. */
  readonly evicted: number
  readonly outstanding: number
}

/**
 * The picks of one pool that are in flight by what this replica knows. A pick has a sequence number, and its slot in a
 * ring is that number modulo the size, so a lease costs 16 bytes and no allocation. Leases of a pool are all equally
 * long, so they run out in the order in which they began.
 */
export class Ledger {
  private entries: (BackendEntry | undefined)[] = new Array<BackendEntry | undefined>(INITIAL_SLOTS).fill(undefined)
  private begunAt = new Float64Array(INITIAL_SLOTS)
  /** Sequence of the oldest lease that may be alive. */
  private head = 0
  private next = 0
  private expired = 0
  private evicted = 0
  private outstanding = 0

  /** Begins a lease and returns its sequence number. */
  begin(entry: BackendEntry, now: number): number {
    if (this.next - this.head === this.entries.length) this.makeRoom()
    const sequence = this.next++
    const slot = sequence & (this.entries.length - 1)
    this.entries[slot] = entry
    this.begunAt[slot] = now
    this.outstanding++
    entry.signals.begin()
    return sequence
  }

  /** When a lease began. Undefined: there is none of this number. */
  begunAtOf(sequence: number): number | undefined {
    if (!Number.isInteger(sequence) || sequence < this.head || sequence >= this.next) return undefined
    const slot = sequence & (this.entries.length - 1)
    return this.entries[slot] === undefined ? undefined : this.begunAt[slot]
  }

  /**
   * Ends a lease. Undefined: there is none of this number any more, or there never was.
   *
   * @param endedAt when its call ended.
   */
  end(sequence: number, endedAt: number): BackendEntry | undefined {
    if (!Number.isInteger(sequence) || sequence < this.head || sequence >= this.next) return undefined
    const entry = this.release(sequence, endedAt)
    if (sequence === this.head) this.advance()
    return entry
  }

  /** Ends every lease that began at or before `deadline`. */
  expire(deadline: number): void {
    while (this.head < this.next) {
      const slot = this.head & (this.entries.length - 1)
      if (this.entries[slot] !== undefined) {
        if ((this.begunAt[slot] ?? 0) > deadline) return
        // Nobody knows when it ended: a report that was sampled since knows whether it did.
        this.release(this.head, this.begunAt[slot] ?? 0)
        this.expired++
      }
      this.head++
    }
  }

  stats(): LedgerStats {
    return { expired: this.expired, evicted: this.evicted, outstanding: this.outstanding }
  }

  private release(sequence: number, endedAt: number): BackendEntry | undefined {
    const slot = sequence & (this.entries.length - 1)
    const entry = this.entries[slot]
    if (entry === undefined) return undefined
    this.entries[slot] = undefined
    this.outstanding--
    entry.signals.end(endedAt)
    return entry
  }

  private advance(): void {
    const mask = this.entries.length - 1
    while (this.head < this.next && this.entries[this.head & mask] === undefined) this.head++
  }

  private makeRoom(): void {
    if (this.entries.length >= MAX_SLOTS) {
      this.release(this.head, this.begunAt[this.head & (this.entries.length - 1)] ?? 0)
      this.evicted++
      this.head++
      this.advance()
      return
    }
    const size = this.entries.length * 2
    const entries = new Array<BackendEntry | undefined>(size).fill(undefined)
    const begunAt = new Float64Array(size)
    for (let sequence = this.head; sequence < this.next; sequence++) {
      const from = sequence & (this.entries.length - 1)
      const to = sequence & (size - 1)
      entries[to] = this.entries[from]
      begunAt[to] = this.begunAt[from] ?? 0
    }
    this.entries = entries
    this.begunAt = begunAt
  }
}
