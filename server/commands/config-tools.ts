import type {
  ConfigPrint,
  ConfigTools,
  KeyExplanation,
  KeyLine,
  PoolsToPut,
  PrintedValue,
  ProblemLine,
} from '../../clients/cli/config-tools.ts'
import type { PoolConfig, PoolConfig__Output } from '../../proto/gen/lookaside/v1/PoolConfig.ts'
import {
  configJsonSchema,
  differences,
  explainablePaths,
  explainKey,
  formatPath,
  formatProblem,
  isMapping,
  loadPoolFile,
  parsePoolConfig,
  poolFileForm,
  printYaml,
  readConfigFile,
  toYaml,
} from '../config/index.ts'
import type { ConfigProblem, ConfigValue, ReferenceEntry } from '../config/index.ts'
import { poolConfigMessage } from '../transport/messages/pool-config.ts'
import { toPoolDocument } from '../transport/messages/pool-document.ts'
import { checkAgentFile, checkServeFile } from './config-check.ts'
import { configSource } from './config-source.ts'
import type { Surroundings } from './surroundings.ts'

/** What the command line may ask of those who know the configuration. Nothing here starts anything. */
export function createConfigTools(around: Surroundings): ConfigTools {
  return {
    check: async ({ file }, reader) => {
      const { problems, ...check } =
        reader === 'agent' ? checkAgentFile(file, around) : await checkServeFile(file, around)
      return { ...check, problems: problems.map(problemLine) }
    },
    print: ({ file }, options) => print(file, options, around),
    schema: configJsonSchema,
    explain,
    paths: explainablePaths,
    readPools: (file) => readPools(file, around),
    poolForm,
    yaml: toYaml,
    changes: (before, after) =>
      differences(before, after, []).map(({ path, before: old, after: fresh }) => ({
        ...{ path, before: old ?? null, after: fresh ?? null },
      })),
  }
}

export function problemLine(problem: ConfigProblem): ProblemLine {
  const { source, line, column, path, expected, got, hint } = problem
  const text = formatProblem(problem)
  return { source, line: line ?? null, column: column ?? null, path, expected, got, hint, text }
}

function print(
  file: string | undefined,
  options: { readonly defaults: boolean; readonly origins: boolean },
  around: Surroundings,
): ConfigPrint {
  const source = configSource({ config: file, flagName: '', settings: [] }, around)
  const reading = source.read()
  const loaded = reading.kind === 'read' ? reading.load() : reading
  if ('problems' in loaded) return { kind: 'invalid', problems: loaded.problems.map(problemLine) }
  const values = loaded.values()
  const shown = values.list.filter(
    ({ origin, inherited }) => options.defaults || (origin.kind !== 'default' && !inherited),
  )
  return { kind: 'printed', file: source.path, yaml: printYaml(values, options), values: shown.map(printedValue) }
}

function printedValue({ path, value, origin, inherited }: ConfigValue): PrintedValue {
  const { kind } = origin
  const name = origin.kind === 'file' ? origin.file : origin.kind === 'default' ? '' : origin.name
  const [line, column] = origin.kind === 'file' ? [origin.line, origin.column] : [null, null]
  return { path: formatPath(path), value, origin: { kind, name, line, column, inherited } }
}

function explain(path: string): KeyExplanation {
  const result = explainKey(path)
  if (result.kind === 'unknown') return { kind: 'unknown', suggestion: result.suggestion }
  const { explanation } = result
  const { readBy, reloads, keys, type, about, values, required } = explanation
  return {
    ...{ kind: 'explained', readBy, reloads, type, about, values, required, path: explanation.path },
    ...{ default: explanation.default ?? null, variable: explanation.variable ?? null, keys: keys.map(keyLine) },
  }
}

function keyLine({ path, kind, allowed, defaultValue, about }: ReferenceEntry): KeyLine {
  const required = defaultValue === undefined
  const fallback = defaultValue === undefined || defaultValue === '' ? null : defaultValue
  return { path, type: kind, values: allowed, default: fallback, required, about }
}

function readPools(path: string, { readFile }: Surroundings): PoolsToPut {
  const file = readConfigFile({ flag: path, variable: '', fromEnvironment: undefined, readFile, flagName: '-f' })
  if (file.kind !== 'read')
    return { kind: 'invalid', problems: file.kind === 'invalid' ? file.problems.map(problemLine) : [] }
  const result = loadPoolFile(file.text, path)
  if (result.kind === 'invalid') return { kind: 'invalid', problems: result.problems.map(problemLine) }
  const pools = result.pools.map(({ config, written }) => {
    const message: PoolConfig = only(poolConfigMessage(config), { ...written, name: true })
    return { name: config.name, message }
  })
  return { kind: 'read', pools }
}

/** The parts of a message whose keys a file sets: what it leaves out takes the service's own defaults. */
function only<Message extends object>(message: Message, written: Readonly<Record<string, unknown>>): Partial<Message> {
  const kept: Partial<Message> = {}
  for (const key in message) {
    if (!Object.hasOwn(written, key)) continue
    const [value, mark] = [message[key], written[key]]
    const isPolicy = key === 'policy' || key === 'fallbackPolicy'
    const isSection = typeof value === 'object' && value !== null && isMapping(mark) && !isPolicy
    Object.assign(kept, { [key]: isSection ? only(value, mark) : value })
  }
  return kept
}

function poolForm(config: PoolConfig__Output): Record<string, unknown> {
  const document = toPoolDocument(config)
  const parsed = document?.kind === 'section' ? parsePoolConfig(document.fields) : undefined
  if (parsed?.kind !== 'ok') throw new TypeError('the service answered a configuration that its own schema refuses')
  return poolFileForm(parsed.config)
}
