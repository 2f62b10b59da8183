import { median } from '../report/result.ts'

/** A batch is this long or longer, far above the clock's resolution and below a time slice of the machine. */
const BATCH_MS = 0.5

export interface Budget {
  readonly warmUpMs: number
  readonly measureMs: number
}

/** Median nanoseconds of one run, over batches. `after` is called between batches and not timed. */
export function nanoseconds(
  run: (index: number) => void,
  budget: Budget,
  after: (runs: number) => void = () => {},
): number {
  let size = 8
  const batch = (): number => {
    const startedAt = performance.now()
    for (let index = 0; index < size; index += 1) run(index)
    const elapsed = performance.now() - startedAt
    after(size)
    return elapsed
  }
  const warmUntil = performance.now() + budget.warmUpMs
  while (performance.now() < warmUntil) if (batch() < BATCH_MS) size *= 2
  const until = performance.now() + budget.measureMs
  const samples: number[] = []
  while (performance.now() < until || samples.length < 3) samples.push((batch() / size) * 1e6)
  return median(samples)
}

/** Work whose result nobody uses may be optimized away; this uses it. */
export function createSink(): { take(value: number): void; readonly sum: number } {
  let sum = 0
  return {
    take(value) {
      sum = (sum + value) | 0
    },
    get sum() {
      return sum
    },
  }
}
