import { resolve } from 'node:path'
import type { SimulationRequest } from '../../../clients/cli/simulations.ts'
import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import type { PolicyFactory } from '../../../policies/policy.ts'
import { didYouMean, isMapping } from '../../config/index.ts'
import { createPolicyCatalog } from '../../policy-host/catalog.ts'
import type { PolicySource } from '../../policy-host/policy-source.ts'
import { PolicyLoadError } from '../../policy-host/policy-source.ts'
import { createPolicyRegistry, PolicyRegistryError } from '../../policy-host/registry.ts'
import type { PoolConfig } from '../../pools/pool-config.ts'
import { loadPolicies } from '../../simulator/jobs/policies.ts'
import type { Contender } from '../../simulator/scenario.ts'
import { ORACLE } from '../../simulator/world/oracle.ts'
import { SILENT_LOG } from '../../telemetry/ports.ts'
import { configSource } from '../config-source.ts'
import type { Surroundings } from '../surroundings.ts'
import { refuse, refuseFiles } from './refused.ts'

export interface ChosenContenders {
  readonly contenders: readonly Contender[]
  /** Policies that are not built in, with where they come from: threads load them anew. Paths are absolute. */
  readonly policies: readonly PolicyFactory[]
  readonly sources: readonly PolicySource[]
  /** Folder that packages are found from. */
  readonly baseDir: string
  /** Period of heartbeats of the pools of the configuration, by name. */
  readonly heartbeats: ReadonlyMap<string, number>
}

const isBuiltIn = (type: string): boolean => BUILT_IN_POLICIES.some((each) => each.type === type)

/** What one compares when one has nothing else in mind; the oracle bounds them all. */
const DEFAULTS = [ORACLE, ...['adaptive', 'peak_ewma', 'least_request', 'round_robin'].filter(isBuiltIn)]

/** The policies that were asked for, checked as `lookaside serve` checks them. @throws Refused */
export async function chooseContenders(
  { policies, config, pools }: Pick<SimulationRequest, 'policies' | 'config' | 'pools'>,
  around: Pick<Surroundings, 'env' | 'readFile' | 'realPath' | 'cwd'>,
): Promise<ChosenContenders> {
  const file = config === undefined ? undefined : poolsOf(config, pools, around)
  const wanted = policies.length === 0 && file === undefined ? DEFAULTS : policies
  const given = wanted.map((text) => readPolicy(text, around.cwd))
  const sources = [...(file?.sources ?? []), ...given.flatMap(({ source }) => source ?? [])]
  const distinct = sources.filter(
    (source, index) => sources.findIndex((each) => JSON.stringify(each) === JSON.stringify(source)) === index,
  )
  const baseDir = file?.baseDir ?? around.cwd
  const loaded = new Map<string, PolicyFactory>()
  for (const source of distinct) {
    const [factory] = await load([source], baseDir)
    if (factory !== undefined) loaded.set(JSON.stringify(source), factory)
  }
  const known = registryOf([...loaded.values()])
  const contenders = [
    ...given.map(({ source, type, config: parameters }) => {
      const name = source === undefined ? type : (loaded.get(JSON.stringify(source))?.type ?? type)
      const written = Object.keys(parameters).length === 0 ? name : `${name} ${JSON.stringify(parameters)}`
      return { label: written, policy: { type: name, config: parameters } }
    }),
    ...(file?.contenders ?? []),
  ]
  for (const contender of contenders) check(contender, known)
  const twice = contenders.find(({ label }, index) => contenders.findIndex((each) => each.label === label) < index)
  if (twice !== undefined) refuse(`"${twice.label}" takes part twice`, 'name each policy and each pool once.')
  return {
    contenders,
    policies: [...loaded.values()],
    sources: distinct,
    baseDir,
    heartbeats: file?.heartbeats ?? new Map(),
  }
}

interface GivenPolicy {
  /** Undefined: the type names it. */
  readonly source: PolicySource | undefined
  readonly type: string
  readonly config: Readonly<Record<string, unknown>>
}

