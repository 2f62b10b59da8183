import type { Log } from '../telemetry/ports.ts'
import type { LoadedPolicy } from './load.ts'
import { sourceName, type PolicySource } from './policy-source.ts'
import type { PolicyRegistryControl } from './registry.ts'
import type { Reload } from './reload.ts'

/** A third-party policy that is in the registry, and what keeps it fresh. */
export interface Guest {
  readonly policy: LoadedPolicy
  readonly reload: Reload
}

export interface Guests {
  all(): readonly Guest[]
  /** Keeps a policy fresh that is in the registry already. */
  welcome(policy: LoadedPolicy): void
  /** Takes a policy out of the registry. */
  dismiss(guest: Guest): void
}

export function createGuests(
  registry: PolicyRegistryControl,
  log: Log,
  keepFresh: (policy: LoadedPolicy) => Reload,
): Guests {
  let guests: readonly Guest[] = []
  return {
    all: () => guests,
    welcome(policy) {
      const { factory, source, version } = policy
      log.info('a policy was loaded', { policy: factory.type, source: sourceName(source), version })
      guests = [...guests, { policy, reload: keepFresh(policy) }]
    },
    dismiss(guest) {
      guests = guests.filter((other) => other !== guest)
      const { factory, source } = guest.policy
      registry.remove(factory.type)
      // It rejects never; a load that is under way ends by itself and is not used.
      void guest.reload.close()
      log.info('a policy was let go', { policy: factory.type, source: sourceName(source) })
    },
  }
}

/** A change of the list of policies that is half done: either it is settled or it is undone. */
export interface Adoption {
  /** Keeps the new ones, and lets those go that are not listed any more and that no pool uses. */
  settle(isUsed: (type: string) => boolean): { readonly stillUsed: readonly string[] }
  undo(): void
}

/** Adds the policies that are new to the registry, and leaves everything as it was when one of them is no good. */
export async function adopt(
  wanted: readonly PolicySource[],
  guests: Guests,
  registry: PolicyRegistryControl,
  load: (source: PolicySource) => Promise<LoadedPolicy>,
): Promise<Adoption> {
  const known = new Set(guests.all().map(({ policy }) => keyOf(policy.source)))
  const added: LoadedPolicy[] = []
  const undo = (): void => {
    for (const { factory } of added) registry.remove(factory.type)
  }
  try {
    for (const source of wanted.filter((each) => !known.has(keyOf(each)))) {
      const policy = await load(source)
      registry.add(policy)
      added.push(policy)
    }
  } catch (error) {
    undo()
    throw error
  }
  return {
    undo,
    settle(isUsed) {
      for (const policy of added) guests.welcome(policy)
      const listed = new Set(wanted.map(keyOf))
      const unlisted = guests.all().filter(({ policy }) => !listed.has(keyOf(policy.source)))
      const stillUsed = unlisted.filter(({ policy }) => isUsed(policy.factory.type))
      for (const guest of unlisted) if (!stillUsed.includes(guest)) guests.dismiss(guest)
      return { stillUsed: stillUsed.map(({ policy }) => policy.factory.type) }
    },
  }
}

const keyOf = (source: PolicySource): string => `${source.kind}:${sourceName(source)}`
