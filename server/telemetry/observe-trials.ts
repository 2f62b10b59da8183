import type { PoolPicks } from '../pick/pool-picks.ts'
import type { Canary } from '../pick/trial/canary.ts'
import type { Shadow } from '../pick/trial/shadow.ts'
import type { Observe } from './metric-sources.ts'

/** The policies that a pool tries beside its own. `now`: by the clock. */
export function observeTrials(observe: Observe, { pool, trials }: PoolPicks, now: number): void {
  const { shadow, canary, rollbacks } = trials
  if (rollbacks > 0 || canary !== undefined) observe('lookaside.canary.rollbacks', rollbacks, { pool: pool.name })
  if (shadow !== undefined) observeShadow(observe, pool.name, shadow, now)
  if (canary !== undefined) observeCanary(observe, pool.name, pool.config.policy.type, canary)
}

function observeShadow(observe: Observe, pool: string, shadow: Shadow, now: number): void {
  const { agreed, differed, nobody, failures } = shadow
  const labels = { pool, policy: shadow.settings.policy.type }
  for (const [result, count] of Object.entries({ agreed, differed, nobody, failed: failures })) {
    observe('lookaside.shadow.picks', count, { ...labels, result })
  }
  const { costRatio } = shadow.report(now)
  if (costRatio !== undefined) observe('lookaside.shadow.cost_ratio', costRatio.estimate, labels)
}

function observeCanary(observe: Observe, pool: string, policy: string, canary: Canary): void {
  const report = canary.report()
  observe('lookaside.canary.share', report.percent / 100, { pool, policy: report.policy })
  observe('lookaside.canary.rolled_back', report.rolledBack === '' ? 0 : 1, { pool })
  for (const [arm, type] of [
    ['canary', report.policy],
    ['pool', policy],
  ] as const) {
    const { outcomes, failures, p99Ms } = report[arm]
    const labels = { pool, policy: type, arm }
    observe('lookaside.canary.outcomes', outcomes - failures, { ...labels, result: 'success' })
    observe('lookaside.canary.outcomes', failures, { ...labels, result: 'failure' })
    if (p99Ms !== undefined) observe('lookaside.canary.latency_p99', p99Ms / 1_000, labels)
  }
}
