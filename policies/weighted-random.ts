/**
 * weighted_random: a draw in proportion to weight.
 *
 * Rule: an alias table over the weights without slow start proposes, and slow start accepts with a chance of
 * live weight / weight in the table. So the draw follows the live weights exactly, while the table is rebuilt only
 * when members or their weights change. When nothing is accepted after a few proposals (nearly all avoided or
 * warming), one walk over the cumulative weights decides.
 *
 * Inputs: weight. Parameters: none. Cost of a pick: O(1); the walk is O(n). Cost of a snapshot: O(n).
 * Source: alias method, Walker 1977 and Vose 1991; grpc-go internal/wrr (random) gives the distribution.
 */

import type { PickRequest, Policy, PolicyContext, PolicyFactory, Rng, SnapshotBackend } from './policy.ts'
import { buildAliasTable, type AliasTable } from './lib/alias-table.ts'
import { declareParameters, type NoParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { liveWeight, usableWeight } from './lib/live.ts'
import { numbersOf } from './lib/state.ts'

const parameters = declareParameters('weighted_random', [])

/** A pool that starts up as a whole accepts a tenth of the proposals; then the walk follows once in thirty picks. */
const MAX_PROPOSALS = 32

interface Table {
  readonly weights: Float64Array
  readonly alias: AliasTable
}

/** The table before, if it still fits. */
function tableFor(backends: readonly SnapshotBackend[], before: Table | undefined): Table {
  // The live weight may be the larger one only where somebody sets signals and backend apart.
  const weightOf = (backend: SnapshotBackend): number => Math.max(usableWeight(backend.weight), liveWeight(backend))
  const weights = new Float64Array(backends.length)
  for (let index = 0; index < weights.length; index += 1) {
    const backend = backends[index]
    weights[index] = backend === undefined ? 0 : weightOf(backend)
  }
  const fits = before?.weights.length === weights.length && weights.every((weight, i) => weight === before.weights[i])
  return fits && before !== undefined ? before : { weights, alias: buildAliasTable(weights) }
}

/** The table that a picker told: weights may have changed since it was built. */
function tableOf(backends: readonly SnapshotBackend[], state: unknown): Table {
  const weights = Float64Array.from(numbersOf(state, 'weights', backends.length))
  if (!weights.every((weight) => weight > 0)) throw new Error('state.weights: expected numbers above 0')
  return { weights, alias: buildAliasTable(weights) }
}

/** Draws by walking the cumulative live weights; -1: all are avoided. */
function walk(rng: Rng, backends: readonly SnapshotBackend[], avoid: PickRequest['avoid']): number {
  let total = 0
  for (const backend of backends) if (!avoid?.(backend)) total += liveWeight(backend)
  let point = rng.next() * total
  let last = -1
  for (const [index, backend] of backends.entries()) {
    if (avoid?.(backend)) continue
    last = index
    point -= liveWeight(backend)
    if (point < 0) break
  }
  return last
}

function draw(rng: Rng, backends: readonly SnapshotBackend[], table: Table, avoid: PickRequest['avoid']): number {
  for (let proposal = 0; proposal < MAX_PROPOSALS; proposal += 1) {
    const index = table.alias.draw(rng)
    const backend = backends[index]
    if (backend === undefined || avoid?.(backend)) continue
    const weight = liveWeight(backend)
    const full = table.weights[index] ?? weight
    if (weight >= full || rng.next() * full < weight) return index
  }
  return walk(rng, backends, avoid)
}

function createPolicy({ rng }: PolicyContext): Policy {
  let latest: Table | undefined
  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      const table = state === undefined ? tableFor(backends, latest) : tableOf(backends, state)
      latest = table
      return {
        pick({ avoid, explain }) {
          const backend = backends[draw(rng, backends, table, avoid)]
          if (backend === undefined) return ALL_AVOIDED
          if (explain !== true) return picked(backend, 'weighted_draw')
          const weight = liveWeight(backend)
          return explained(backend, 'weighted_draw', [{ backend, score: weight, inputs: { weight } }])
        },
        state: () => ({ weights: Array.from(table.weights) }),
      }
    },
  }
}

export const weightedRandom: PolicyFactory<NoParameters> = {
  type: 'weighted_random',
  stability: 'stable',
  description: 'A random backend, in proportion to weight.',
  consumes: { required: [], optional: ['weight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    parameters.open(input)
    return {}
  },
  create: (_config, context) => createPolicy(context),
}
