import { describe, expect, test } from '@jest/globals'
import { createMersenneTwister } from '../../policies/lib/mt19937.ts'
import { modulo } from '../../policies/lib/hash64.ts'
import { shuffle } from '../../policies/lib/shuffle.ts'
import { xxh64 } from '../../policies/lib/xxh64.ts'
import { maglev } from '../../policies/maglev.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/bounded_load_consistent_hash.json' with { type: 'json' }

const HOSTS = 5

test('mt19937: the first number of the default seed', () => {
  const { seed, first_output } = vectors.mt19937_check
  expect(createMersenneTwister(seed).next()).toBe(first_output)
})

describe("bounded load: Envoy's order by the hash", () => {
  test.each(vectors.shuffle_cases)('of $n, seed $seed', ({ n, seed, order }) => {
    const twister = createMersenneTwister(seed)
    const shuffled = shuffle(n, (bound) => twister.below(bound))
    expect(order.map(() => shuffled.next())).toEqual(order)
    expect(shuffled.next()).toBe(-1)
  })

  /** An address whose walk of the table begins at `place`, so that it has that place. */
  function addressAt(place: number): string {
    for (let port = 1; ; port += 1) {
      const address = `10.0.0.1:${port}`
      if (modulo(xxh64(address), HOSTS) === place) return address
    }
  }

  test.each(vectors.choice_cases)('$name: the choice of maglev', ({ table, hash, overloaded, host }) => {
    const own = Array.isArray(table) ? (table[hash] ?? -1) : hash
    // Turned so that the place of the hash is that of its host in the vector.
    const backends = Array.from({ length: HOSTS }, (_, index) =>
      fixtures.makeBackend(
        fixtures.backendId(index),
        { inFlight: overloaded.some((one) => one === index) ? 10 : 0 },
        { address: addressAt((((index - own + hash) % HOSTS) + HOSTS) % HOSTS) },
      ),
    )
    const policy = fixtures.createPolicy(maglev, { tableSize: HOSTS, hashBalanceFactor: 100 })
    const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
    const result = picker.pick(fixtures.requestOf({ hash: { hi: 0, lo: hash } }))
    expect(fixtures.backendOf(result).id).toBe(fixtures.backendId(host))
  })
})
