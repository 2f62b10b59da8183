import type * as z from 'zod'

import { agentBackendSchema, agentSchema, CHECK_KEYS } from './agent-schema.ts'
import { show } from './display.ts'
import { convert } from './environment.ts'
import type { Environment, FlagSetting } from './load-config.ts'
import { layer, type Layers, type Override } from './origin.ts'
import { isMapping, type Path, valueAt } from './path.ts'
import { type ConfigProblem, sortProblems } from './problem.ts'
import { AGENT_REFERENCE } from './reference.ts'
import { readYaml } from './strict-yaml.ts'
import { type Fault, faultsOf } from './zod-problems.ts'

export interface AgentCheckConfig {
  /** "host:port". Absent: the backend's own. */
  readonly address?: string
  readonly intervalMs: number
  readonly timeoutMs: number
  /** Checks in a row. */
  readonly rise: number
  /** Checks in a row. */
  readonly fall: number
}

export type AgentCheck =
  | ({ readonly type: 'http'; readonly path: string; readonly expectedStatus?: number } & AgentCheckConfig)
  | ({ readonly type: 'tcp' } & AgentCheckConfig)
  /** `service` empty: the server as a whole. */
  | ({ readonly type: 'grpc'; readonly service: string } & AgentCheckConfig)
  | { readonly type: 'none' }

export interface AgentBackendConfig {
  readonly pool: string
  readonly id: string
  /** "host:port". */
  readonly address: string
  /** An empty part is unknown. */
  readonly locality: { readonly region: string; readonly zone: string; readonly subZone: string }
  readonly labels: Readonly<Record<string, string>>
  readonly weight: number
  /** 0: unknown. */
  readonly capacity: number
  /** Where its load is asked for. Absent: nowhere. */
  readonly loadUrl?: string
  readonly check: AgentCheck
}

/** What `lookaside agent` runs by. */
export interface AgentFileConfig {
  /** Addresses of the service's replicas. */
  readonly lookaside: readonly string[]
  /** How long backends are announced as draining before they are deregistered. */
  readonly drainWaitMs: number
  readonly backends: readonly AgentBackendConfig[]
}

export type AgentConfigResult =
  | { readonly kind: 'loaded'; readonly config: AgentFileConfig }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

export interface AgentConfigInput {
  /** Text of the file. Undefined: there is none, and the flags describe one backend. */
  readonly text: string | undefined
  readonly path: string
  readonly env: Environment
  /** Settings of the one backend, with paths inside a backend: `['check', 'type']`. */
  readonly flags: readonly FlagSetting[]
  /** From `--lookaside`: addresses with commas between. */
  readonly lookaside: string | undefined
}

/** Reads the configuration of the agent: a file, or one backend from flags. */
export function loadAgentConfig({ text, path, env, flags, lookaside }: AgentConfigInput): AgentConfigResult {
  const file = text === undefined ? undefined : readYaml(text, path)
  if (file !== undefined && 'syntax' in file) return { kind: 'invalid', problems: file.syntax }
  if (file !== undefined && flags.length > 0) return { kind: 'invalid', problems: [bothGiven(flags)] }
  const flagged = text === undefined ? backendFromFlags(flags) : undefined
  const layers = layer(file, path, addressOverrides(lookaside, env))
  const root = flagged === undefined || !isMapping(layers.value) ? layers.value : { ...layers.value, backends: [] }
  const schema = agentSchema()
  const result = schema.safeParse(root)
  const faults = [
    ...(result.success ? [] : faultsOf(result.error, schema, root)),
    ...backendFaults(root),
    ...(flagged === undefined && noBackends(root) ? [nothingToDo(text === undefined)] : []),
  ]
  const refused = file?.problems ?? []
  const fresh = faults.map((fault) => layers.problemOf(fault)).filter((p) => !refused.some((q) => q.path === p.path))
  const problems = [...refused, ...fresh, ...(flagged?.kind === 'invalid' ? flagged.problems : [])]
  if (!result.success || problems.length > 0) return { kind: 'invalid', problems: sortProblems(problems) }
  const backends = flagged?.kind === 'ok' ? [flagged.backend] : result.data.backends.map(backendOf)
  return { kind: 'loaded', config: { lookaside: result.data.lookaside, drainWaitMs: result.data.drainWait, backends } }
}

function addressOverrides(flag: string | undefined, env: Environment): readonly Override[] {
  const path = ['lookaside']
  const addresses = (text: string): readonly string[] => text.split(',').map((part) => part.trim())
  if (flag !== undefined) return [{ kind: 'flag', name: '--lookaside', path, value: addresses(flag) }]
  const text = env['LOOKASIDE_ADDRESS'] ?? ''
  return text === '' ? [] : [{ kind: 'environment', name: 'LOOKASIDE_ADDRESS', path, value: addresses(text) }]
}

type FlaggedBackend =
  | { readonly kind: 'ok'; readonly backend: AgentBackendConfig }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

