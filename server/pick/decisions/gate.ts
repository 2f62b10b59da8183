/** Odd picks recorded a second: enough to see what happens, little enough that a panic is not made worse. */
export const ODD_PER_SECOND = 1_000
/** Picks recorded a second for all who watch together. */
const WATCHED_PER_SECOND = 1_000

/** Until somebody looks again, which `refill` makes happen. */
const FOR_EVER = 2 ** 30

/** An allowance that grows with time up to one second's worth. */
export class Allowance {
  private left: number
  private readonly perSecond: number

  constructor(perSecond: number) {
    this.perSecond = perSecond
    this.left = perSecond
  }

  grow(elapsedMs: number): void {
    this.left = Math.min(this.perSecond, this.left + (this.perSecond * elapsedMs) / 1_000)
  }

  get any(): boolean {
    return this.left >= 1
  }

  take(): boolean {
    if (this.left < 1) return false
    this.left -= 1
    return true
  }
}

/** Who wants picks of a pool recorded besides the ordinary sample. */
export interface Demand {
  /** Whether anybody does at all. */
  readonly any: boolean
  /** Takes one from the allowance of those who want this pool; false: nobody, or they have had enough. */
  take(pool: string): boolean
}

/**
 * Says which picks are recorded. A pick that is not pays for `--gate.left > 0`. The ordinary sample is spread over all picks
 * by the rate of the last tenth of a second, so that not only the first ones of each are seen.
 */
export class Gate {
  /** Picks until the next look, counted down by the picks themselves. */
  left = 1
  private readonly ordinary: Allowance
  private readonly odd = new Allowance(ODD_PER_SECOND)
  private readonly watched = new Allowance(WATCHED_PER_SECOND)
  private readonly perSecond: number
  private readonly demand: Demand
  /** What `left` was set to. */
  private armed = 1
  /** Picks until the next ordinary one. */
  private skip = 1
  private stride = 1
  private seen = 0
  private refilledAt: number

  constructor(perSecond: number, demand: Demand, now: number) {
    this.perSecond = perSecond
    this.ordinary = new Allowance(perSecond)
    this.demand = demand
    this.refilledAt = now
  }

  /** Called some ten times a second. */
  refill(now: number): void {
    const elapsed = now - this.refilledAt
    if (!(elapsed > 0)) return
    this.refilledAt = now
    this.settle()
    for (const allowance of [this.ordinary, this.odd, this.watched]) allowance.grow(elapsed)
    const wanted = Math.max(1, (this.perSecond * elapsed) / 1_000)
    this.stride = Math.max(1, Math.floor(this.seen / wanted))
    this.seen = 0
    this.skip = Math.min(Math.max(1, this.skip), this.stride)
    this.arm()
  }

  /** Somebody began to watch, so each pick must be looked at. */
  watch(): void {
    this.settle()
    this.arm()
  }

  /** Called when `left` has run out. */
  admits(pool: string): boolean {
    this.settle()
    let wanted = false
    if (this.skip <= 0 && this.ordinary.take()) {
      this.skip = this.stride
      wanted = true
    } else if (this.demand.any && this.watched.any && this.demand.take(pool)) {
      wanted = this.watched.take()
    }
    this.arm()
    return wanted
  }

  /** Whether one more odd pick is recorded. */
  admitsOdd(): boolean {
    return this.odd.take()
  }

  private settle(): void {
    const passed = this.armed - this.left
    this.armed = this.left
    this.seen += passed
    this.skip -= passed
  }

  private arm(): void {
    const next = this.ordinary.any ? Math.max(1, this.skip) : FOR_EVER
    this.armed = this.demand.any ? 1 : next
    this.left = this.armed
  }
}
