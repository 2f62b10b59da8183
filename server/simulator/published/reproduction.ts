import type { Spread } from '../experiment/spread.ts'
import { spreadOf } from '../experiment/spread.ts'
import type { Task } from '../jobs/runner.ts'
import type { RunResult } from '../result.ts'
import type { Contender, Scenario } from '../scenario.ts'

/** How much is run. */
export interface Effort {
  readonly seeds: readonly number[]
  /** Share of the full length of each run that is measured, 0 to 1. */
  readonly length: number
}

export const FULL: Effort = { seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], length: 1 }
export const QUICK: Effort = { seeds: [1, 2], length: 0.25 }

/** What a row holds ours against. */
export type Yardstick =
  /** What was published, or follows from a formula. `text` stands for it where it is no number, such as a time-out. */
  | { readonly kind: 'published'; readonly value: number; readonly text?: string; readonly fitted?: boolean }
  /** `byInterval`: it is missed only when the whole interval lies above it. */
  | { readonly kind: 'target'; readonly atMost: number; readonly byInterval?: boolean }
  | { readonly kind: 'target'; readonly atLeast: number }
  | { readonly kind: 'none' }

export interface Row {
  readonly what: string
  readonly unit: 'ms' | '%' | '×' | 'service times'
  /** Undefined: nothing could be measured. */
  readonly ours: Spread
  readonly yardstick: Yardstick
}

/** The runs of one contender in one scenario, in the order of the seeds. */
export type RunsOf = (scenario: string, contender: string) => readonly RunResult[]

/** A published result, or targets of our own: the runs that it takes, and what they are held against. */
export interface Reproduction {
  readonly name: string
  readonly title: string
  readonly source: string
  tasks(effort: Effort): readonly Task[]
  rows(runsOf: RunsOf): readonly Row[]
  /** What to know when reading the table: how ours differs, and why. */
  readonly notes: readonly string[]
}

export function contender(type: string, config: Readonly<Record<string, unknown>> = {}, label = type): Contender {
  return { label, policy: { type, config } }
}

/** Every contender meets every scenario with every seed. */
export function tasksOf(
  scenarios: readonly Scenario[],
  contenders: readonly Contender[],
  { seeds, length }: Effort,
): Task[] {
  return scenarios.flatMap((scenario) =>
    contenders.flatMap((each) =>
      seeds.map((seed) => ({ scenario: shortened(scenario, length), contender: each, seed })),
    ),
  )
}

function shortened(scenario: Scenario, length: number): Scenario {
  const { warmUpMs, durationMs, arrivals, backends } = scenario
  // What happens at set times cannot be cut off.
  const isTimed = arrivals.steps !== undefined || backends.some(({ phases }) => phases !== undefined)
  return isTimed ? scenario : { ...scenario, durationMs: warmUpMs + (durationMs - warmUpMs) * length }
}

/** A figure over the runs. */
export function figureOf(runs: readonly RunResult[], figure: (run: RunResult) => number): Spread {
  return spreadOf(runs.map(figure))
}

/** A figure of one divided by that of the other with the same seed. */
export function ratioOf(
  runs: readonly RunResult[],
  others: readonly RunResult[],
  figure: (run: RunResult) => number,
): Spread {
  return spreadOf(
    runs.flatMap((run) => {
      const other = others.find(({ seed }) => seed === run.seed)
      return other === undefined ? [] : [figure(run) / figure(other)]
    }),
  )
}

/** The largest over the mean. */
export function fullestOverMean(values: readonly number[]): number {
  return Math.max(...values) / (values.reduce((sum, each) => sum + each, 0) / values.length)
}

/** A number that is computed and has no spread. */
export function exactly(value: number): Spread {
  return { median: value, low: value, high: value, confidence: 1 }
}
