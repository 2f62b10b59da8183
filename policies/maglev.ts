/**
 * maglev: the same key to the same backend, by a table that is looked up at once and shared out almost evenly.
 *
 * Rule: each backend walks a table of tableSize places in an order of its own: from XXH64(address) mod size, on by
 * XXH64(address, seed 1) mod (size - 1) + 1 at a time. The backends take turns, in proportion to their weights, in claiming
 * the next place that is free. A request goes to the place hash mod size; its hash is XXH64 of its affinity key, or drawn
 * without one. At attempt k, the hash is first taken XOR 2^64 - k.
 *
 * A backend that is avoided, or full by hashBalanceFactor, gives way to the next one in an order of all that the hash alone
 * decides: Envoy's, so that the keys of one backend spread over all others. Alternates follow in the same order. When all that
 * may be picked are full, the one with the least load for its capacity is picked.
 *
 * When one of n leaves, its keys move, and a few of others too, at most 5 % of all at 100 places a backend. A table with fewer
 * places than backends leaves some out; they are picked only when they come next in that order.
 *
 * Inputs: none, or in_flight with hashBalanceFactor (weights are those of the snapshot; slow start does not apply, as in
 * Envoy). Parameters: tableSize (65537), hashBalanceFactor (0).
 * Cost of a pick: O(1); the walk in order costs 2 µs and as many steps as there are avoided and full ones on it. Cost of a
 * snapshot: O(size * log size) when members, addresses or weights changed, some 12 ms; else O(n).
 * Source: Eisenbud et al., NSDI 2016; Envoy, maglev_lb.cc and thread_aware_lb_impl.cc.
 */

import type {
  Hash64,
  PickRequest,
  PickResult,
  Policy,
  PolicyContext,
  PolicyFactory,
  Score,
  SnapshotBackend,
} from './policy.ts'
import { boundLoad, hashBalanceFactor, type LoadBound } from './lib/bounded-load.ts'
import { modulo, UINT32 } from './lib/hash64.ts'
import { buildMaglevTable, type MaglevTable } from './lib/maglev-table.ts'
import { createMersenneTwister } from './lib/mt19937.ts'
import { declareParameters, integer, type Parameter } from './lib/parameters.ts'
import { requestHash } from './lib/request-hash.ts'
import { ALL_AVOIDED, EMPTY_PICKER } from './lib/result.ts'
import { haveSameShares, sharesOf, weightedKeysOf } from './lib/shares.ts'
import { shuffle } from './lib/shuffle.ts'

export interface MaglevConfig {
  readonly tableSize: number
  readonly hashBalanceFactor: number
}

/** Envoy's default and bound. */
const DEFAULT_TABLE = 65_537
const LARGEST_TABLE = 5_000_011

/** An explanation tells the backend and those that the key would move to. */
const EXPLAINED_NEIGHBOURS = 3

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor += 1) if (value % divisor === 0) return false
  return value >= 2
}

const places = integer('tableSize', {
  description:
    'Places of the table, a prime number. 100 a backend share within some 1 %. 4 bytes and 0.1 µs each to build.',
  minimum: 2,
  maximum: LARGEST_TABLE,
  fallback: DEFAULT_TABLE,
})
const tableSize: Parameter<number> = {
  ...places,
  expected: `a prime number from 2 to ${LARGEST_TABLE}`,
  accept(value) {
    const size = places.accept(value)
    return size !== undefined && isPrime(size) ? size : undefined
  },
}

const parameters = declareParameters('maglev', [tableSize, hashBalanceFactor])

type Backends = readonly SnapshotBackend[]

/** Backends that a table was built for. */
interface Built {
  readonly backends: Backends
  readonly table: MaglevTable
}

/** The place of a hash at an attempt. The hash is turned over rather than moved on, so that attempts do not stay neighbours. */
function placeOf({ hi, lo }: Hash64, attempt: number, size: number): number {
  if (attempt === 0) return modulo({ hi, lo }, size)
  return modulo({ hi: ~hi >>> 0, lo: (lo ^ (UINT32 - attempt)) >>> 0 }, size)
}

