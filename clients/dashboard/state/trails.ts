/** Values over the last minutes, one sample a second, for charts. Its memory is bounded: the oldest sample goes first. */
export interface Trails {
  /** Takes in a sample; NaN: no value. Keys that had no sample for the whole length are forgotten. */
  add(at: number, values: Iterable<readonly [string, number]>): void
  /** Oldest first, milliseconds since 1970. */
  times(): readonly number[]
  /** One value for each of `times`; null: none. */
  values(key: string): readonly (number | null)[]
}

interface Trail {
  readonly ring: Float32Array
  lastSample: number
}

/** A pause longer than this is shown as a gap and not as a line across it. */
const GAP_MS = 4_000

export function createTrails(length: number): Trails {
  const times = new Float64Array(length)
  const trails = new Map<string, Trail>()
  /** Samples ever taken; the newest is in slot `(samples - 1) % length`. */
  let samples = 0

  const push = (at: number, values: Iterable<readonly [string, number]>): void => {
    const slot = samples % length
    times[slot] = at
    for (const trail of trails.values()) trail.ring[slot] = NaN
    for (const [key, value] of values) {
      const trail = trails.get(key) ?? { ring: new Float32Array(length).fill(NaN), lastSample: samples }
      trail.ring[slot] = value
      trail.lastSample = samples
      trails.set(key, trail)
    }
    samples++
    for (const [key, { lastSample }] of trails) if (samples - lastSample > length) trails.delete(key)
  }
  const inOrder = <Value>(at: (slot: number) => Value): Value[] => {
    const kept = Math.min(samples, length)
    return Array.from({ length: kept }, (_, index) => at((samples - kept + index) % length))
  }
  return {
    add(at, values) {
      const last = times[(samples - 1 + length) % length] ?? 0
      if (samples > 0 && at - last > GAP_MS) push(last + 1_000, [])
      push(at, values)
    },
    times: () => inOrder((slot) => times[slot] ?? 0),
    values: (key) => {
      const ring = trails.get(key)?.ring
      return inOrder((slot) => {
        const value = ring?.[slot] ?? NaN
        return Number.isNaN(value) ? null : value
      })
    },
  }
}
