import { describe, expect, test } from '@jest/globals'
import { EdfScheduler } from '../../../../policies/lib/edf.ts'
import { createRng } from '../../../../policies/lib/rng.ts'

const weights = [1, 2, 4]
const weightOf = (index: number): number => weights[index] ?? 1

describe('EdfScheduler', () => {
  test('nothing to pick', () => {
    expect(EdfScheduler.withPicks(0, weightOf, 5).pick(weightOf)).toBe(-1)
  })

  test('weights that change count from the next turn on', () => {
    const live = [1, 1]
    const schedule = EdfScheduler.withPicks(2, (index) => live[index] ?? 1, 0)
    const picks = (count: number): number[] => Array.from({ length: count }, () => schedule.pick((i) => live[i] ?? 1))
    expect(picks(4)).toEqual([0, 1, 0, 1])
    live[1] = 3
    expect(picks(40).filter((index) => index === 1).length).toBeGreaterThanOrEqual(28)
  })

  test('the avoided keep their turn, and no burst follows', () => {
    const schedule = EdfScheduler.withPicks(4, () => 1, 0)
    const pick = (avoid?: number): number =>
      schedule.pick(() => 1, avoid === undefined ? undefined : (i) => i === avoid)
    expect([pick(0), pick(0), pick(0)]).toEqual([1, 2, 3])
    expect([pick(0), pick(0), pick(0)]).toEqual([1, 2, 3])
    // Its turn comes first now, once.
    expect([pick(), pick(), pick(), pick(), pick()]).toEqual([0, 1, 2, 3, 0])
  })

  test('the earliest that is left is found below any number of avoided', () => {
    const size = 200
    const rng = createRng(4)
    const live = Array.from({ length: size }, () => 1 + rng.below(50))
    const weight = (index: number): number => live[index] ?? 1
    const schedule = EdfScheduler.withPicks(size, weight, 1_000)
    for (let round = 0; round < 300; round += 1) {
      const left = new Set(Array.from({ length: rng.below(6) }, () => rng.below(size)))
      const places = schedule.places()
      const [earliest] = [...left].sort((a, b) => {
        const [one, other] = [places[a], places[b]]
        return (one?.deadline ?? 0) - (other?.deadline ?? 0) || (one?.order ?? 0) - (other?.order ?? 0)
      })
      expect(schedule.pick(weight, (index) => !left.has(index))).toBe(earliest ?? -1)
      schedule.pick(weight)
    }
  })

  test('going on with the same members changes no order', () => {
    const [one, other] = [EdfScheduler.withPicks(3, weightOf, 17), EdfScheduler.withPicks(3, weightOf, 17)]
    let going = other
    for (let step = 0; step < 100; step += 1) {
      expect(going.pick(weightOf)).toBe(one.pick(weightOf))
      const places = going.places()
      going = EdfScheduler.continued(going, 3, weightOf, (index) => places[index], createRng(step))
    }
  })

  test('a weight that grew does not wait for the deadline of the small one', () => {
    const live = [1, 1e-4]
    const weight = (index: number): number => live[index] ?? 1
    const schedule = EdfScheduler.withPicks(2, weight, 0)
    live[1] = 1
    const places = schedule.places()
    const going = EdfScheduler.continued(schedule, 2, weight, (index) => places[index], createRng(1))
    const picks = Array.from({ length: 10 }, () => going.pick(weight))
    expect(picks.filter((index) => index === 1)).toHaveLength(5)
  })
})
