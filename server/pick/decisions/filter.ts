import type { Decision, DecisionFilter } from '../../use-cases.ts'

export function passes(decision: Decision, { pool, policy, reason, backendId, errorReason }: DecisionFilter): boolean {
  return (
    (pool === '' || decision.pool === pool) &&
    (policy === '' || decision.policy === policy) &&
    (reason === undefined || decision.reason === reason) &&
    (backendId === '' || decision.backendId === backendId) &&
    (errorReason === '' || decision.errorReason === errorReason)
  )
}
