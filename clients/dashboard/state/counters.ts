/** Turns counters that only grow into rates over a sliding window. A counter that shrinks has started anew. */
export interface Counters {
  /** Takes in what the counters say now; keys that are missing are forgotten. */
  add(at: number, counts: Iterable<readonly [string, number]>): void
  /** How much a counter grew within the window. */
  grown(key: string): number
  /** Per second. Undefined: there is no second sample yet. */
  rate(key: string): number | undefined
}

interface Counter {
  last: number
  /** One for each of `times`, the first of which only says where the window begins. */
  readonly steps: number[]
}

export function createCounters(windowMs: number): Counters {
  const times: number[] = []
  let counters = new Map<string, Counter>()

  const seconds = (): number => ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000
  const grown = (key: string): number => {
    const steps = counters.get(key)?.steps ?? []
    let sum = 0
    for (let index = 1; index < steps.length; index++) sum += steps[index] ?? 0
    return sum
  }
  return {
    add(at, counts) {
      times.push(at)
      // The newest sample before the window stays: growth is counted from it.
      let old = 0
      while (old + 1 < times.length - 1 && (times[old + 1] ?? at) <= at - windowMs) old++
      times.splice(0, old)
      const next = new Map<string, Counter>()
      for (const [key, count] of counts) {
        const counter = counters.get(key) ?? { last: count, steps: Array<number>(times.length - 1 + old).fill(0) }
        counter.steps.push(count >= counter.last ? count - counter.last : count)
        counter.steps.splice(0, old)
        counter.last = count
        next.set(key, counter)
      }
      counters = next
    },
    grown,
    rate: (key) => (times.length < 2 || !counters.has(key) ? undefined : grown(key) / Math.max(seconds(), 0.001)),
  }
}
