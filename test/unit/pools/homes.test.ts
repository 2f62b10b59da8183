import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { assignHomes } from '../../../server/pools/homes.ts'

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `backend-${index}`)
const REPLICAS = ['3f2a', '91bc', 'a007', 'd4e1', 'ff10']

describe('homes', () => {
  test('each backend has one, and no replica more than its even share', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 5 }), (count, replicas) => {
        const homes = assignHomes(ids(count), REPLICAS.slice(0, replicas))
        const counts = new Map<number, number>()
        for (const home of homes) counts.set(home, (counts.get(home) ?? 0) + 1)
        for (const [home, held] of counts) {
          expect(home >= 0 && home < replicas).toBe(true)
          expect(held).toBeLessThanOrEqual(Math.ceil(count / replicas))
        }
      }),
    )
  })

  test('little moves when a backend leaves', () => {
    const all = ids(200)
    const before = assignHomes(all, REPLICAS)
    const left = all.filter((_, index) => index !== 77)
    const after = assignHomes(left, REPLICAS)
    const moved = left.filter((id, index) => after[index] !== before[all.indexOf(id)])
    expect(moved.length).toBeLessThan(40)
  })

  test('who sees the same divides alike, in whatever order the backends come', () => {
    const all = ids(50)
    const homes = assignHomes(all, REPLICAS)
    const reversed = assignHomes([...all].reverse(), REPLICAS)
    expect([...reversed].reverse()).toEqual([...homes])
  })
})
