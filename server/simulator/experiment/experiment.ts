import type { Progress, Runner, Task } from '../jobs/runner.ts'
import { runTasks } from '../jobs/runner.ts'
import type { RunResult } from '../result.ts'
import type { Contender, Scenario } from '../scenario.ts'
import { type Figure, FIGURES, type RatioFigure } from './figures.ts'
import { type LatencyCurve, latencyCurve } from './latency-curve.ts'
import { type Spread, spreadOf } from './spread.ts'

/** Every contender meets every scenario with every seed. */
export interface Plan {
  readonly scenarios: readonly Scenario[]
  readonly contenders: readonly Contender[]
  readonly seeds: readonly number[]
  /** Label of the contender that the others are compared to, seed by seed. Undefined: none. */
  readonly reference: string | undefined
}

/** One contender in one scenario, over all seeds. */
export interface Cell {
  readonly scenario: string
  readonly contender: string
  /** Wire name of its policy. */
  readonly policy: string
  /** Calls counted, all seeds together. */
  readonly requests: number
  readonly figures: Readonly<Record<Figure, Spread>>
  /** Ratios to the reference with the same seed. Undefined: there is no reference. */
  readonly ratios: Readonly<Record<RatioFigure, Spread>> | undefined
  readonly curve: LatencyCurve
  /** The run of the first seed: for pictures of what went on. */
  readonly example: RunResult
}

export interface Experiment {
  readonly plan: Plan
  /** By scenario, then by contender, in the order of the plan. */
  readonly cells: readonly Cell[]
}

export async function runExperiment(
  plan: Plan,
  runners: readonly Runner[],
  onProgress: (progress: Progress) => void = () => {},
): Promise<Experiment> {
  const results = await runTasks(tasksOf(plan), runners, onProgress)
  return { plan, cells: cellsOf(plan, results) }
}

function tasksOf({ scenarios, contenders, seeds }: Plan): Task[] {
  return scenarios.flatMap((scenario) =>
    contenders.flatMap((contender) => seeds.map((seed) => ({ scenario, contender, seed }))),
  )
}

/** `results` in the order of the tasks. */
export function cellsOf(plan: Plan, results: readonly RunResult[]): Cell[] {
  const runsOf = (scenario: string, contender: string): readonly RunResult[] =>
    results.filter((run) => run.scenario === scenario && run.contender === contender)
  return plan.scenarios.flatMap(({ name: scenario }) => {
    const reference = plan.reference === undefined ? undefined : runsOf(scenario, plan.reference)
    return plan.contenders.flatMap(({ label, policy }) => {
      const runs = runsOf(scenario, label)
      const [example] = runs
      return example === undefined ? [] : [cellOf(runs, example, policy.type, reference)]
    })
  })
}

function cellOf(
  runs: readonly RunResult[],
  example: RunResult,
  policy: string,
  reference: readonly RunResult[] | undefined,
): Cell {
  const figure = (name: Figure): Spread => spreadOf(runs.map(FIGURES[name]))
  return {
    scenario: example.scenario,
    contender: example.contender,
    policy,
    requests: runs.reduce((sum, run) => sum + run.requests, 0),
    figures: {
      ...{ mean: figure('mean'), p50: figure('p50'), p90: figure('p90'), p95: figure('p95'), p99: figure('p99') },
      ...{ p999: figure('p999'), max: figure('max'), errors: figure('errors'), timeouts: figure('timeouts') },
      misplaced: figure('misplaced'),
    },
    ratios: reference === undefined ? undefined : ratiosOf(runs, reference),
    curve: latencyCurve(runs.map(({ latency }) => latency)),
    example,
  }
}

function ratiosOf(runs: readonly RunResult[], reference: readonly RunResult[]): Record<RatioFigure, Spread> {
  const ratio = (name: RatioFigure): Spread => {
    const read = FIGURES[name]
    return spreadOf(
      runs.flatMap((run) => {
        const other = reference.find(({ seed }) => seed === run.seed)
        return other === undefined || read(other) === 0 ? [] : [read(run) / read(other)]
      }),
    )
  }
  return { mean: ratio('mean'), p50: ratio('p50'), p90: ratio('p90'), p99: ratio('p99'), p999: ratio('p999') }
}
