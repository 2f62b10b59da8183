/**
 * canary_split: a set share of the picks goes to the backends that carry the label `track: canary`, the rest to the
 * others. Within either group, the one with fewer requests in flight of two drawn at random is picked.
 */
import type { PickRequest, PickResult, Picker, PolicyFactory, Rng, Snapshot, SnapshotBackend } from '../policy.ts'
import { declareParameters, numeric } from '../lib/parameters.ts'
import { drawIndex } from '../lib/sample.ts'

const percent = numeric('percent', {
  description: 'Share of the picks that goes to the canaries.',
  minimum: 0,
  maximum: 100,
  fallback: 5,
})
const parameters = declareParameters('canary_split', [percent])

interface Config {
  readonly percent: number
}

/** Two choices: nearly as good as comparing all, and many replicas do not herd on one backend. */
function pickOfTwo(rng: Rng, group: readonly SnapshotBackend[], { avoid }: PickRequest): SnapshotBackend | undefined {
  const first = drawIndex(rng, group, avoid)
  const one = group[first]
  const other = group[drawIndex(rng, group, avoid, first)]
  if (one === undefined || other === undefined) return one
  return other.signals.inFlight() < one.signals.inFlight() ? other : one
}

function createPicker({ backends }: Snapshot, config: Config, rng: Rng): Picker {
  // The walk over all backends happens here, once a snapshot, and not in each pick.
  const canaries = backends.filter((backend) => backend.labels.get('track') === 'canary')
  const others = backends.filter((backend) => backend.labels.get('track') !== 'canary')
  return {
    pick(request): PickResult {
      const wantsCanary = rng.next() * 100 < config.percent
      const [wanted, rest] = wantsCanary ? [canaries, others] : [others, canaries]
      const backend = pickOfTwo(rng, wanted, request) ?? pickOfTwo(rng, rest, request)
      if (backend === undefined) return { kind: 'none', reason: 'nobody_acceptable' }
      return { kind: 'picked', backend, reason: wantsCanary ? 'canary' : 'stable' }
    },
  }
}

const policy: PolicyFactory<Config> = {
  type: 'canary_split',
  stability: 'experimental',
  description: 'Sends a set share of the picks to the backends labelled track=canary.',
  consumes: { required: ['in_flight'], optional: [] },
  configSchema: parameters.schema,
  parseConfig: (input) => ({ percent: parameters.open(input).get(percent) }),
  create: (config, { rng }) => ({
    onSnapshot: (snapshot) => createPicker(snapshot, config, rng),
  }),
}

export default policy
