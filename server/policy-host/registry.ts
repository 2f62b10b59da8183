import { SIGNAL_NAMES, type PolicyFactory } from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import type { PolicyView } from '../use-cases.ts'
import { describeError } from './describe-error.ts'
import type { Explain } from './evaluate.ts'
import type { LoadedPolicy } from './load.ts'
import { sourceName } from './policy-source.ts'

/** The policies that this process knows cannot be used together as they are. A start-up error. */
export class PolicyRegistryError extends Error {
  override readonly name = 'PolicyRegistryError'
}

export interface PolicyRegistry {
  /** Ordered by type. */
  list(): PolicyView[]
  get(type: string): PolicyFactory | undefined
  /** Says what a policy of this type threw, in its author's terms. */
  explain(type: string): Explain
  /**
   * Calls back when a newer version of the policy is proven. `config` is what the subscriber runs it with, as the operator
   * wrote it: a newer version must accept the parameters of everybody who uses it. Answers how to end the subscription.
   */
  subscribe(type: string, config: unknown, onReplaced: (factory: PolicyFactory) => void): () => void
}

/** What hot reload may do to the registry. */
export interface PolicyRegistryControl extends PolicyRegistry {
  /** The parameters that the policy of this type is used with now. */
  configsInUse(type: string): readonly unknown[]
  /** Takes a policy in besides. Throws {@link PolicyRegistryError}, as at the start. */
  add(loaded: LoadedPolicy): void
  /** Lets a policy go that nobody uses any more. */
  remove(type: string): void
  /** Puts a proven version in the place of the one before, and tells who uses it. */
  replace(loaded: LoadedPolicy): void
  /** Why the newest version is not used. Empty: it is. */
  setLoadError(type: string, message: string): void
}

interface Entry {
  factory: PolicyFactory
  readonly source: string
  version: string
  loadError: string
  explain: Explain
  readonly subscribers: Set<Subscriber>
}

interface Subscriber {
  readonly config: unknown
  readonly onReplaced: (factory: PolicyFactory) => void
}

const BUILT_IN = 'built-in'

/**
 * Holds the factories of all policies, built-in and third-party.
 *
 * @throws PolicyRegistryError for a type that exists twice, and for a signal that nobody produces.
 */
export function createPolicyRegistry(
  builtIns: readonly PolicyFactory[],
  thirdParty: readonly LoadedPolicy[],
  log: Log,
): PolicyRegistryControl {
  const entries = new Map<string, Entry>()
  const add = (entry: Omit<Entry, 'loadError' | 'subscribers'>): void => {
    checkSignals(entry.factory, entry.source)
    refuseSecond(entries.get(entry.factory.type), entry.factory.type, entry.source)
    entries.set(entry.factory.type, { ...entry, loadError: '', subscribers: new Set() })
  }
  for (const factory of builtIns) add({ factory, source: BUILT_IN, version: '', explain: describeError })
  const addLoaded = ({ factory, source, version, explain }: LoadedPolicy): void =>
    add({ factory, source: sourceName(source), version, explain })
  for (const loaded of thirdParty) addLoaded(loaded)

  return {
    list: () => [...entries.values()].map(viewOf).sort((a, b) => (a.type < b.type ? -1 : 1)),
    get: (type) => entries.get(type)?.factory,
    explain: (type) => entries.get(type)?.explain ?? describeError,
    subscribe(type, config, onReplaced) {
      const subscriber = { config, onReplaced }
      const subscribers = entries.get(type)?.subscribers
      subscribers?.add(subscriber)
      return () => subscribers?.delete(subscriber)
    },
    add: addLoaded,
    remove: (type) => void entries.delete(type),
    configsInUse: (type) => distinctConfigs(entries.get(type)?.subscribers ?? []),
    replace({ factory, version, explain }) {
      const entry = entries.get(factory.type)
      if (entry === undefined) return
      Object.assign(entry, { factory, version, explain, loadError: '' })
      for (const { onReplaced } of [...entry.subscribers]) {
        try {
          onReplaced(factory)
        } catch (error) {
          log.error('a pool could not take over a newer policy', { policy: factory.type, error: describeError(error) })
        }
      }
    },
    setLoadError(type, message) {
      const entry = entries.get(type)
      if (entry !== undefined) entry.loadError = message
    },
  }
}

function checkSignals({ type, consumes }: PolicyFactory, source: string): void {
  const unknown = [...consumes.required, ...consumes.optional].find((signal) => !SIGNAL_NAMES.includes(signal))
  if (unknown === undefined) return
  throw new PolicyRegistryError(
    `policy ${type} (${source}) consumes the signal "${String(unknown)}", which nobody produces; there are ${SIGNAL_NAMES.join(', ')}`,
  )
}

function refuseSecond(existing: Entry | undefined, type: string, source: string): void {
  if (existing === undefined) return
  const shadows = existing.source === BUILT_IN && source !== BUILT_IN
  const rule = shadows ? 'a built-in policy cannot be replaced' : 'each type may exist only once'
  throw new PolicyRegistryError(
    `policy type "${type}" of ${source} is taken by ${existing.source}: ${rule}; give yours another \`type\``,
  )
}

function distinctConfigs(subscribers: Iterable<Subscriber>): readonly unknown[] {
  const distinct = new Map<string, unknown>()
  for (const { config } of subscribers) distinct.set(JSON.stringify(config) ?? '', config)
  return [...distinct.values()]
}

function viewOf({ factory, source, version, loadError }: Entry): PolicyView {
  return {
    type: factory.type,
    stability: factory.stability,
    description: factory.description,
    requiredSignals: factory.consumes.required,
    optionalSignals: factory.consumes.optional,
    configSchema: factory.configSchema,
    source,
    version,
    loadError,
  }
}
