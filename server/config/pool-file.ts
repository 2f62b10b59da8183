import { defaultPoolConfig, type PoolConfig } from '../pools/pool-config.ts'
import { loadConfig } from './load-config.ts'
import { layer } from './origin.ts'
import { isMapping, valueAt } from './path.ts'
import { poolConfigOf } from './pool-document.ts'
import { poolSchema } from './pool-schema.ts'
import { type ConfigProblem, sortProblems } from './problem.ts'
import { readYaml } from './strict-yaml.ts'
import { faultsOf } from './zod-problems.ts'

/** A pool as a file gives it. */
export interface PoolOfFile {
  readonly config: PoolConfig
  /** The keys that the file itself sets, in its own form; what it leaves out is the service's to say. */
  readonly written: Readonly<Record<string, unknown>>
}

export type PoolFileResult =
  | { readonly kind: 'loaded'; readonly pools: readonly PoolOfFile[] }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

/**
 * Reads pools to put by the API: a file with one pool, or with a list of them under `pools`, as the file of `lookaside serve`
 * has it. Of such a file `poolDefaults` count as well, and the rest does not matter here.
 */
export function loadPoolFile(text: string, path: string): PoolFileResult {
  const file = readYaml(text, path)
  if ('syntax' in file) return { kind: 'invalid', problems: file.syntax }
  if (valueAt(file.value, ['pools']) !== undefined) return poolsOfServeFile(text, path)
  const schema = poolSchema(defaultPoolConfig(''), 'text')
  const layers = layer(file, path, [])
  const result = schema.safeParse(layers.value)
  const faults = result.success
    ? []
    : faultsOf(result.error, schema, layers.value).map((fault) => layers.problemOf(fault))
  const problems = [
    ...file.problems,
    ...faults.filter(({ path: at }) => !file.problems.some((each) => each.path === at)),
  ]
  if (!result.success || problems.length > 0) return { kind: 'invalid', problems: sortProblems(problems) }
  const written = isMapping(layers.value) ? layers.value : {}
  return { kind: 'loaded', pools: [{ config: poolConfigOf(result.data.name, result.data), written }] }
}

function poolsOfServeFile(text: string, path: string): PoolFileResult {
  const loaded = loadConfig({ text, path, env: {} })
  if (loaded.kind === 'invalid') return loaded
  const { list } = loaded.values()
  const pools = loaded.config.pools.map((config, index): PoolOfFile => {
    const written: Record<string, unknown> = {}
    for (const { path: at, origin } of list) {
      if (at[0] === 'pools' && at[1] === index && origin.kind !== 'default') put(written, at.slice(2))
    }
    return { config, written }
  })
  return { kind: 'loaded', pools }
}

/** Notes that a key is set; a policy counts as a whole. */
function put(written: Record<string, unknown>, [key, ...rest]: readonly PropertyKey[]): void {
  const name = String(key)
  if (rest.length === 0 || name === 'policy' || name === 'fallbackPolicy') {
    written[name] = true
    return
  }
  const inner = isMapping(written[name]) ? written[name] : {}
  put(inner, rest)
  written[name] = inner
}
