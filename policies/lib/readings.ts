import type { SnapshotBackend } from '../policy.ts'
import { liveLatencyMs, liveWeight } from './live.ts'

/**
 * Calls of usual latency, made in the usual crowd, that a backend is taken to have completed besides those it did: evidence that a few
 * fast ones must outweigh, and what a newcomer starts from.
 */
const PRIOR_CALLS = 8
/** Requests added to either number in flight, so that one of the near past never divides by nothing. */
const PRIOR_IN_FLIGHT = 0.3
/** A latency where nobody knows any: all are equal then. */
const SOME_MS = 1
/** What is read stays within these whatever is reported, so that products of it stay finite. */
const MOST_MS = 3_600_000
const MOST_IN_FLIGHT = 1e9
const MOST_EXPOSURE_MS = 1e15
const MOST_COMPLETIONS = 1e12
const LEAST_RESIDENCE_MS = 1e-3
const LEAST_SUCCESS = 0.01
/** What is reported beyond these is no capacity. */
const LEAST_CAPACITY = 1e-3
const LARGEST_CAPACITY = 1e9

/** How old what is known of a backend is. */
export type Knowledge = 'told' | 'estimated' | 'old' | 'nothing'

/** Load reports older than this say nothing of what is in flight: ten heartbeats of the default interval. */
const OLD_REPORT_MS = 10_000

/** Columns of a row. */
const IN_FLIGHT = 0
const EXPOSURE = 1
const COMPLETIONS = 2
const BUSY = 3
const USUAL = 4
const SUCCESS = 5
const WEIGHT = 6
const CAPACITY = 7
const ESTIMATED = 8
const COLUMNS = 9

/**
 * What is known of a few backends at the moment of one pick, each read once, and what one more call is expected to cost there. A picker
 * keeps one and fills it anew for each pick, so that a pick allocates nothing for it. Every cost is finite and more than 0.
 */
export class Readings {
  readonly #rows: Float64Array
  #backends: readonly SnapshotBackend[] = []
  /** Mean requests in flight of the near past, over all that had any. */
  #usualInFlight = 0

  /** @param most backends that are read at one time. */
  constructor(most: number) {
    this.#rows = new Float64Array(most * COLUMNS)
  }

  read(backends: readonly SnapshotBackend[]): void {
    const rows = this.#rows
    let observed = 0
    let busy = 0
    for (let row = 0; row < backends.length; row += 1) {
      const backend = backends[row]
      if (backend === undefined) continue
      const { signals } = backend
      const flow = signals.flow()
      const at = row * COLUMNS
      const exposureMs = flow.exposureMs > 0 ? Math.min(flow.exposureMs, MOST_EXPOSURE_MS) : 0
      const busyMs = flow.busyMs > 0 ? Math.min(flow.busyMs, MOST_EXPOSURE_MS) : 0
      const successRate = signals.successRate()
      const capacity = flow.isProven ? (signals.capacity() ?? 0) : 0
      if (busyMs > 0) {
        observed += Math.min(exposureMs / busyMs, MOST_IN_FLIGHT)
        busy += 1
      }
      rows[at + IN_FLIGHT] = flow.inFlight > 0 ? Math.min(flow.inFlight, MOST_IN_FLIGHT) : 0
      rows[at + EXPOSURE] = exposureMs
      rows[at + COMPLETIONS] = flow.completions > 0 ? Math.min(flow.completions, MOST_COMPLETIONS) : 0
      rows[at + BUSY] = busyMs
      rows[at + USUAL] = flow.usualMs > 0 ? Math.min(flow.usualMs, MOST_MS) : 0
      rows[at + SUCCESS] = successRate > LEAST_SUCCESS ? Math.min(successRate, 1) : LEAST_SUCCESS
      rows[at + WEIGHT] = liveWeight(backend)
      rows[at + CAPACITY] = capacity >= LEAST_CAPACITY && capacity <= LARGEST_CAPACITY ? capacity : 0
      rows[at + ESTIMATED] = flow.isEstimated ? 1 : 0
    }
    this.#backends = backends
    this.#usualInFlight = busy > 0 ? observed / busy : 0
  }

  /** Expected requests in flight. */
  inFlight(row: number): number {
    return this.#cell(row, IN_FLIGHT)
  }

  /** Expected time in flight of one call by the near past, in milliseconds. */
  residenceMs(row: number): number {
    const rows = this.#rows
    const at = row * COLUMNS
    const exposureMs = (rows[at + EXPOSURE] ?? 0) + PRIOR_CALLS * ((rows[at + USUAL] ?? 0) || SOME_MS)
    const mean = exposureMs / ((rows[at + COMPLETIONS] ?? 0) + PRIOR_CALLS)
    return Math.min(Math.max(mean, LEAST_RESIDENCE_MS), MOST_MS)
  }

