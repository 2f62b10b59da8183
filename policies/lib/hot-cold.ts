/**
 * Hot-cold lexicographic choice: of the backends that are not hot the one with the least latency, else the one with the
 * least load.
 *
 * Source: Wydrowski, Kleinberg, Rumble and Archer, NSDI 2024, section 4.
 */

/** What is compared, in columns; the first `size` entries count. */
export interface HotColdSample {
  /** Indexes of backends. */
  readonly indexes: Uint32Array
  readonly loads: Float64Array
  readonly latencies: Float64Array
  size: number
}

export function newSample(capacity: number): HotColdSample {
  return {
    indexes: new Uint32Array(capacity),
    loads: new Float64Array(capacity),
    latencies: new Float64Array(capacity),
    size: 0,
  }
}

/** Whether the one at this place of the sample is cold: its load is not more than `hottest`. */
export function isCold({ loads }: HotColdSample, at: number, hottest: number): boolean {
  return (loads[at] ?? Infinity) <= hottest
}

/**
 * The place of the winner in a sample of at least one. Equals: the first from `start` on, which a caller draws, so that a
 * sample in the order of the pool does not favour its first backend.
 */
export function bestOf(sample: HotColdSample, hottest: number, start: number): number {
  const { loads, latencies, size } = sample
  let [cold, coldest, hot, least] = [-1, Infinity, start, Infinity]
  for (let step = 0; step < size; step += 1) {
    const at = start + step < size ? start + step : start + step - size
    const latency = latencies[at] ?? Infinity
    const load = loads[at] ?? Infinity
    if (load <= hottest) {
      if (latency >= coldest) continue
      cold = at
      coldest = latency
    } else if (load < least) {
      hot = at
      least = load
    }
  }
  return cold >= 0 ? cold : hot
}
