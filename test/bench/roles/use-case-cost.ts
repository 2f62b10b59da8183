import { backendsIn } from '../messages.ts'
import { until } from '../until.ts'
import { registerIn, startMemoryReplica } from './memory-replica.ts'
import { SIZES } from './pick-cost.ts'
import { PLAIN_OUTCOME, PLAIN_QUERY } from './plain.ts'
import { nanoseconds, type Budget } from './timing.ts'

/** Nanoseconds of the whole use case: plan, policy, ledger, token and answer, with and without the report of the outcome. */
export async function measureUseCases(budget: Budget): Promise<Record<string, number>> {
  const costs: Record<string, number> = {}
  for (const backends of SIZES) {
    const replica = await startMemoryReplica()
    const all = backendsIn(1, backends)
    registerIn(replica, all)
    const pool = all[0]?.pool ?? ''
    await until(
      'the backends are eligible',
      () => replica.useCases.admin.listPools(1, '').items[0]?.eligible === backends,
    )
    const { picks } = replica.useCases
    const tokens: string[] = []
    const pickOne = (): void => {
      const answer = picks.pick({ ...PLAIN_QUERY, pool })
      if (answer.kind === 'refused') throw new Error(answer.message)
      tokens.push(answer.token)
    }
    const reportAll = (): void => {
      for (const token of tokens) picks.report({ ...PLAIN_OUTCOME, token })
      tokens.length = 0
    }
    costs[`${backends} pick`] = nanoseconds(pickOne, budget, reportAll)
    costs[`${backends} pick + report`] = nanoseconds(() => {
      pickOne()
      reportAll()
    }, budget)
    await replica.stop()
  }
  return costs
}
