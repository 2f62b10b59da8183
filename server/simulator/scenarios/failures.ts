import type { Phase, Scenario } from '../scenario.ts'
import { BASE } from './base.ts'
import { UNDETECTED } from './undetected.ts'

/** Ten steady backends at 70 % load, of which one gets into trouble for 20 of 50 seconds. */
function troubled(name: string, description: string, trouble: Omit<Phase, 'fromMs' | 'untilMs'>): Scenario {
  const group = { discipline: 'processor_sharing', capacity: 5 } as const
  return {
    ...BASE,
    name,
    description: `One of 10 backends ${description} from 15 s to 35 s; 70 % load`,
    durationMs: 50_000,
    warmUpMs: 2_000,
    backends: [
      { ...group, count: 9 },
      { ...group, count: 1, phases: [{ fromMs: 15_000, untilMs: 35_000, ...trouble }] },
    ],
  }
}

const failFast = { errorRate: 0.9, errorMs: 1 }

/** A backend that fails at once looks idle, and draws to itself what it fails. */
export const SINKHOLE: Scenario = {
  ...troubled('sinkhole', 'fails 90 % of its calls within 1 ms, and nothing ejects it,', failFast),
  pool: UNDETECTED,
}

export const SINKHOLE_EJECTED: Scenario = troubled(
  'sinkhole-ejected',
  'fails 90 % of its calls within 1 ms, with outlier detection,',
  failFast,
)

export const SLOW_ONE: Scenario = troubled('slow-one', 'is 10 times slower', { speed: 0.1 })

/** Without a word: connections fail, and heartbeats stop. */
export const CRASH: Scenario = troubled('crash', 'is gone', { down: true })
