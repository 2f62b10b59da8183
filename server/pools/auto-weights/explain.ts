import type { AutoWeightView } from '../../use-cases.ts'
import type { BackendEntry } from '../backend-entry.ts'
import type { Pool } from '../pool.ts'
import type { FactorChange, Verdict } from './auto-weight.ts'

/** What automatic weights do about a backend. Undefined: they are off. */
export function autoWeightView(pool: Pool, { autoWeight }: BackendEntry, now: number): AutoWeightView | undefined {
  const { mode, inForce } = pool.autoWeights
  if (mode === 'off') return undefined
  const { factor, verdict, changes } = autoWeight
  const newest = changes.at(-1)
  const moved = newest !== undefined && newest.verdict === verdict ? `: ${arrow(newest)}` : ''
  const words = (about: Verdict): string => describe(about, pool)
  return {
    factor,
    inForce,
    reason: `${words(verdict)}${moved}${caveat(pool)}`,
    changes: [...changes].reverse().map((change) => ({
      ageMs: Math.max(0, now - change.at),
      before: change.before,
      after: change.after,
      reason: `${words(change.verdict)}: ${arrow(change)}`,
    })),
  }
}

function describe(verdict: Verdict, { config }: Pool): string {
  switch (verdict.kind) {
    case 'waiting':
      return `waits for its first step, one each ${config.autoWeights.intervalMs / 1_000} s`
    case 'learned':
      return 'taken over from the other replicas'
    case 'held':
      return `held, since ${verdict.why}`
    case 'measured': {
      const { reported, utilization, mean, isNear } = verdict
      const distance = isNear ? 'near' : utilization > mean ? 'over' : 'under'
      // Apart where the factor is not in force: reported without it, expected with it.
      const expected = two(reported) === two(utilization) ? '' : `, ${two(utilization)} with the factor,`
      return `utilization ${two(reported)}${expected} ${distance} the mean ${two(mean)}`
    }
  }
}

function caveat({ autoWeights, config }: Pool): string {
  if (autoWeights.mode === 'dry_run') return ' (dry run)'
  return autoWeights.inForce ? '' : ` (not in force: the policy ${config.policy.type} does not follow weights)`
}

function arrow({ before, after }: FactorChange): string {
  return `${two(before)} -> ${two(after)}`
}

function two(value: number): string {
  return value.toFixed(2)
}
