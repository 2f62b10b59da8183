import type { CheckResult } from './result.ts'

export interface ThresholdOptions {
  /** Passes in a row that make an unhealthy backend healthy. */
  readonly rise: number
  /** Failures in a row that make a healthy backend unhealthy. */
  readonly fall: number
}

/** Turns single results into a health that does not flap. The first result decides alone: there is nothing to go by yet. */
export function createThresholds({ rise, fall }: ThresholdOptions): (result: CheckResult) => 'healthy' | 'unhealthy' {
  let healthy: boolean | undefined
  let against = 0
  return ({ kind }) => {
    const passed = kind === 'passed'
    against = passed === healthy ? 0 : against + 1
    if (healthy === undefined || against >= (healthy ? fall : rise)) {
      healthy = passed
      against = 0
    }
    return healthy ? 'healthy' : 'unhealthy'
  }
}
