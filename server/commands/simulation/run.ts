import type { SimulationProgress } from '../../../clients/cli/simulations.ts'
import { type Experiment, type Plan, runExperiment } from '../../simulator/experiment/experiment.ts'
import { inlineRunner, type Runner } from '../../simulator/jobs/runner.ts'
import { startWorkerRunner } from '../../simulator/jobs/worker-runner.ts'
import type { ChosenContenders } from './contenders.ts'
import { Refused } from './refused.ts'

export interface Threads {
  /** The bundled worker. Undefined: there are no threads. */
  readonly worker: string | URL | undefined
  /** Cores that this process may use. */
  readonly parallelism: number
}

/** Runs a plan on as many threads as asked for, and no more than there are runs. @throws Refused when a policy fails. */
export async function runPlan(
  plan: Plan,
  { policies, sources, baseDir }: Pick<ChosenContenders, 'policies' | 'sources' | 'baseDir'>,
  { worker, parallelism, jobs = parallelism }: Threads & { readonly jobs: number | undefined },
  onProgress: (progress: SimulationProgress) => void,
): Promise<Experiment> {
  const runs = plan.scenarios.length * plan.contenders.length * plan.seeds.length
  const count = Math.max(1, Math.min(jobs, runs))
  const start = (file: string | URL): Runner => startWorkerRunner(file, { sources, baseDir })
  const runners =
    worker === undefined || count === 1 ? [inlineRunner(policies)] : Array.from({ length: count }, () => start(worker))
  try {
    return await runExperiment(plan, runners, onProgress)
  } catch (error) {
    throw new Refused({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  } finally {
    await Promise.all(runners.map((runner) => runner.close()))
  }
}
