import { didYouMean } from './did-you-mean.ts'
import type { Override } from './origin.ts'
import { CONFIG_REFERENCE, type ReferenceEntry } from './reference.ts'

/** One environment variable that some part of Lookaside reads. */
export interface EnvironmentEntry {
  readonly name: string
  /** The key of the file that it sets. Empty: it is not in the file. */
  readonly path: string
  /** Who reads it. */
  readonly readBy: 'serve' | 'agent' | 'every command' | 'commands that ask the service' | 'doctor'
  readonly about: string
}

const PREFIX = 'LOOKASIDE_'

/** `http.listen` becomes LOOKASIDE_HTTP_LISTEN. */
export function variableOf(path: string): string {
  return (
    PREFIX +
    path
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .replaceAll('.', '_')
      .toUpperCase()
  )
}

/** Single values only: lists, and mappings with keys of one's own, live in the file. */
const settable = (entry: ReferenceEntry): boolean =>
  !entry.path.includes('[]') && !['list', 'mapping'].includes(entry.kind) && !entry.path.endsWith('olicy.type')

const BESIDE_THE_FILE: readonly EnvironmentEntry[] = [
  {
    ...{ name: 'LOOKASIDE_CONFIG', path: '', readBy: 'serve' },
    about: 'Path of the configuration file, like `--config`.',
  },
  {
    ...{ name: 'LOOKASIDE_AGENT_CONFIG', path: '', readBy: 'agent' },
    about: "Path of the agent's file, like `--config`.",
  },
  {
    ...{ name: 'LOOKASIDE_ADDRESS', path: '', readBy: 'commands that ask the service' },
    about: 'Address of the service, like `--address`; for the agent a list with commas.',
  },
  {
    ...{ name: 'LOOKASIDE_HTTP_ADDRESS', path: '', readBy: 'doctor' },
    about: 'Where the HTTP side of the service is, like `--http-address`.',
  },
  {
    ...{ name: 'LOOKASIDE_TIMEOUT', path: '', readBy: 'commands that ask the service' },
    about: 'How long to wait for the service, like `--timeout`.',
  },
  {
    ...{ name: 'NO_COLOR', path: '', readBy: 'every command' },
    about: 'When set to anything: no colours, like `--no-color`.',
  },
]

/** Every environment variable. `docs/reference/environment.md` lists the same. */
export const ENVIRONMENT: readonly EnvironmentEntry[] = [
  ...BESIDE_THE_FILE,
  ...CONFIG_REFERENCE.filter(settable).map(({ path, about }): EnvironmentEntry => ({
    name: variableOf(path),
    path,
    readBy: 'serve',
    about,
  })),
]

/**
 * Kubernetes sets these in every pod of a namespace that has a Service named "lookaside": LOOKASIDE_PORT,
 * LOOKASIDE_SERVICE_HOST, LOOKASIDE_PORT_50051_TCP_ADDR and their like. They are not meant for us.
 */
const SERVICE_LINK = /^LOOKASIDE_(?:SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_[A-Z]+)?)?)$/

export interface EnvironmentReading {
  readonly overrides: readonly Override[]
  readonly warnings: readonly string[]
}

/** What the environment says about keys of the file. A variable that is set to nothing counts as unset. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentReading {
  const entries = new Map(CONFIG_REFERENCE.map((entry) => [entry.path, entry]))
  const overrides = ENVIRONMENT.flatMap(({ name, path }): readonly Override[] => {
    const text = env[name]
    const entry = entries.get(path)
    if (text === undefined || text === '' || entry === undefined) return []
    return [{ kind: 'environment', name, path: path.split('.'), value: convert(entry, text) }]
  })
  return { overrides, warnings: unknownVariables(Object.keys(env)) }
}

function unknownVariables(names: readonly string[]): readonly string[] {
  const known = new Set(ENVIRONMENT.map(({ name }) => name))
  return names
    .filter((name) => name.startsWith(PREFIX) && !known.has(name) && !SERVICE_LINK.test(name))
    .sort()
    .map((name) => {
      const near = didYouMean(name, known)
      return `${name}: no setting has this name, so it changes nothing${near === undefined ? '' : `; did you mean ${near}?`}`
    })
}

/** Text that looks like the kind of the setting becomes it; anything else stays text, and the schema refuses it. */
export function convert(entry: ReferenceEntry, text: string): unknown {
  if (entry.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  const numeric = entry.kind === 'integer' || entry.kind === 'number'
  return numeric && /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : text
}
