import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { EventQueue } from '../../../server/simulator/event-queue.ts'

describe('virtual time', () => {
  test('what happens at one time happens in the order in which it was asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 3_000 }), (times) => {
        const events = new EventQueue()
        const seen: number[] = []
        times.forEach((time, index) => events.at(time, () => seen.push(index)))
        events.runUntil(20)
        const expected = times
          .map((time, index) => ({ time, index }))
          .sort((a, b) => a.time - b.time || a.index - b.index)
        expect(seen).toEqual(expected.map(({ index }) => index))
      }),
      { numRuns: 20 },
    )
  })

  test('events see their own time, and those that they add run in turn', () => {
    const events = new EventQueue()
    const seen: [string, number][] = []
    events.at(5, () => {
      seen.push(['five', events.now()])
      events.at(7, () => seen.push(['seven', events.now()]))
      events.at(5, () => seen.push(['five again', events.now()]))
    })
    events.at(6, () => seen.push(['six', events.now()]))
    events.runUntil(10)
    expect(seen).toEqual([
      ['five', 5],
      ['five again', 5],
      ['six', 6],
      ['seven', 7],
    ])
    expect(events.now()).toBe(10)
  })

  test('what is asked for in the past happens now, and what lies beyond the end waits', () => {
    const events = new EventQueue()
    events.runUntil(100)
    const seen: number[] = []
    events.at(50, () => seen.push(events.now()))
    events.at(101, () => seen.push(events.now()))
    events.runUntil(100)
    expect(seen).toEqual([100])
    events.runUntil(200)
    expect(seen).toEqual([100, 101])
  })

  test('timers stop when they are told to', () => {
    const events = new EventQueue()
    const seen: string[] = []
    const stopTicks = events.every(10, () => seen.push(`tick ${events.now()}`))
    const stopOnce = events.after(15, () => seen.push('once'))
    events.after(25, () => {
      seen.push('stop')
      stopTicks()
    })
    stopOnce()
    events.runUntil(100)
    expect(seen).toEqual(['tick 10', 'tick 20', 'stop'])
  })
})
