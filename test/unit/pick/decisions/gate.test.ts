import { describe, expect, test } from '@jest/globals'
import { Gate, ODD_PER_SECOND } from '../../../../server/pick/decisions/gate.ts'

const NOBODY = { any: false, take: () => false }

/** As the path of a pick does it; answers how many of `count` picks are admitted. */
function pass(gate: Gate, count: number, pool = 'p'): number {
  let admitted = 0
  for (let pick = 0; pick < count; pick++) if (--gate.left <= 0 && gate.admits(pool)) admitted++
  return admitted
}

describe('the gate', () => {
  test('spreads the sample over all picks of a tenth of a second', () => {
    const gate = new Gate(100, NOBODY, 0)
    expect(pass(gate, 1_000)).toBe(100)
    gate.refill(100)
    pass(gate, 1_000)
    gate.refill(200)
    const perHundred = Array.from({ length: 10 }, () => pass(gate, 100))
    expect(perHundred).toEqual(Array(10).fill(1))
  })

  test('keeps to its rate over a minute of any load, and misses nothing at a low one', () => {
    for (const load of [1, 5, 9, 50, 1_000]) {
      const gate = new Gate(100, NOBODY, 0)
      let admitted = 0
      for (let tenth = 1; tenth <= 600; tenth++) {
        admitted += pass(gate, load)
        gate.refill(tenth * 100)
      }
      expect(admitted).toBeGreaterThanOrEqual(Math.min(load * 600, 5_400))
      expect(admitted).toBeLessThanOrEqual(Math.min(load * 600, 6_100))
    }
  })

  test('looks again soon after a load that broke off', () => {
    const gate = new Gate(10, NOBODY, 0)
    for (let tenth = 1; tenth < 50; tenth++) {
      pass(gate, 100_000)
      gate.refill(tenth * 100)
    }
    for (let tenth = 50; tenth < 70; tenth++) gate.refill(tenth * 100)
    expect(pass(gate, 1)).toBe(1)
  })

  test('admits nothing at a rate of 0, and odd picks within their own bound', () => {
    const gate = new Gate(0, NOBODY, 0)
    expect(pass(gate, 10_000)).toBe(0)
    let odd = 0
    for (let pick = 0; pick < 3_000; pick++) if (gate.admitsOdd()) odd++
    expect(odd).toBe(ODD_PER_SECOND)
    gate.refill(500)
    for (let pick = 0; pick < 3_000; pick++) if (gate.admitsOdd()) odd++
    expect(odd).toBe(ODD_PER_SECOND * 1.5)
    expect(pass(gate, 10_000)).toBe(0)
  })

  test('is bounded however many want however much', () => {
    const gate = new Gate(0, { any: true, take: () => true }, 0)
    gate.watch()
    expect(pass(gate, 10_000)).toBe(1_000)
  })

  test('a clock that stands or goes back changes nothing', () => {
    const gate = new Gate(10, NOBODY, 1_000)
    expect(pass(gate, 100)).toBe(10)
    gate.refill(1_000)
    gate.refill(500)
    gate.refill(Number.NaN)
    expect(pass(gate, 100)).toBe(0)
  })
})
