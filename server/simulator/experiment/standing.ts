import { ORACLE } from '../world/oracle.ts'
import type { Cell } from './experiment.ts'

/** How a contender did in a scenario by p99; the oracle is a bound and takes no part. */
export type Standing = 'best' | 'tied' | 'behind' | 'bound'

/** Tied: its interval and that of the best have something in common, so the seeds do not tell them apart. */
export function standingOf(cell: Cell, cells: readonly Cell[]): Standing {
  if (cell.policy === ORACLE) return 'bound'
  const rivals = cells.filter(({ scenario, policy }) => scenario === cell.scenario && policy !== ORACLE)
  const best = rivals.reduce((least, each) => (each.figures.p99.median < least.figures.p99.median ? each : least), cell)
  if (best.figures.p99.median === cell.figures.p99.median) return 'best'
  return cell.figures.p99.low <= best.figures.p99.high ? 'tied' : 'behind'
}
