import { describe, expect, test } from '@jest/globals'
import { createCounters } from '../../../clients/dashboard/state/counters.ts'
import { createTrails } from '../../../clients/dashboard/state/trails.ts'

describe('counters', () => {
  test('need two samples', () => {
    const counters = createCounters(10_000)
    expect(counters.rate('a')).toBeUndefined()
    counters.add(0, [['a', 1_000]])
    expect(counters.rate('a')).toBeUndefined()
    counters.add(1_000, [['a', 1_020]])
    expect(counters.rate('a')).toBe(20)
  })

  test('look at the window only', () => {
    const counters = createCounters(10_000)
    let count = 0
    for (let second = 0; second <= 60; second++) {
      count += second < 40 ? 1_000 : 5
      counters.add(second * 1_000, [['a', count]])
    }
    expect(counters.rate('a')).toBe(5)
    expect(counters.grown('a')).toBe(50)
  })

  test('that shrink have started anew', () => {
    const counters = createCounters(10_000)
    counters.add(0, [['a', 5_000]])
    counters.add(1_000, [['a', 5_010]])
    counters.add(2_000, [['a', 6]])
    expect(counters.grown('a')).toBe(16)
  })

  test('of newcomers begin with their first sample, and those who leave are forgotten', () => {
    const counters = createCounters(10_000)
    counters.add(0, [['a', 1]])
    counters.add(1_000, [
      ['a', 2],
      ['b', 900],
    ])
    counters.add(2_000, [['b', 910]])
    expect(counters.grown('b')).toBe(10)
    expect(counters.rate('b')).toBe(5)
    expect(counters.rate('a')).toBeUndefined()
    counters.add(3_000, [
      ['a', 7],
      ['b', 910],
    ])
    expect(counters.grown('a')).toBe(0)
  })

  test('after a pause count by the time that went by', () => {
    const counters = createCounters(10_000)
    counters.add(0, [['a', 0]])
    counters.add(1_000, [['a', 10]])
    counters.add(61_000, [['a', 610]])
    expect(counters.rate('a')).toBe(10)
  })
})

describe('trails', () => {
  test('hold so many samples, oldest first', () => {
    const trails = createTrails(4)
    for (let second = 0; second < 7; second++) trails.add(second * 1_000, [['a', second]])
    expect(trails.times()).toEqual([3_000, 4_000, 5_000, 6_000])
    expect(trails.values('a')).toEqual([3, 4, 5, 6])
    expect(trails.values('unknown')).toEqual([null, null, null, null])
  })

  test('have holes where there was no value', () => {
    const trails = createTrails(4)
    trails.add(0, [['a', 1]])
    trails.add(1_000, [['b', 2]])
    trails.add(2_000, [
      ['a', NaN],
      ['b', 3],
    ])
    expect(trails.values('a')).toEqual([1, null, null])
    expect(trails.values('b')).toEqual([null, 2, 3])
  })

  test('show a pause as a gap', () => {
    const trails = createTrails(10)
    trails.add(0, [['a', 1]])
    trails.add(60_000, [['a', 2]])
    expect(trails.times()).toEqual([0, 1_000, 60_000])
    expect(trails.values('a')).toEqual([1, null, 2])
  })

  test('forget who has not been seen for the whole length, so that memory is bounded', () => {
    const trails = createTrails(3)
    for (let second = 0; second < 50; second++) trails.add(second * 1_000, [[`b${second}`, 1]])
    const seen = Array.from({ length: 50 }, (_, index) => trails.values(`b${index}`).some((value) => value !== null))
    expect(seen.filter(Boolean)).toHaveLength(3)
  })
})
