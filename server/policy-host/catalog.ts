import { PolicyConfigError } from '../../policies/policy.ts'
import type { PolicyCatalog } from '../admin/ports.ts'
import { describeError } from './describe-error.ts'
import type { PolicyRegistry } from './registry.ts'

/** What operators see of the registry. */
export function createPolicyCatalog(registry: PolicyRegistry): PolicyCatalog {
  return {
    list: () => registry.list(),
    has: (type) => registry.get(type) !== undefined,
    isBuiltIn: (type) => registry.list().some((policy) => policy.type === type && policy.source === 'built-in'),
    check: ({ type, config }) => {
      try {
        registry.get(type)?.parseConfig(config)
        return undefined
      } catch (error) {
        if (!(error instanceof PolicyConfigError)) return { field: '', problem: describeError(error) }
        return { field: error.path, problem: `expected ${error.expected}, got ${error.got}` }
      }
    },
  }
}