function backendFromFlags(flags: readonly FlagSetting[]): FlaggedBackend | undefined {
  if (flags.length === 0) return undefined
  const overrides = flags.map(({ flag, path, value }): Override => {
    const entry = AGENT_REFERENCE.find((candidate) => candidate.path === `backends[].${path.join('.')}`)
    return { kind: 'flag', name: flag, path, value: entry === undefined ? value : convert(entry, value) }
  })
  const layers: Layers = layer(undefined, '', overrides)
  const schema = agentBackendSchema()
  const result = schema.safeParse(layers.value)
  const faults = [
    ...(result.success ? [] : faultsOf(result.error, schema, layers.value)),
    ...faultsOfBackend(layers.value, []),
  ]
  // What is missing has no flag to blame: name the one to add.
  const problems = faults.map((fault) => {
    const problem = layers.problemOf(fault)
    return problem.source === '' ? { ...problem, source: `--${problem.path}`, path: '' } : { ...problem, path: '' }
  })
  if (!result.success || problems.length > 0) return { kind: 'invalid', problems }
  return { kind: 'ok', backend: backendOf(result.data) }
}

function backendOf(data: z.output<ReturnType<typeof agentBackendSchema>>): AgentBackendConfig {
  const { pool, address, locality, labels, weight, capacity, loadUrl, check } = data
  const backend = { pool, id: data.id ?? address, address, locality, labels, weight, capacity, check: checkOf(check) }
  return loadUrl === undefined ? backend : { ...backend, loadUrl }
}

function checkOf(check: z.output<ReturnType<typeof agentBackendSchema>>['check']): AgentCheck {
  const { address, interval: intervalMs, timeout: timeoutMs, rise, fall } = check
  const common = { intervalMs, timeoutMs, rise, fall, ...(address === undefined ? {} : { address }) }
  switch (check.type) {
    case 'http': {
      const { path, expectedStatus } = check
      return { type: 'http', path, ...common, ...(expectedStatus === undefined ? {} : { expectedStatus }) }
    }
    case 'grpc':
      return { type: 'grpc', service: check.service, ...common }
    case 'tcp':
      return { type: 'tcp', ...common }
    case 'none':
      return { type: 'none' }
  }
}

const backendsIn = (root: unknown): readonly unknown[] => {
  const backends = valueAt(root, ['backends'])
  return Array.isArray(backends) ? backends : []
}

const noBackends = (root: unknown): boolean => {
  const backends = valueAt(root, ['backends'])
  return backends === undefined || (Array.isArray(backends) && backends.length === 0)
}

/** Rules between the keys of a backend, and between backends. */
function backendFaults(root: unknown): readonly Fault[] {
  const seen = new Set<string>()
  return backendsIn(root).flatMap((backend, index): readonly Fault[] => {
    const at: Path = ['backends', index]
    const id = valueAt(backend, ['id']) ?? valueAt(backend, ['address'])
    const key = JSON.stringify([valueAt(backend, ['pool']), id])
    const again = typeof id === 'string' && seen.has(key)
    seen.add(key)
    const repeated: Fault = {
      ...{ at: [...at, 'id'], part: 'value', expected: 'an id that no other backend of the pool has' },
      ...{ got: `${show(id)} again`, hint: '' },
    }
    return [...(again ? [repeated] : []), ...faultsOfBackend(backend, at)]
  })
}

function faultsOfBackend(backend: unknown, at: Path): readonly Fault[] {
  const type = valueAt(backend, ['check', 'type']) ?? 'tcp'
  const strays = Object.entries(CHECK_KEYS).flatMap(([key, only]): readonly Fault[] => {
    if (valueAt(backend, ['check', key]) === undefined || type === only) return []
    const got = `type ${show(type)}`
    return [{ at: [...at, 'check', key], part: 'key', expected: `type: ${only} beside ${key}`, got, hint: '' }]
  })
  const parts = ['region', 'zone', 'subZone'] as const
  const gaps = parts.flatMap((part, index): readonly Fault[] => {
    const wider = parts[index - 1]
    const isSet = (name: string): boolean => (valueAt(backend, ['locality', name]) ?? '') !== ''
    if (wider === undefined || !isSet(part) || isSet(wider)) return []
    return [
      { at: [...at, 'locality', part], part: 'key', expected: `${wider} beside ${part}`, got: `no ${wider}`, hint: '' },
    ]
  })
  return [...strays, ...gaps]
}

function nothingToDo(withoutFile: boolean): Fault {
  const hint = withoutFile
    ? 'name a file with --config, or describe one backend with --pool, --address and --check'
    : 'list the backends that the agent speaks for'
  return { at: ['backends'], part: 'value', expected: 'at least one backend', got: 'none', hint }
}

function bothGiven(flags: readonly FlagSetting[]): ConfigProblem {
  const source = flags[0]?.flag ?? ''
  return {
    ...{
      source,
      line: undefined,
      column: undefined,
      path: '',
      expected: 'either a file or flags that describe a backend',
    },
    ...{ got: 'both', hint: 'move the backend into the file, or leave --config and LOOKASIDE_AGENT_CONFIG away' },
  }
}
