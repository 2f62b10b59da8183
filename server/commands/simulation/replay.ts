import type { ReplayReport } from '../../../clients/cli/simulations.ts'
import { refuse } from './refused.ts'

export function replay(..._args: unknown[]): Promise<ReplayReport> {
  return refuse('not yet', '')
}