function readPolicy(text: string, cwd: string): GivenPolicy {
  const [, name = '', json] = /^([^{]*?)(?::(\{.*))?$/s.exec(text) ?? []
  if (name === '')
    refuse(`--policy: "${text}" names no policy`, 'write it as least_request or least_request:{"choiceCount":3}.')
  const isPath = /[/\\]|\.[cm]?[tj]s$/.test(name)
  const source: PolicySource | undefined = isPath ? { kind: 'path', path: resolve(cwd, name) } : undefined
  return { source, type: name, config: json === undefined ? {} : parametersOf(json, name) }
}

function parametersOf(json: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(json)
    return isMapping(parsed) ? parsed : {}
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return refuse(`--policy ${name}: its parameters are no JSON: ${reason}`, `write them as ${name}:{"choiceCount":3}.`)
  }
}

interface PoolsOfFile {
  readonly contenders: readonly Contender[]
  readonly sources: readonly PolicySource[]
  readonly baseDir: string
  readonly heartbeats: ReadonlyMap<string, number>
}

/** The pools of a configuration file, each as a contender with its settings. @throws Refused */
function poolsOf(
  config: string,
  names: readonly string[],
  around: Pick<Surroundings, 'env' | 'readFile' | 'realPath' | 'cwd'>,
): PoolsOfFile {
  const source = configSource({ config, settings: [] }, around)
  const reading = source.read()
  const loaded = reading.kind === 'read' ? reading.load() : reading
  if ('problems' in loaded) return refuseFiles(loaded.problems)
  const { pools, policies } = loaded.config
  const missing = names.find((name) => !pools.some((pool) => pool.name === name))
  if (missing !== undefined) {
    const near = didYouMean(
      missing,
      pools.map(({ name }) => name),
    )
    const list = pools.length === 0 ? 'it has none.' : `it has ${pools.map(({ name }) => name).join(', ')}.`
    refuse(`${config} has no pool "${missing}"`, near === undefined ? list : `did you mean "${near}"?`)
  }
  if (pools.length === 0) refuse(`${config} has no pools`, 'list pools in it, or name policies with --policy.')
  const chosen = pools.filter(({ name }) => names.length === 0 || names.includes(name))
  const absolute = policies.map((each) =>
    each.kind === 'path' ? { ...each, path: resolve(source.baseDir, each.path) } : each,
  )
  const heartbeats = new Map(chosen.map(({ name, heartbeat }) => [name, heartbeat.intervalMs]))
  return { contenders: chosen.map(contenderOf), sources: absolute, baseDir: source.baseDir, heartbeats }
}

/** Heartbeats and leases are the scenario's. */
function contenderOf({ name, policy, heartbeat: _beat, pickLeaseMs: _lease, ...pool }: PoolConfig): Contender {
  return { label: name, policy, pool }
}

async function load(sources: readonly PolicySource[], baseDir: string): Promise<readonly PolicyFactory[]> {
  try {
    return await loadPolicies(sources, baseDir)
  } catch (error) {
    if (error instanceof PolicyLoadError)
      return refuse(error.message, 'mend the policy; policies/README.md tells its form.')
    if (error instanceof PolicyRegistryError) return refuse(error.message, 'mend the policy.')
    throw error
  }
}

function registryOf(policies: readonly PolicyFactory[]): ReturnType<typeof createPolicyCatalog> {
  try {
    return createPolicyCatalog(createPolicyRegistry([...BUILT_IN_POLICIES, ...policies], [], SILENT_LOG))
  } catch (error) {
    if (error instanceof PolicyRegistryError) return refuse(error.message, 'give one of them another type.')
    throw error
  }
}

function check({ label, policy }: Contender, known: ReturnType<typeof createPolicyCatalog>): void {
  if (policy.type === ORACLE && Object.keys(policy.config).length === 0) return
  if (!known.has(policy.type)) {
    const types = [ORACLE, ...known.list().map(({ type }) => type)]
    const near = didYouMean(policy.type, types)
    const hint = near === undefined ? `there are ${types.join(', ')}` : `did you mean "${near}"?`
    refuse(`there is no policy "${policy.type}"`, `${hint}; a file is named by its path, such as ./my-policy.ts.`)
  }
  const problem = known.check(policy)
  if (problem === undefined) return
  const where = problem.field === '' ? '' : `${problem.field}: `
  refuse(`${label}: ${where}${problem.problem}`, '`lookaside policies` shows the parameters of each.')
}
