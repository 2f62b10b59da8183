import type { PickRequest, PolicyFactory, Rng, SnapshotBackend } from '../../../policies/policy.ts'
import { ALL_AVOIDED, picked } from '../../../policies/lib/result.ts'
import type { SimulatedBackend } from './backend.ts'

/** Wire name of the omniscient policy, which exists in simulations only. */
export const ORACLE = 'oracle'

/**
 * Compares all backends by what is true at this moment: cost = max(1, (in flight + 1) / capacity), random among equals. A bound
 * for what any policy that does not know the work of a call can reach.
 */
export function createOracle(truthOf: (id: string) => SimulatedBackend | undefined): PolicyFactory<undefined> {
  return {
    type: ORACLE,
    stability: 'experimental',
    description: 'Knows the true requests in flight and the true capacity; exists in simulations only.',
    consumes: { required: [], optional: [] },
    configSchema: { type: 'object', additionalProperties: false },
    parseConfig: () => undefined,
    create: (_config, { rng }) => ({
      onSnapshot({ backends }) {
        const truths = backends.map(({ id }) => truthOf(id))
        return { pick: (request) => pickLeast(rng, backends, truths, request) }
      },
    }),
  }
}

function pickLeast(
  rng: Rng,
  backends: readonly SnapshotBackend[],
  truths: readonly (SimulatedBackend | undefined)[],
  { avoid }: PickRequest,
): ReturnType<typeof picked> {
  let best: SnapshotBackend | undefined
  let least = Infinity
  let tied = 0
  for (let index = 0; index < backends.length; index += 1) {
    const backend = backends[index]
    const truth = truths[index]
    if (backend === undefined || truth === undefined || avoid?.(backend) === true) continue
    const cost = trueCost(truth)
    if (cost > least) continue
    tied = cost < least ? 1 : tied + 1
    least = cost
    if (tied === 1 || rng.below(tied) === 0) best = backend
  }
  return best === undefined ? ALL_AVOIDED : picked(best, 'least_true_cost')
}

function trueCost(backend: SimulatedBackend): number {
  if (backend.isDown) return Number.MAX_VALUE
  const capacity = Math.max(1e-9, backend.capacity)
  return backend.trueFactor() * Math.max(1, (backend.inFlight + 1) / capacity)
}
