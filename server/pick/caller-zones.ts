/** How long a call counts: the share of a zone follows a change within some three times this. */
const MEMORY_MS = 60_000
/** Calls of which nothing is known are taken to come as the backends are spread, so that a start keeps them where they are. */
const PRIOR = 100
/** What has faded to this is let go. */
const FADED = 1e-3
/** Shares are looked at this often. */
const LOOK_MS = 1_000
/** A share that moved by less than this makes no new plans. */
const MOVED = 0.01

/** The zone of callers whose own zone has no backends. */
export const ELSEWHERE = ''

/** Where the calls of a pool come from, by the picks of the last minutes. */
export class CallerZones {
  private readonly counts = new Map<string, number>()
  private shown: ReadonlyMap<string, number> = new Map()
  private fadedAt: number
  private lookedAt: number

  constructor(now: number) {
    this.fadedAt = now
    this.lookedAt = now
  }

  /** O(1). Zones are those of backends, or {@link ELSEWHERE}. */
  count(zone: string): void {
    this.counts.set(zone, (this.counts.get(zone) ?? 0) + 1)
  }

  /** Called several times a second. Whether the shares have moved so far that plans are out of date. */
  advance(now: number): boolean {
    const keep = Math.exp((this.fadedAt - now) / MEMORY_MS)
    this.fadedAt = now
    for (const [zone, count] of this.counts) {
      if (count * keep < FADED) this.counts.delete(zone)
      else this.counts.set(zone, count * keep)
    }
    if (now - this.lookedAt < LOOK_MS) return false
    this.lookedAt = now
    const shares = this.shares()
    const moved = [...new Set([...shares.keys(), ...this.shown.keys()])].some(
      (zone) => Math.abs((shares.get(zone) ?? 0) - (this.shown.get(zone) ?? 0)) > MOVED,
    )
    if (moved) this.shown = shares
    return moved
  }

  /** Calls by zone. `backends`: healthy backends by zone, which stand for the callers that are not known yet. */
  calls(backends: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const calls = new Map(this.counts)
    const total = sumOf(backends)
    for (const [zone, count] of backends) calls.set(zone, (calls.get(zone) ?? 0) + (PRIOR * count) / total)
    return calls
  }

  /** As far as they matter beside what stands for the unknown callers. */
  private shares(): ReadonlyMap<string, number> {
    const total = PRIOR + sumOf(this.counts)
    return new Map([...this.counts].map(([zone, count]) => [zone, count / total]))
  }
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const count of counts.values()) sum += count
  return sum
}
