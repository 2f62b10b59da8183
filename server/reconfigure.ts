import type { PolicyCatalog } from './admin/ports.ts'
import type { Fault, ServerConfig } from './config/index.ts'
import type { PolicyHost } from './policy-host/host.ts'
import { PolicyLoadError, sourceName } from './policy-host/policy-source.ts'
import { PolicyRegistryError } from './policy-host/registry.ts'
import { policyFaults } from './policy-faults.ts'
import type { Directory } from './pools/directory.ts'
import { policiesOf, type PoolConfig } from './pools/pool-config.ts'
import type { Pool } from './pools/pool.ts'

export interface Reconfigurable {
  readonly host: Pick<PolicyHost, 'adopt'>
  readonly catalog: PolicyCatalog
  readonly directory: Directory
}

export type Reconfigured =
  /** In force. `notes` are for people: what was left as it is, and why. */
  | { readonly kind: 'applied'; readonly notes: readonly string[] }
  /** Nothing has changed. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }

/**
 * Brings a running replica to another configuration, all or nothing: policies are loaded and checked first. It leads where
 * a restart with the file would lead, except that no pool with live backends is taken away.
 */
export async function reconfigure(
  { host, catalog, directory }: Reconfigurable,
  before: ServerConfig,
  after: ServerConfig,
): Promise<Reconfigured> {
  let adoption
  try {
    adoption = await host.adopt(after.policies)
  } catch (error) {
    return { kind: 'refused', faults: [loadFault(error, after)] }
  }
  const faults = policyFaults(catalog, after)
  if (faults.length > 0) {
    adoption.undo()
    return { kind: 'refused', faults }
  }
  const { autoCreatePools, limits, poolDefaults } = after
  directory.configure({ autoCreatePools, ...limits, poolDefaults: (name) => ({ ...poolDefaults, name }) })
  const notes = [...putPools(directory, before, after), ...releasePools(directory, before, after)]
  const { stillUsed } = adoption.settle((type) => directory.byName().some(({ config }) => uses(config, type)))
  const kept = stillUsed.map((type) => `policy ${type} is not listed any more, but pools of the store use it: it stays`)
  return { kind: 'applied', notes: [...notes, ...kept] }
}

/** A policy that cannot be loaded, as a fault of its entry in the list. */
export function loadFault(error: unknown, { policies }: ServerConfig): Fault {
  if (!(error instanceof PolicyLoadError || error instanceof PolicyRegistryError)) throw error
  const name = error instanceof PolicyLoadError ? error.source : undefined
  const index = policies.findIndex((source) => sourceName(source) === name)
  const at = index < 0 ? ['policies'] : ['policies', index]
  const got = error instanceof PolicyLoadError ? error.reason : error.message
  return { at, part: 'value', expected: 'a policy that can be loaded', got, hint: '' }
}

const uses = (config: PoolConfig, type: string): boolean =>
  policiesOf(config).some(([, choice]) => choice.type === type)

/** A configuration of the store has a version; that of the file has none, and gives way, as it does at the start. */
const isFromStore = (pool: Pool | undefined): boolean => (pool?.configVersion ?? 0) > 0

const same = (a: PoolConfig, b: PoolConfig): boolean => JSON.stringify(a) === JSON.stringify(b)

function putPools(directory: Directory, before: ServerConfig, after: ServerConfig): readonly string[] {
  const old = new Map(before.pools.map((pool) => [pool.name, pool]))
  return after.pools.flatMap((config) => {
    const known = directory.get(config.name)
    if (known !== undefined && isFromStore(known)) {
      const was = old.get(config.name)
      if (was !== undefined && same(was, config)) return []
      return [
        `pool ${config.name}: version ${known.configVersion} of its configuration is in the store and stays in force; ` +
          `\`lookaside pools put\` changes it`,
      ]
    }
    if (known === undefined || !same(known.config, config)) directory.put(config, 0)
    return []
  })
}

/** Pools that live by the defaults, and those that have left the file. */
function releasePools(directory: Directory, before: ServerConfig, after: ServerConfig): readonly string[] {
  const listed = new Set(after.pools.map(({ name }) => name))
  const wasListed = new Set(before.pools.map(({ name }) => name))
  return directory.byName().flatMap((pool) => {
    if (listed.has(pool.name) || isFromStore(pool)) return []
    const live = pool.byId().filter((entry) => !entry.expired).length
    // Drains and weights are in the store: a pool that forgets them would give a drained backend picks again.
    if (wasListed.has(pool.name) && live === 0 && pool.overrides.size === 0) {
      directory.delete(pool.name)
      return []
    }
    const defaults = { ...after.poolDefaults, name: pool.name }
    if (!same(pool.config, defaults)) directory.put(defaults, 0)
    if (!wasListed.has(pool.name)) return []
    return [
      `pool ${pool.name} has left the file with ${live} live backends: it goes on by poolDefaults; ` +
        `\`lookaside pools delete ${pool.name} --force\` takes it away`,
    ]
  })
}
