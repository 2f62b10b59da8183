import type * as z from 'zod'

import { defaultPoolConfig, type PoolConfig } from '../pools/pool-config.ts'
import { type ConfigValues, configValues } from './config-values.ts'
import { formatEndpoint, isLoopback, parseEndpoint } from './endpoint.ts'
import { convert, readEnvironment } from './environment.ts'
import { layer, type Layers, type Origin, type Override } from './origin.ts'
import { formatPath, isMapping, type Path } from './path.ts'
import { poolConfigOf } from './pool-document.ts'
import { poolDefaultsSchema } from './pool-schema.ts'
import { type ConfigProblem, sortProblems } from './problem.ts'
import { CONFIG_REFERENCE } from './reference.ts'
import type { ServerConfig } from './server-config.ts'
import { serverSchema } from './server-schema.ts'
import { crossFaults } from './server-rules.ts'
import { readYaml } from './strict-yaml.ts'
import { type Fault, faultsOf, written } from './zod-problems.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A value from the command line, for one key of the file. */
export interface FlagSetting {
  /** As it was written, for messages: `--listen`. */
  readonly flag: string
  /** Keys of the file on the way to it: `['http', 'listen']`. */
  readonly path: readonly string[]
  readonly value: string
}

export interface ConfigInput {
  /** Text of the file. Undefined: there is none, so all is default. */
  readonly text: string | undefined
  /** Path of the file, for messages. */
  readonly path: string
  readonly env: Environment
  readonly flags?: readonly FlagSetting[]
}

/** A configuration that the schema has nothing against. */
export interface LoadedConfig {
  readonly kind: 'loaded'
  readonly config: ServerConfig
  readonly warnings: readonly string[]
  /** Where a fault that others find is in the file, in the environment or among the flags. */
  readonly problemOf: (fault: Fault) => ConfigProblem
  /** Every value in force with where it comes from. Made when it is asked for: there may be many. */
  readonly values: () => ConfigValues
}

export type ConfigResult = LoadedConfig | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

/** Reads the configuration of the server. Flags win over environment variables, and these over the file. */
export function loadConfig({ text, path, env, flags = [] }: ConfigInput): ConfigResult {
  const file = text === undefined ? undefined : readYaml(text, path)
  if (file !== undefined && 'syntax' in file) return { kind: 'invalid', problems: file.syntax }
  const environment = readEnvironment(env)
  const layers = layer(file, path, [...environment.overrides, ...flags.map(overrideOf)])
  const builtIn = defaultPoolConfig('')
  const base = poolDefaultsOf(layers.value, builtIn)
  const schema = serverSchema(builtIn, base)
  const result = schema.safeParse(layers.value)
  const faults = [
    ...(result.success ? [] : faultsOf(result.error, schema, layers.value)),
    ...crossFaults(layers.value, layers),
  ]
  const refused = file?.problems ?? []
  const problems = [...refused, ...faults.map((fault) => layers.problemOf(fault)).filter(notUnder(refused))]
  if (!result.success || problems.length > 0) return { kind: 'invalid', problems: sortProblems(problems) }
  const config = configOf(result.data, base, originsOf(layers))
  return {
    ...{ kind: 'loaded', config, warnings: [...environment.warnings, ...exposureWarnings(config)] },
    problemOf: (fault) => layers.problemOf({ ...fault, at: written(layers.value, fault.at) }),
    values: () => configValues(schema, result.data, layers),
  }
}

/** The pools' defaults, or the built-in ones when they are faulty: then the whole is refused anyway. */
function poolDefaultsOf(root: unknown, builtIn: PoolConfig): PoolConfig {
  const section = isMapping(root) ? (root['poolDefaults'] ?? {}) : {}
  const result = poolDefaultsSchema(builtIn, 'text').safeParse(section)
  return result.success ? poolConfigOf('', result.data) : builtIn
}

function overrideOf({ flag, path, value }: FlagSetting): Override {
  const entry = CONFIG_REFERENCE.find((candidate) => candidate.path === path.join('.'))
  return { kind: 'flag', name: flag, path, value: entry === undefined ? value : convert(entry, value) }
}

/** What YAML itself was refused for is not reported again for its value. */
const notUnder =
  (refused: readonly ConfigProblem[]) =>
  ({ path }: ConfigProblem): boolean =>
    !refused.some((problem) => problem.path === path)

function configOf(
  data: z.output<ReturnType<typeof serverSchema>>,
  poolDefaults: PoolConfig,
  origins: ReadonlyMap<string, Origin>,
): ServerConfig {
  return {
    listen: endpointOf(data.listen),
    http: { listen: endpointOf(data.http.listen) },
    insecure: data.insecure,
    store: data.store,
    log: data.log,
    policies: data.policies,
    autoCreatePools: data.autoCreatePools,
    poolDefaults,
    pools: data.pools.map((pool) => poolConfigOf(pool.name, pool)),
    limits: data.limits,
    decisions: data.decisions,
    drainTimeoutMs: data.drainTimeout,
    origins,
  }
}

function endpointOf(text: string) {
  const endpoint = parseEndpoint(text)
  if (endpoint === undefined) throw new TypeError(`the schema let the address ${text} pass`)
  return endpoint
}

function originsOf(layers: Layers): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>()
  for (const { path } of CONFIG_REFERENCE) {
    if (!path.includes('[]')) origins.set(path, layers.originOf(path.split('.')))
  }
  const visit = (value: unknown, path: Path): void => {
    if (isMapping(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key])
    else if (Array.isArray(value)) value.forEach((inner, index) => visit(inner, [...path, index]))
    else origins.set(formatPath(path), layers.originOf(path))
  }
  visit(layers.value, [])
  return origins
}

function exposureWarnings({ listen, http }: ServerConfig): readonly string[] {
  const open = [listen, http.listen].filter(({ host }) => !isLoopback(host)).map(formatEndpoint)
  if (open.length === 0) return []
  return [`insecure is on: whoever reaches ${open.join(' or ')} can pick, register backends and change pools`]
}
