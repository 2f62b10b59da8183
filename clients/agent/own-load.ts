import { describeError } from '../typescript/describe-error.ts'
import type { Load } from '../typescript/load.ts'
import type { Log } from '../typescript/log.ts'
import { checkLoad } from './load-fields.ts'
import type { LoadMeter } from './load-meter.ts'
import type { LoadSample } from './member.ts'

export interface OwnLoadOptions {
  readonly capacity?: number
  readonly load?: () => Load
}

/** What the agent measures, and what the backend adds. A function that throws or answers nonsense costs only its own part. */
export function createOwnLoad(meter: LoadMeter, options: OwnLoadOptions, log: Log): () => LoadSample {
  let lastProblem = ''
  const own = (): Load => {
    const capacity = options.capacity === undefined ? {} : { capacity: options.capacity }
    return { ...meter.take(), ...capacity }
  }
  const added = (): Load => {
    let problem = ''
    try {
      const checked = checkLoad(options.load?.() ?? {})
      if (checked.kind === 'load') return checked.load
      problem = checked.problem
    } catch (error) {
      problem = describeError(error)
    } finally {
      if (problem !== '' && problem !== lastProblem) log.warn('the load function is of no use', { problem })
      lastProblem = problem
    }
    return {}
  }
  return () => ({ load: { ...own(), ...added() }, ageMs: 0 })
}
