import { describe, expect, test } from '@jest/globals'
import type { Hash64 } from '../../policies/policy.ts'
import { buildMaglevTable } from '../../policies/lib/maglev-table.ts'
import { sharesOf } from '../../policies/lib/shares.ts'
import { maglev } from '../../policies/maglev.ts'
import * as fixtures from '../contracts/policy-fixtures.ts'
import vectors from './vectors/maglev.json' with { type: 'json' }

type Case = (typeof vectors.cases)[number]

const toHash = (value: bigint): Hash64 => ({ hi: Number(value >> 32n), lo: Number(value & 0xffffffffn) })

/** Places of each host by its place in the vector, as the library builds them. */
function tableOf(one: Case): number[] {
  const localities = Object.fromEntries(
    Object.entries(one.locality_weights ?? {}).map(([name, weight]) => [name, weight ?? 0]),
  )
  const shares = sharesOf(one.hosts ?? [], one.locality_weights === undefined ? undefined : localities)
  const table = buildMaglevTable(shares, one.M ?? 0)
  return Array.from({ length: table.size }, (_, place) => shares[table.memberAt(place)]?.index ?? -1)
}

/** Backends in the order of the vector, which is also that of their ids. */
function pickerOf(hosts: readonly { key: string; weight: number }[], tableSize: number) {
  const backends = hosts.map(({ key, weight }, index) =>
    fixtures.makeBackend(fixtures.backendId(index), {}, { address: key, weight }),
  )
  return fixtures.createPolicy(maglev, { tableSize }).onSnapshot(fixtures.snapshotOf(backends))
}

const withTable = vectors.cases.filter((one) => one.table !== undefined)

describe('maglev: Envoy', () => {
  test.each(withTable)('$name: every place', (one) => {
    const table = tableOf(one)
    expect(table).toEqual(one.table)
    const places = (one.hosts ?? []).map((_, host) => table.filter((owner) => owner === host).length)
    expect(Math.min(...places)).toBe(one.min_entries_per_host)
    expect(Math.max(...places)).toBe(one.max_entries_per_host)
  })

  test.each(withTable)('$name: picks of the policy', (one) => {
    // The policy has no weights of localities; the vector says which weights they come to.
    const hosts = (one.hosts ?? []).map(({ key, weight }, index) => ({
      key,
      weight: one.effective_weights?.[index] ?? weight,
    }))
    const size = one.M ?? 0
    const picker = pickerOf(hosts, size)
    for (let hash = 0; hash < 3 * size; hash += 1) {
      const result = picker.pick(fixtures.requestOf({ hash: toHash(BigInt(hash)) }))
      expect(fixtures.backendOf(result).id).toBe(fixtures.backendId(one.table?.[hash % size] ?? -1))
    }
  })

  test('BasicWithRetryHostPredicate: attempt k looks up the hash XOR 2^64 - k', () => {
    const one = vectors.cases.find(({ name }) => name === 'BasicWithRetryHostPredicate')
    const picker = pickerOf(one?.hosts ?? [], one?.M ?? 0)
    for (const { hash, reject, retries, host } of Array.isArray(one?.picks) ? one.picks : []) {
      // Envoy's retries end with the first that is not rejected, else with the last.
      let answer = ''
      for (let attempt = 0; attempt <= retries; attempt += 1) {
        answer = fixtures.backendOf(picker.pick(fixtures.requestOf({ hash: toHash(BigInt(hash)), attempt }))).id
        const isRejected =
          reject === 'all' || (Array.isArray(reject) && reject.map(fixtures.backendId).includes(answer))
        if (!isRejected) break
      }
      expect({ hash, reject, answer }).toEqual({ hash, reject, answer: fixtures.backendId(host) })
    }
  })

  test('LocalityWeightedAllZero: nobody has a place', () => {
    const one = vectors.cases.find(({ name }) => name === 'LocalityWeightedAllZero')
    const localities = { A: one?.locality_weights?.A ?? -1 }
    const shares = sharesOf([{ key: '127.0.0.1:90', weight: 1, locality: 'A' }], localities)
    const table = buildMaglevTable(shares, 7)
    expect([table.members, ...Array.from({ length: 7 }, (_, place) => table.memberAt(place))]).toEqual([
      0, -1, -1, -1, -1, -1, -1, -1,
    ])
  })

  test("the default is Envoy's", () => {
    expect(maglev.parseConfig(undefined)).toEqual({
      tableSize: vectors.algorithm.default_table_size,
      hashBalanceFactor: 0,
    })
  })
})
