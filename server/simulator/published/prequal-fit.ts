import type { Task } from '../jobs/runner.ts'
import type { RunResult } from '../result.ts'
import { type Neighbours, prequalTestbed } from '../scenarios/prequal.ts'

/** What the fit moves. */
interface Unknowns {
  /** Capacity under pressure, relative to the capacity without. */
  readonly pressed: number
  /** Share of the time under pressure. */
  readonly chance: number
  readonly everyMs: number
  readonly capacity: number
  readonly workMs: number
}

export interface FitStep extends Unknowns {
  /** Sum of the squared logarithms of ours / published. */
  readonly misfit: number
  /** Ours, in milliseconds, in the order of the cells. */
  readonly cells: readonly number[]
}

interface FittedCell {
  readonly policy: string
  readonly load: number
  readonly figure: 'p90' | 'p99'
  readonly publishedMs: number
}

/** The four cells of weighted round robin and one of round robin; whoever gives up at the deadline took 5 s. */
const CELLS: readonly FittedCell[] = [
  { policy: 'weighted_round_robin_orca', load: 0.7, figure: 'p90', publishedMs: 173 },
  { policy: 'weighted_round_robin_orca', load: 0.7, figure: 'p99', publishedMs: 314 },
  { policy: 'weighted_round_robin_orca', load: 0.9, figure: 'p90', publishedMs: 1_667 },
  { policy: 'weighted_round_robin_orca', load: 0.9, figure: 'p99', publishedMs: 5_000 },
  { policy: 'round_robin', load: 0.7, figure: 'p90', publishedMs: 4_984 },
]

const START: Unknowns = { pressed: 0.53, chance: 0.2, everyMs: 40_000, capacity: 5, workMs: 80 }

/** First step of each unknown as a factor; it shrinks to its root whenever no step helps. */
const FIRST_STEP = 1.25
const LAST_STEP = 1.03

const SEEDS = [7]

/**
 * Finds neighbours under which weighted round robin and round robin do as published: one unknown after the other goes up or down
 * by a factor as long as that brings the cells nearer.
 */
export async function fitNeighbours(
  run: (tasks: readonly Task[]) => Promise<readonly RunResult[]>,
  told: (step: FitStep) => void,
): Promise<FitStep> {
  const tried = async (unknowns: Unknowns): Promise<FitStep> => {
    const step = judge(unknowns, await run(tasksOf(unknowns)))
    told(step)
    return step
  }
  let best = await tried(START)
  for (let factor = FIRST_STEP; factor > LAST_STEP; factor = Math.sqrt(factor)) {
    for (let helped = true; helped;) {
      helped = false
      for (const move of movesBy(factor)) {
        const next = await tried(move(best))
        if (next.misfit >= best.misfit) continue
        best = next
        helped = true
      }
    }
  }
  return best
}

/** Up and down for each unknown. */
function movesBy(factor: number): ((from: Unknowns) => Unknowns)[] {
  return [factor, 1 / factor].flatMap((by) => [
    (from: Unknowns) => ({ ...from, pressed: Math.min(1, from.pressed * by) }),
    (from: Unknowns) => ({ ...from, chance: Math.min(0.9, from.chance * by) }),
    (from: Unknowns) => ({ ...from, everyMs: from.everyMs * by }),
    (from: Unknowns) => ({ ...from, workMs: from.workMs * by }),
    (from: Unknowns) => ({ ...from, capacity: from.capacity * by }),
  ])
}

export function neighboursFrom({ pressed, chance, everyMs, capacity, workMs }: Unknowns): Neighbours {
  return { antagonist: { factors: [1, pressed], chances: [1 - chance, chance], everyMs }, capacity, workMs }
}

function tasksOf(unknowns: Unknowns): Task[] {
  const neighbours = neighboursFrom(unknowns)
  return distinctRuns().flatMap(({ policy, load }) =>
    SEEDS.map((seed) => ({
      scenario: prequalTestbed(load, neighbours),
      contender: { label: policy, policy: { type: policy, config: {} } },
      seed,
    })),
  )
}

/** Cells of the same run are told apart by their figure only. */
function distinctRuns(): FittedCell[] {
  return CELLS.filter(
    (cell, index) => CELLS.findIndex(({ policy, load }) => policy === cell.policy && load === cell.load) === index,
  )
}

function judge(unknowns: Unknowns, results: readonly RunResult[]): FitStep {
  const cells = CELLS.map(({ policy, load, figure }) => {
    const runs = results.filter(
      ({ contender, scenario }) => contender === policy && scenario === prequalTestbed(load).name,
    )
    return runs.reduce((sum, { latency }) => sum + latency[figure], 0) / runs.length
  })
  const misfit = CELLS.reduce((sum, { publishedMs }, at) => sum + Math.log((cells[at] ?? 0) / publishedMs) ** 2, 0)
  return { ...unknowns, cells, misfit }
}
