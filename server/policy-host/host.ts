import type { Clock, PolicyFactory, Rng } from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import { hostModules } from './host-modules.ts'
import { loadPolicy, type LoadedPolicy, type LoadOptions } from './load.ts'
import { PolicyLoadError, sourceName, type PolicySource } from './policy-source.ts'
import { adopt, createGuests, type Adoption } from './guests.ts'
import { createPolicyRegistry, type PolicyRegistry, type PolicyRegistryControl } from './registry.ts'
import { keepFresh, type Reload } from './reload.ts'
import { systemTimers, watchFolder, type Timers, type WatchFolder } from './watching.ts'

export interface PolicyHostOptions {
  readonly builtIns: readonly PolicyFactory[]
  /** Third-party policies, as the config's `policies:` lists them. */
  readonly sources: readonly PolicySource[]
  /** Folder of the config file. */
  readonly baseDir: string
  readonly rng: Rng
  readonly clock: Clock
  readonly log: Log
  readonly watchFolder?: WatchFolder
  readonly timers?: Timers
}

export interface PolicyHost {
  readonly registry: PolicyRegistry
  /**
   * Loads those of `sources` that are new and adds them. Nothing is taken away before it is settled.
   *
   * @throws PolicyLoadError, PolicyRegistryError; then nothing has changed.
   */
  adopt(sources: readonly PolicySource[]): Promise<Adoption>
  /** Looks for newer versions now, without waiting for a notification, and resolves when they are in force. */
  checkNow(): Promise<void>
  /** Resolves when no load is under way. */
  idle(): Promise<void>
  close(): Promise<void>
}

/**
 * Loads all third-party policies, puts them beside the built-in ones and keeps them fresh.
 *
 * @throws PolicyLoadError for a policy that cannot be loaded, PolicyRegistryError for one that cannot be used: both are
 * start-up errors, since a pool without its policy would be served otherwise than the operator believes.
 */
export async function startPolicyHost(options: PolicyHostOptions): Promise<PolicyHost> {
  const { sources, baseDir, rng, clock, log } = options
  const shared = { baseDir, rng, clock, log, hostModules: hostModules() }
  const load = (source: PolicySource): Promise<LoadedPolicy> =>
    loadPolicy({ ...shared, source, configs: () => [undefined] })
  const loaded: LoadedPolicy[] = []
  for (const source of sources) loaded.push(await load(source))
  const registry = createPolicyRegistry(options.builtIns, loaded, log)
  const guests = createGuests(registry, log, (policy) => reloadOf(policy, shared, registry, options))
  for (const policy of loaded) guests.welcome(policy)
  const each = async (act: (reload: Reload) => Promise<void>): Promise<void> => {
    await Promise.all(guests.all().map(({ reload }) => act(reload)))
  }
  let usedBundler = sources.length > 0
  return {
    registry,
    async adopt(wanted) {
      usedBundler ||= wanted.length > 0
      return adopt(wanted, guests, registry, load)
    },
    checkNow: () => each((reload) => reload.check(true)),
    idle: () => each((reload) => reload.idle()),
    async close() {
      await each((reload) => reload.close())
      if (!usedBundler) return
      const { stop } = await import('esbuild')
      await stop()
    },
  }
}

function reloadOf(
  loaded: LoadedPolicy,
  shared: Omit<LoadOptions, 'source' | 'configs' | 'footprint'>,
  registry: PolicyRegistryControl,
  options: PolicyHostOptions,
): Reload {
  const { source } = loaded
  const { type } = loaded.factory
  return keepFresh({
    loaded,
    async load(footprint) {
      const configs = () => [undefined, ...registry.configsInUse(type)]
      const newer = await loadPolicy({ ...shared, source, configs, footprint })
      if (newer.factory.type === type) return newer
      const reason = `its type changed from "${type}" to "${newer.factory.type}": pools use it by its type, so restart for that`
      throw new PolicyLoadError(sourceName(source), reason)
    },
    registry,
    watchFolder: options.watchFolder ?? watchFolder,
    timers: options.timers ?? systemTimers,
    log: options.log,
  })
}
