import type { Refusal } from '../errors.ts'
import { refuse, refuseField } from '../errors.ts'
import { policiesOf, type PoolConfig } from '../pools/pool-config.ts'
import type { PolicyCatalog } from './ports.ts'

/** Whether this replica can run the policies of a pool's configuration. Undefined: it can. */
export function checkPolicies(policies: PolicyCatalog, config: PoolConfig): Refusal | undefined {
  for (const [path, choice] of policiesOf(config)) {
    const field = path.join('.').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    if (!policies.has(choice.type)) {
      const known = policies.list().map((policy) => policy.type)
      const message = `${field}.type: no policy ${choice.type} is loaded; there are ${known.join(', ')}`
      return refuse('UNKNOWN_POLICY', message, { field: `${field}.type`, policy: choice.type })
    }
    const problem = policies.check(choice)
    if (problem !== undefined) {
      return refuseField(`${field}.config.${problem.field}`, problem.problem, 'INVALID_POOL_CONFIG')
    }
  }
  if (policies.isBuiltIn(config.fallbackPolicy.type)) return undefined
  return refuseField(
    'fallback_policy.type',
    'must be a built-in policy, since it serves when others fail',
    'INVALID_POOL_CONFIG',
  )
}
