/** Weight of one load report: the last ten or so count. */
const ALPHA = 0.2
/** Reports before which nothing can be said. */
const FIRST_REPORTS = 2
/** Requests in flight that nobody here picked, as long as nothing can be said. */
const MOST_AT_FIRST = 10
/**
 * What comes and goes between two reports by chance has about the variance of its number. Bursts have several times that, numbers
 * that mean nothing hundreds of times.
 */
const MOST_BY_CHANCE = 10

/**
 * Whether the load reports of a backend can be believed: each is held against what the last one, and the picks and outcomes since, make
 * expect. Numbers that contradict that again and again, by more than calls that come and go explain, are not of this backend's load.
 */
export class ReportTrust {
  private reports = 0
  /** Mean square of how far reports were off, and what of it chance explains. */
  private surprise = 0
  private chance = 0

  /** @param expected requests in flight, and `passed` how many probably came and went since the last report. */
  heard(inFlight: number, expected: number, passed: number): void {
    this.reports += 1
    const weight = Math.max(ALPHA, 1 / this.reports)
    const off = inFlight - expected
    this.surprise += weight * (off * off - this.surprise)
    this.chance += weight * (1 + Math.max(0, expected) + passed - this.chance)
  }

  /** False: they contradict themselves. */
  get isBelieved(): boolean {
    return this.reports <= FIRST_REPORTS || this.surprise <= MOST_BY_CHANCE * this.chance
  }

  /** Whether there were enough to say so, for what is better not known than known wrongly. */
  get isProven(): boolean {
    return this.isBelieved && this.reports > FIRST_REPORTS
  }

  /** How much is believed of what nobody here picked: all, nothing, or at first no more than would do little harm. */
  get mostUnexplained(): number {
    if (!this.isBelieved) return 0
    return this.isProven ? Infinity : MOST_AT_FIRST
  }

  reset(): void {
    this.reports = 0
    this.surprise = 0
    this.chance = 0
  }
}
