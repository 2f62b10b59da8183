import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createRng } from '../../../../policies/lib/rng.ts'
import { createTape, MAX_DRAWS, playDraws } from '../../../../server/pick/decisions/tape.ts'
import { FakeTime } from '../../../support/fake-time.ts'

describe('the tape', () => {
  test('plays every draw again, also by way of JSON, whatever the bounds', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.option(fc.integer({ min: 1, max: 2 ** 32 }), { nil: 0 })),
        (seed, bounds) => {
          const tape = createTape({ rng: createRng(seed), clock: new FakeTime() })
          tape.begin()
          const draw = (rng: typeof tape.rng) => bounds.map((bound) => (bound === 0 ? rng.next() : rng.below(bound)))
          const drawn = draw(tape.rng)
          tape.end()
          expect(tape.draws().every((each) => each >= 0 && each < 1)).toBe(true)
          const told = JSON.parse(JSON.stringify(tape.draws())) as number[]
          const played = playDraws(told)
          expect(draw(played)).toEqual(drawn)
          expect([played.beyond, played.left]).toEqual([0, 0])
        },
      ),
    )
  })

  test('draws what would be drawn without it, recording or not', () => {
    const tape = createTape({ rng: createRng(4), clock: new FakeTime() })
    const plain = createRng(4)
    for (let round = 0; round < 20; round++) {
      if (round % 2 === 0) tape.begin()
      expect([tape.rng.next(), tape.rng.below(7)]).toEqual([plain.next(), plain.below(7)])
      tape.end()
    }
  })

  test('lets the clock stand while it runs', () => {
    const time = new FakeTime()
    const tape = createTape({ rng: createRng(4), clock: time })
    const at = tape.begin()
    time.advance(50)
    expect(tape.clock.now()).toBe(at)
    tape.end()
    expect(tape.clock.now()).toBe(at + 50)
  })

  test('stands for a pick that is not recorded, too, and a recording within it is of the same instant', () => {
    const time = new FakeTime()
    const tape = createTape({ rng: createRng(4), clock: time })
    tape.stand()
    const at = tape.clock.now()
    time.advance(50)
    expect([tape.clock.now(), tape.begin()]).toEqual([at, at])
    tape.rng.next()
    tape.end()
    tape.go()
    expect([tape.clock.now(), tape.draws().length]).toEqual([at + 50, 1])
    tape.stand()
    tape.rng.next()
    tape.go()
    expect(tape.draws()).toHaveLength(1)
  })

  test('keeps so many draws and says when there were more', () => {
    const tape = createTape({ rng: createRng(4), clock: new FakeTime() })
    tape.begin()
    for (let draw = 0; draw < MAX_DRAWS; draw++) tape.rng.next()
    expect(tape.overflowed()).toBe(false)
    tape.rng.next()
    expect(tape.overflowed()).toBe(true)
    expect(tape.draws()).toHaveLength(MAX_DRAWS)
    tape.begin()
    expect([tape.overflowed(), tape.draws().length]).toEqual([false, 0])
  })

  test('played to its end answers all the same, and counts what was asked beyond', () => {
    const played = playDraws([0.999999, Number.NaN, 7])
    expect([played.below(3), played.below(2), played.next(), played.below(1)]).toEqual([2, 1, 0.5, 0])
    expect([played.beyond, played.left]).toEqual([1, 0])
  })
})