  /** Mean requests in flight in the near past while there were any, as far as there was one; else what is usual. */
  meanInFlight(row: number): number {
    if (this.#usualInFlight === 0) return 0
    const rows = this.#rows
    const at = row * COLUMNS
    const priorMs = PRIOR_CALLS * ((rows[at + USUAL] ?? 0) || SOME_MS)
    const busyMs = (rows[at + BUSY] ?? 0) + priorMs / this.#usualInFlight
    return Math.min(((rows[at + EXPOSURE] ?? 0) + priorMs) / busyMs, MOST_IN_FLIGHT)
  }

  /** 0.01 to 1. */
  successRate(row: number): number {
    return this.#cell(row, SUCCESS)
  }

  weight(row: number): number {
    return this.#cell(row, WEIGHT)
  }

  /** As reported; 0: none, or one that cannot be. */
  capacity(row: number): number {
    return this.#cell(row, CAPACITY)
  }

  /** The least capacity; 0: not all report one. */
  leastCapacity(): number {
    let least = Infinity
    for (let row = 0; row < this.#backends.length; row += 1) {
      const capacity = this.#cell(row, CAPACITY)
      if (capacity === 0) return 0
      if (capacity < least) least = capacity
    }
    return least
  }

  /** What is known of most of those that were read. */
  knowledge(): Knowledge {
    let told = 0
    let estimated = 0
    let old = 0
    const count = this.#backends.length
    for (let row = 0; row < count; row += 1) {
      const known = this.#knowledgeOf(row)
      if (known === 'told') told += 1
      else if (known === 'estimated') estimated += 1
      else if (known === 'old') old += 1
    }
    if (told >= count / 2) return 'told'
    if (told + estimated >= count / 2) return 'estimated'
    // A newcomer knows nothing, and is no reason to forget what the others know.
    if (told + estimated + old === 0) return 'nothing'
    return old > 0 ? 'old' : 'told'
  }

  /**
   * Expected time of one more call where no capacity is known. Little's law: in the near past a call stayed `residence` while
   * `mean` were in flight; the more are in flight now, the longer it will stay. How much of the growth shows in the time of a call is 1 where
   * all requests share a capacity that is used up, and 0 where there is room. Nobody says which it is, so it is in between, 3/4: measured in
   * the simulator, less is worse in lines and more where there is room.
   */
  costByFlow(row: number): number {
    const crowding = (this.inFlight(row) + PRIOR_IN_FLIGHT) / (this.meanInFlight(row) + PRIOR_IN_FLIGHT)
    const root = Math.sqrt(crowding)
    return (this.residenceMs(row) * root * Math.sqrt(root)) / this.#worth(row)
  }

  /**
   * The same where the capacity is known: how full the backend will be, in proportion; with the time that calls really stay there, since
   * a capacity may be wrong, and changes before it is reported.
   *
   * @param most counts instead of a larger capacity.
   */
  costByCapacity(row: number, most: number): number {
    const capacity = Math.min(this.capacity(row), most)
    return ((this.inFlight(row) + 1) * this.residenceMs(row)) / (capacity * this.#worth(row))
  }

  /** Where completions are an estimate, the near past is one, too: the usual latency is the better word, and half of it is noise. */
  roughCost(row: number): number {
    const usualMs = this.#cell(row, USUAL)
    const latencyMs = usualMs > 0 && usualMs < MOST_MS ? usualMs : SOME_MS
    return ((this.inFlight(row) + 1) * Math.sqrt(latencyMs)) / this.weight(row)
  }

  /** A failure costs the time of another try, and more, so the success rate counts twice. */
  #worth(row: number): number {
    const success = this.#cell(row, SUCCESS)
    return success * success * this.#cell(row, WEIGHT)
  }

  #knowledgeOf(row: number): Knowledge {
    const backend = this.#backends[row]
    if (backend === undefined) return 'nothing'
    if (this.#cell(row, ESTIMATED) === 0) {
      return this.#cell(row, USUAL) > 0 || liveLatencyMs(backend) > 0 ? 'told' : 'nothing'
    }
    const age = backend.signals.loadReportAgeMs()
    return age !== undefined && age <= OLD_REPORT_MS ? 'estimated' : 'old'
  }

  #cell(row: number, column: number): number {
    return this.#rows[row * COLUMNS + column] ?? 0
  }
}
