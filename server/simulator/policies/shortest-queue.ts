/**
 * shortest_queue: the fewest requests in flight of all backends, or of some, by what is reported or by the estimate.
 *
 * Rule: compare `choices` backends drawn with replacement, or all of them, and draw among equals. `load: report` believes the
 * last load report and nothing since, as whoever reads a bulletin board does; `load: estimate` adds what was picked since and
 * takes off what ended. For simulations only: comparing all of them herds wherever the load is not fresh and exact.
 *
 * Cost of a pick: O(choices), or O(n).
 * Source: Mitzenmacher, "How Useful Is Old Information?", IEEE TPDS 11(1), 2000; Winston 1977 for the shortest queue.
 */

import { choice, declareParameters, integer } from '../../../policies/lib/parameters.ts'
import { liveInFlight } from '../../../policies/lib/live.ts'
import { ALL_AVOIDED, EMPTY_PICKER, picked } from '../../../policies/lib/result.ts'
import { drawIndex } from '../../../policies/lib/sample.ts'
import type { PickRequest, PickResult, PolicyFactory, Rng, SnapshotBackend } from '../../../policies/policy.ts'

export interface ShortestQueueConfig {
  /** 0: all. */
  readonly choices: number
  readonly load: 'report' | 'estimate'
}

const choices = integer('choices', {
  description: 'How many backends are drawn and compared. 0: all are compared.',
  minimum: 0,
  maximum: 1_000,
  fallback: 0,
})
const load = choice<ShortestQueueConfig['load']>('load', {
  description: 'The load that is compared: of the last report as it is, or the estimate that knows the picks since.',
  values: ['report', 'estimate'],
  fallback: 'estimate',
})

const parameters = declareParameters('shortest_queue', [choices, load])

type LoadOf = (backend: SnapshotBackend) => number

const reportedLoad: LoadOf = ({ signals }) => signals.loadReport()?.inFlight ?? 0

export const shortestQueue: PolicyFactory<ShortestQueueConfig> = {
  type: 'shortest_queue',
  stability: 'experimental',
  description: 'Fewest requests in flight of all or of some, by report or estimate; exists in simulations only.',
  consumes: { required: ['in_flight'], optional: ['load_report'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return { choices: given.get(choices), load: given.get(load) }
  },
  create(config, { rng }) {
    const loadOf = config.load === 'report' ? reportedLoad : liveInFlight
    return {
      onSnapshot({ backends }) {
        if (backends.length === 0) return EMPTY_PICKER
        if (config.choices === 0) return { pick: (request) => leastOfAll(rng, backends, loadOf, request) }
        return { pick: (request) => leastOfSome(rng, backends, { loadOf, draws: config.choices }, request) }
      },
    }
  },
}

function leastOfSome(
  rng: Rng,
  backends: readonly SnapshotBackend[],
  { loadOf, draws }: { readonly loadOf: LoadOf; readonly draws: number },
  { avoid }: PickRequest,
): PickResult {
  let best: SnapshotBackend | undefined
  let least = Infinity
  for (let draw = 0; draw < draws; draw += 1) {
    const backend = backends[drawIndex(rng, backends, avoid)]
    if (backend === undefined) return ALL_AVOIDED
    const found = loadOf(backend)
    // The draws come in random order, so that the first of equals is a random one.
    if (found >= least) continue
    best = backend
    least = found
  }
  return best === undefined ? ALL_AVOIDED : picked(best, 'fewest_in_flight')
}

function leastOfAll(
  rng: Rng,
  backends: readonly SnapshotBackend[],
  loadOf: LoadOf,
  { avoid }: PickRequest,
): PickResult {
  let best: SnapshotBackend | undefined
  let least = Infinity
  let tied = 0
  for (const backend of backends) {
    if (avoid?.(backend) === true) continue
    const found = loadOf(backend)
    if (found > least) continue
    tied = found < least ? 1 : tied + 1
    least = found
    if (tied === 1 || rng.below(tied) === 0) best = backend
  }
  return best === undefined ? ALL_AVOIDED : picked(best, 'fewest_in_flight')
}
