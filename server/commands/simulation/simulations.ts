import type {
  Refusal,
  SimulationAnswer,
  SimulationProgress,
  SimulationRequest,
  Simulations,
} from '../../../clients/cli/simulations.ts'
import { renderReport } from '../../simulator/report/report.ts'
import type { Contender } from '../../simulator/scenario.ts'
import { SCENARIOS } from '../../simulator/scenarios/index.ts'
import { ORACLE } from '../../simulator/world/oracle.ts'
import { chooseContenders } from './contenders.ts'
import { Refused } from './refused.ts'
import { replay } from './replay.ts'
import { resultLine } from './result-line.ts'
import { runPlan } from './run.ts'
import { chooseScenarios, scenarioLine } from './scenarios.ts'
import { type SimulationSurroundings, writeReport } from './surroundings.ts'

/** Odd, so that the median is a run, and few enough for an answer within seconds. */
const DEFAULT_SEEDS = [1, 2, 3, 4, 5]

export function createSimulations(around: SimulationSurroundings): Simulations {
  return {
    list: () => SCENARIOS.map(scenarioLine),
    run: (request, onProgress) => answer(() => run(request, around, onProgress)),
    replay: (request, onProgress) => answer(() => replay(request, around, onProgress)),
  }
}

async function answer<Report>(
  make: () => Promise<Report>,
): Promise<{ readonly kind: 'done'; readonly report: Report } | Refusal> {
  try {
    return { kind: 'done', report: await make() }
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}

type Done = Extract<SimulationAnswer, { kind: 'done' }>['report']

async function run(
  request: SimulationRequest,
  around: SimulationSurroundings,
  onProgress: (progress: SimulationProgress) => void,
): Promise<Done> {
  const { scenarios, sweep } = chooseScenarios(request, around)
  const chosen = await chooseContenders(request, around)
  const seeds = request.seeds.length === 0 ? DEFAULT_SEEDS : request.seeds
  const plan = { scenarios, contenders: chosen.contenders, seeds, reference: referenceOf(chosen.contenders) }
  const experiment = await runPlan(plan, chosen, { ...around, jobs: request.jobs }, onProgress)
  if (request.report !== undefined) {
    writeReport(request.report, renderReport({ experiment, sweep, version: around.version }), around)
  }
  return {
    ...{ seeds, reference: plan.reference ?? null },
    sweep: sweep === undefined ? null : { path: sweep.path, values: sweep.values },
    scenarios: scenarios.map(scenarioLine),
    results: experiment.cells.map((cell) => resultLine(cell, experiment)),
  }
}

/** The oracle, else the first; one alone is compared to nobody. */
function referenceOf(contenders: readonly Contender[]): string | undefined {
  if (contenders.length < 2) return undefined
  return (contenders.find(({ policy }) => policy.type === ORACLE) ?? contenders[0])?.label
}
