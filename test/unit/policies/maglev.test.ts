import { describe, expect, test } from '@jest/globals'
import { maglev } from '../../../policies/maglev.ts'
import { buildMaglevTable } from '../../../policies/lib/maglev-table.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendOf, makeBackends, requestOf, snapshotOf } = fixtures

/** Places of each member. */
function countsOf(shares: readonly number[], size: number): number[] {
  const table = buildMaglevTable(
    shares.map((share, index) => ({ key: `10.0.0.${index}:80`, share })),
    size,
  )
  const counts = shares.map(() => 0)
  for (let place = 0; place < size; place += 1) counts[table.memberAt(place)] = (counts[table.memberAt(place)] ?? 0) + 1
  return counts
}

describe('maglev table', () => {
  test('equal members differ by one place', () => {
    for (const members of [1, 2, 7, 40]) {
      const counts = countsOf(Array<number>(members).fill(1 / members), 1009)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
  })

  test('unequal members have places in proportion', () => {
    const shares = [0.5, 0.3, 0.15, 0.05]
    for (const [index, count] of countsOf(shares, 1009).entries()) {
      expect(Math.abs(count / 1009 - (shares[index] ?? 0))).toBeLessThan(0.005)
    }
  })

  test('one heavy member among many: each of the light ones has a place', () => {
    const shares = [0.99, ...Array<number>(500).fill(0.01 / 500)]
    const [heavy, ...light] = countsOf(shares, 2003)
    expect(new Set(light)).toEqual(new Set([1]))
    expect(heavy).toBe(2003 - 500)
  })

  test('the order of the members changes nothing', () => {
    const members = ['c', 'a', 'b'].map((key) => ({ key, share: 1 / 3 }))
    const keysOf = (list: typeof members): string[] => {
      const table = buildMaglevTable(list, 101)
      return Array.from({ length: 101 }, (_, place) => list[table.memberAt(place)]?.key ?? '')
    }
    expect(keysOf([...members].reverse())).toEqual(keysOf(members))
  })
})

describe('maglev', () => {
  test('a table too small for the pool says so, and who is not in it is picked when the others are avoided', () => {
    const warnings: string[] = []
    const policy = fixtures.createPolicy(maglev, { tableSize: 3 }, { rng: createRng(1), warnings })
    const picker = policy.onSnapshot(snapshotOf(makeBackends(5)))
    expect(warnings).toHaveLength(1)
    expect(policy.dumpState?.()).toEqual({ table_size: 3, backends_in_table: 3 })
    const inTable = new Set(fixtures.pickIds(picker, 200))
    expect(inTable.size).toBe(3)
    const avoid = ({ id }: { id: string }): boolean => inTable.has(id)
    expect(inTable).not.toContain(backendOf(picker.pick(requestOf({ avoid }))).id)
  })

  test('the table is built anew only when members, addresses or weights change', () => {
    const backends = makeBackends(5)
    const policy = fixtures.createPolicy(maglev, { tableSize: 101 }, { rng: createRng(1) })
    const first = policy.onSnapshot(snapshotOf(backends))
    const copies = backends.map((backend) => ({ ...backend }))
    const again = policy.onSnapshot(snapshotOf(copies))
    const moved = policy.onSnapshot(snapshotOf(backends.map((one) => ({ ...one, address: `other-${one.address}` }))))
    const ids = [first, again, moved].map((picker) =>
      Array.from({ length: 50 }, (_, key) => backendOf(picker.pick(requestOf({ affinityKey: `${key}` }))).id),
    )
    expect(ids[1]).toEqual(ids[0])
    expect(ids[2]).not.toEqual(ids[0])
    expect(copies).toContain(backendOf(again.pick(requestOf())))
  })

  test('attempts look up other places', () => {
    const picker = fixtures.createPolicy(maglev, { tableSize: 101 }).onSnapshot(snapshotOf(makeBackends(10)))
    const ids = Array.from(
      { length: 30 },
      (_, attempt) => backendOf(picker.pick(requestOf({ affinityKey: 'x', attempt }))).id,
    )
    expect(new Set(ids).size).toBeGreaterThan(7)
  })

  test.each([
    [{ tableSize: 65_536 }, 'tableSize: expected a prime number from 2 to 5000011, got 65536'],
    [{ tableSize: 1 }, 'tableSize: expected a prime number'],
    [{ tableSize: 2_236 * 2_236 }, 'tableSize: expected a prime number'],
    [{ tableSize: 5_000_021 }, 'tableSize: expected a prime number'],
    [{ tablesize: 7 }, 'did you mean tableSize?'],
  ])('%j is refused', (config, message) => {
    expect(() => maglev.parseConfig(config)).toThrow(message)
  })

  test('the largest table is accepted', () => {
    expect(maglev.parseConfig({ tableSize: 5_000_011 })).toMatchObject({ tableSize: 5_000_011 })
  })
})
