import { describe, expect, test } from '@jest/globals'
import type { GoodList } from '../../../../clients/typescript/good-list.ts'
import { createGoodList } from '../../../../clients/typescript/good-list.ts'
import type { WeightedList } from '../../../../clients/typescript/weighted-list.ts'

const list = (...ids: string[]): WeightedList => ({
  revision: 1,
  backends: ids.map((id) => ({
    backend: { id, address: `${id}:80`, locality: undefined, labels: new Map(), weight: 1 },
    share: 1 / ids.length,
  })),
  ...{ maxAgeMs: 1_000, staleAgeMs: 60_000, degraded: undefined },
})

function standing(good: GoodList, now: number): string {
  const reading = good.read(now)
  if (reading.kind !== 'list') return reading.kind
  return `${reading.standing} ${reading.list.backends.map(({ backend }) => backend.id).join()}`
}

describe('good list', () => {
  test('ages once the service is lost, and is live again with the next update', () => {
    const good = createGoodList()
    expect(standing(good, 0)).toBe('unknown')
    good.lost(0)
    expect(standing(good, 0)).toBe('unknown')
    good.update(list('a'), 10)
    expect(standing(good, 1e9)).toBe('live a')
    good.lost(100)
    good.lost(5_000)
    expect([99 + 1_000, 100 + 1_000, 99 + 60_000, 100 + 60_000].map((now) => standing(good, now))).toEqual([
      ...['fresh a', 'stale a', 'stale a', 'expired a'],
    ])
    good.update(list('b'), 70_000)
    expect(standing(good, 1e9)).toBe('live b')
  })

  test('an empty list is not believed at once', () => {
    const good = createGoodList()
    good.update(list('a'), 0)
    good.update(list(), 1_000)
    good.update(list(), 30_000)
    expect(standing(good, 60_999)).toBe('held a')
    expect(standing(good, 61_000)).toBe('empty')
    good.update(list('b'), 62_000)
    expect(standing(good, 1e9)).toBe('live b')
  })

  test('a list that flaps between empty and full is held, and its time begins anew', () => {
    const good = createGoodList()
    for (let now = 0; now < 600_000; now += 10_000) {
      good.update(list('a'), now)
      good.update(list(), now + 1)
      expect(standing(good, now + 9_999)).toBe('held a')
    }
  })

  test('when the service goes away while it says empty, what was held is better than nothing', () => {
    const good = createGoodList()
    good.update(list('a'), 0)
    good.update(list(), 1_000)
    good.lost(2_000)
    expect(standing(good, 60_999)).toBe('held a')
    expect(standing(good, 61_000)).toBe('expired a')
    const believed = createGoodList()
    believed.update(list('a'), 0)
    believed.update(list(), 1_000)
    believed.lost(61_000)
    expect(standing(believed, 61_000)).toBe('empty')
  })

  test('empty from the start is empty', () => {
    const good = createGoodList()
    good.update(list(), 0)
    expect(standing(good, 0)).toBe('empty')
  })

  test('tells when time alone changes it', () => {
    const good = createGoodList()
    expect(good.nextChange(0)).toBeUndefined()
    good.update(list('a'), 0)
    expect(good.nextChange(0)).toBeUndefined()
    good.lost(100)
    expect([100, 1_100, 60_100].map((now) => good.nextChange(now))).toEqual([1_100, 60_100, undefined])
    good.update(list(), 200)
    expect([200, 60_200].map((now) => good.nextChange(now))).toEqual([60_200, undefined])
  })
})
