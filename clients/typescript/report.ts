import type { Clock } from './clock.ts'
import { heed } from './local-backend.ts'
import type { LocalPools } from './local-pools.ts'
import type { LocalTokens } from './local-token.ts'
import type { Outcome } from './outcome.ts'
import { checkOutcome } from './outcome.ts'
import type { Reporter } from './reporter.ts'

/** Takes in the outcomes of picks that the application made by itself; those of picks made here are translated. */
export function createReport(
  reporter: Reporter,
  pools: LocalPools,
  tokens: LocalTokens,
  clock: Clock,
): (outcome: Outcome) => void {
  return (outcome) => {
    checkOutcome(outcome)
    const { result } = outcome
    if (!('token' in outcome) || outcome.token === undefined) {
      if ('pool' in outcome) heed(pools.of(outcome.pool).backend(outcome.backendId), result, clock.now())
      reporter.report(outcome)
      return
    }
    const { token, ...fields } = outcome
    const named = tokens.end(token, result)
    if (named === undefined) reporter.report(outcome)
    else reporter.report({ ...fields, ...named })
  }
}
