import { performance } from 'node:perf_hooks'
import { BUILT_IN_POLICIES } from '../../policies/index.ts'
import { createRng } from '../../policies/lib/rng.ts'
import { loadAgentConfig, readConfigFile, sortProblems } from '../config/index.ts'
import type { ConfigProblem, Fault, ServerConfig } from '../config/index.ts'
import { createPolicyCatalog } from '../policy-host/catalog.ts'
import { startPolicyHost } from '../policy-host/host.ts'
import { policyFaults } from '../policy-faults.ts'
import { loadFault } from '../reconfigure.ts'
import { SILENT_LOG } from '../telemetry/ports.ts'
import { configSource } from './config-source.ts'
import type { Surroundings } from './surroundings.ts'

export interface CheckedFile {
  /** Empty: no file was named. */
  readonly file: string
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly string[]
  readonly pools: number
  readonly policies: number
  readonly backends: number
}

const NOTHING = { warnings: [], pools: 0, policies: 0, backends: 0 }

/** Checks all that `lookaside serve` would, and loads policies as it does, but opens no port and touches no store. */
export async function checkServeFile(file: string | undefined, around: Surroundings): Promise<CheckedFile> {
  const source = configSource({ config: file, flagName: '', settings: [] }, around)
  const reading = source.read()
  const loaded = reading.kind === 'read' ? reading.load() : reading
  if ('problems' in loaded) return { ...NOTHING, file: source.path, problems: loaded.problems }
  const { config, warnings } = loaded
  const faults = await faultsOfPolicies(config, source.baseDir)
  return {
    ...{ file: source.path, warnings, pools: config.pools.length, policies: config.policies.length, backends: 0 },
    problems: sortProblems(faults.map(loaded.problemOf)),
  }
}

/** Each policy is loaded even when another one is no good, so that all is told at once. */
async function faultsOfPolicies(config: ServerConfig, baseDir: string): Promise<readonly Fault[]> {
  const clock = { now: () => performance.now() }
  // Any seed does: nothing is picked here.
  const host = await startPolicyHost({
    ...{ builtIns: BUILT_IN_POLICIES, sources: [], baseDir, clock, log: SILENT_LOG },
    rng: createRng(1),
    watchFolder: () => () => {},
  })
  const faults: Fault[] = []
  try {
    for (const [index, source] of config.policies.entries()) {
      const before = config.policies.slice(0, index + 1)
      try {
        const adoption = await host.adopt(before.filter((each) => each === source || !failed(faults, config, each)))
        adoption.settle(() => true)
      } catch (error) {
        const fault = loadFault(error, config)
        faults.push({ ...fault, at: ['policies', index] })
      }
    }
    const unloaded = faults.length > 0
    const ofPools = policyFaults(createPolicyCatalog(host.registry), config)
    // A policy that was not loaded is not missing from the list as well.
    return [...faults, ...ofPools.filter(({ at }) => !(unloaded && at.at(-1) === 'type'))]
  } finally {
    await host.close()
  }
}

const failed = (
  faults: readonly Fault[],
  { policies }: ServerConfig,
  source: ServerConfig['policies'][number],
): boolean => faults.some(({ at }) => policies[Number(at[1])] === source)

/** Checks all that `lookaside agent --config` would. */
export function checkAgentFile(file: string | undefined, { env, readFile }: Surroundings): CheckedFile {
  const variable = 'LOOKASIDE_AGENT_CONFIG'
  const read = readConfigFile({
    flag: file,
    flagName: '',
    variable,
    fromEnvironment: env[variable],
    readFile,
  })
  if (read.kind === 'invalid') return { ...NOTHING, file: file ?? env[variable] ?? '', problems: read.problems }
  const [text, path] = read.kind === 'read' ? [read.text, read.path] : [undefined, '']
  const loaded = loadAgentConfig({ text, path, env, flags: [], lookaside: undefined })
  if (loaded.kind === 'invalid') return { ...NOTHING, file: path, problems: loaded.problems }
  return { ...NOTHING, file: path, problems: [], backends: loaded.config.backends.length }
}
