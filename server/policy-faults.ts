import type { PolicyCatalog } from './admin/ports.ts'
import { didYouMean } from './config/index.ts'
import type { Fault, ServerConfig } from './config/index.ts'
import { policiesOf, type PolicyChoice, type PoolConfig } from './pools/pool-config.ts'

/** A configuration asks for policies that this process cannot run as they are. */
export class PolicyFaults extends Error {
  override readonly name = 'PolicyFaults'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ at, expected, got }) => `${at.join('.')}: expected ${expected}, got ${got}`).join('; '))
    this.faults = faults
  }
}

/** What is wrong with the policies that a configuration asks for, each with its path in the file. Empty: nothing. */
export function policyFaults(catalog: PolicyCatalog, config: ServerConfig): readonly Fault[] {
  const { poolDefaults, pools } = config
  return [
    ...faultsOfPool(catalog, ['poolDefaults'], poolDefaults, undefined),
    ...pools.flatMap((pool, index) => faultsOfPool(catalog, ['pools', index], pool, poolDefaults)),
  ]
}

/** What a pool has from the defaults is told of these, once. */
function faultsOfPool(
  catalog: PolicyCatalog,
  at: readonly PropertyKey[],
  pool: PoolConfig,
  defaults: PoolConfig | undefined,
): readonly Fault[] {
  const told = new Map(
    defaults === undefined ? [] : policiesOf(defaults).map(([path, choice]) => [path.join('.'), choice]),
  )
  return policiesOf(pool).flatMap(([path, choice]) => {
    const key = path.join('.')
    if (JSON.stringify(choice) === JSON.stringify(told.get(key))) return []
    return faultsOfChoice(catalog, [...at, ...path], choice, key === 'fallbackPolicy')
  })
}

function faultsOfChoice(
  catalog: PolicyCatalog,
  at: readonly PropertyKey[],
  choice: PolicyChoice,
  mustBeBuiltIn: boolean,
): readonly Fault[] {
  const { type } = choice
  const types = catalog.list().map((policy) => policy.type)
  if (!catalog.has(type)) {
    const near = didYouMean(type, types)
    const hint = near === undefined ? '' : `did you mean "${near}"?`
    const expected = `a policy that is loaded: ${types.join(', ')}`
    return [{ at: [...at, 'type'], part: 'value', expected, got: `"${type}"`, hint }]
  }
  if (mustBeBuiltIn && !catalog.isBuiltIn(type)) {
    const expected = 'a built-in policy, since it serves when others fail'
    return [{ at: [...at, 'type'], part: 'value', expected, got: `"${type}"`, hint: '' }]
  }
  const problem = catalog.check(choice)
  if (problem === undefined) return []
  return [{ at: [...at, 'config', ...pathOf(problem.field)], part: 'value', hint: '', ...inWords(problem.problem) }]
}

/** `weights[0].share` as keys and indexes; a policy names its parameters itself, with or without "config." before. */
function pathOf(field: string): readonly PropertyKey[] {
  const keys = field.split(/[.[\]]+/).filter((part) => part !== '')
  const own = keys[0] === 'config' ? keys.slice(1) : keys
  return own.map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

function inWords(problem: string): Pick<Fault, 'expected' | 'got'> {
  const [, expected, got] = /^expected (.*), got (.*)$/s.exec(problem) ?? []
  return expected === undefined || got === undefined
    ? { expected: 'parameters that the policy accepts', got: problem }
    : { expected, got }
}
