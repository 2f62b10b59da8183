import type { ResultLine } from '../../../clients/cli/simulations.ts'
import type { Cell, Experiment } from '../../simulator/experiment/experiment.ts'
import { standingOf } from '../../simulator/experiment/standing.ts'

/** One contender in one scenario, as the command line shows it. */
export function resultLine(cell: Cell, { plan, cells }: Experiment): ResultLine {
  const { scenario, contender, requests, figures, ratios } = cell
  const { type = '', config = {} } = plan.contenders.find(({ label }) => label === contender)?.policy ?? {}
  return {
    ...{ scenario, contender, policy: { type, config }, calls: requests, figures, ratios: ratios ?? null },
    standing: standingOf(cell, cells),
  }
}