function createPicker(
  { backends, table }: Built,
  bound: LoadBound,
  hashOf: (request: PickRequest) => Hash64,
  inOrderOf: (hash: Hash64) => () => SnapshotBackend | undefined,
): (request: PickRequest) => PickResult {
  /** Up to `count` others that may be picked and have room, in the order of the hash. */
  function others(
    hash: Hash64,
    count: number,
    first: SnapshotBackend | undefined,
    avoid: PickRequest['avoid'],
  ): Backends {
    const found: SnapshotBackend[] = []
    const next = inOrderOf(hash)
    for (let other = next(); other !== undefined && found.length < count; other = next()) {
      if (other !== first && avoid?.(other) !== true && bound.hasRoom(other)) found.push(other)
    }
    return found
  }

  /** Scores are the steps from the hash's own place on. */
  function scoresOf(own: SnapshotBackend | undefined, winner: SnapshotBackend, rest: Backends): Score[] {
    const listed = [winner, ...rest].slice(0, EXPLAINED_NEIGHBOURS)
    const offset = own === winner ? 0 : 1
    return listed.map((backend, step) => ({
      backend,
      score: step + offset,
      inputs: { table_size: table.size, ...bound.inputsOf(backend) },
    }))
  }

  return (request) => {
    const { avoid, attempt, alternates, explain } = request
    const hash = hashOf(request)
    bound.begin()
    const own = backends[table.memberAt(placeOf(hash, attempt, table.size))]
    const fits = own !== undefined && avoid?.(own) !== true && bound.hasRoom(own)
    const wanted = Math.max(alternates, explain === true ? EXPLAINED_NEIGHBOURS - 1 : 0)
    if (fits && wanted === 0) return { kind: 'picked', backend: own, reason: 'hash' }
    const found = others(hash, fits ? wanted : wanted + 1, own, avoid)
    const backend = fits ? own : (found[0] ?? bound.leastFull(avoid))
    if (backend === undefined) return ALL_AVOIDED
    const rest = fits ? found : found.slice(1)
    return {
      kind: 'picked',
      backend,
      reason: fits ? 'hash' : backend === found[0] ? 'next_in_order' : 'least_full',
      alternates: rest.slice(0, alternates),
      scores: explain === true ? scoresOf(own, backend, rest) : undefined,
    }
  }
}

function createPolicy(config: MaglevConfig, { name, rng, clock, log }: PolicyContext): Policy {
  const twister = createMersenneTwister(0)
  let latest: Built | undefined

  function build(backends: Backends): MaglevTable {
    const table = buildMaglevTable(sharesOf(weightedKeysOf(backends)), config.tableSize)
    if (table.members < backends.length) {
      log.warn('maglev: the table is too small for the pool, so that some backends get no calls; raise tableSize', {
        pool: name,
        backends: backends.length,
        table_size: table.size,
      })
    }
    return table
  }

  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      const table = latest !== undefined && haveSameShares(latest.backends, backends) ? latest.table : build(backends)
      const built = { backends, table }
      latest = built
      const bound = boundLoad(config.hashBalanceFactor, backends, clock, state)
      const inOrderOf = ({ lo }: Hash64): (() => SnapshotBackend | undefined) => {
        twister.seed(lo)
        const order = shuffle(backends.length, (left) => twister.below(left))
        return () => backends[order.next()]
      }
      const pick = createPicker(built, bound, (request) => requestHash(request, rng), inOrderOf)
      return bound.state === undefined ? { pick } : { pick, state: bound.state }
    },
    dumpState: () => ({ table_size: config.tableSize, backends_in_table: latest?.table.members ?? 0 }),
  }
}

export const maglev: PolicyFactory<MaglevConfig> = {
  type: 'maglev',
  stability: 'stable',
  description: 'The same affinity key to the same backend, by a lookup table that shares almost evenly.',
  consumes: { required: [], optional: ['in_flight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    const given = parameters.open(input)
    return { tableSize: given.get(tableSize), hashBalanceFactor: given.get(hashBalanceFactor) }
  },
  create: createPolicy,
}
