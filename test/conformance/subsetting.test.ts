import { describe, expect, test } from '@jest/globals'
import { randomSubset } from '../../policies/lib/random-subset.ts'
import vectors from './vectors/subsetting.json' with { type: 'json' }

const same = (name: string): string => name

describe('random subsetting: gRFC A68', () => {
  test.each(vectors.random_subsetting.cases)('order by $hash', ({ endpoints, subset_size, expect: expected }) => {
    // grpc-go hashes what its Address prints itself as.
    const printed = (name: string): string => `{Addr: "${name}", ServerName: "", }`
    expect(randomSubset(endpoints, subset_size, 0, printed)).toEqual(expected)
  })

  test.each(vectors.random_subsetting.max_connections_bound)(
    '$clients clients with $subset of $servers each: at most $max_per_server a server',
    ({ clients, servers, subset, max_per_server }) => {
      const names = Array.from({ length: servers }, (_, index) => `backend-${index}`)
      const uses = new Map<string, number>()
      for (let client = 0; client < clients; client += 1) {
        for (const name of randomSubset(names, subset, client, same)) uses.set(name, (uses.get(name) ?? 0) + 1)
      }
      expect(Math.max(...uses.values())).toBeLessThanOrEqual(max_per_server)
      expect([...uses.values()].reduce((sum, count) => sum + count, 0)).toBe(clients * subset)
    },
  )

  test('all are kept when there are no more than fit', () => {
    expect(randomSubset(['b', 'a'], 2, 7, same)).toEqual(['b', 'a'])
  })

  test('whoever leaves changes one place', () => {
    const names = Array.from({ length: 40 }, (_, index) => `backend-${index}`)
    for (let seed = 0; seed < 20; seed += 1) {
      const before = randomSubset(names, 5, seed, same)
      const rest = names.filter((name) => name !== before[2])
      const after = randomSubset(rest, 5, seed, same)
      expect(after.filter((name) => before.includes(name))).toHaveLength(4)
    }
  })
})
