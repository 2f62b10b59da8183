import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ProcessorSharing } from '../../../server/simulator/world/processor-sharing.ts'
import { WaitingLine } from '../../../server/simulator/world/waiting-line.ts'
import { type Job, runJobs } from './machine-run.ts'

const full = (capacity: number, speed = 1): { at: number; capacity: number; speed: number } => ({
  at: 0,
  capacity,
  speed,
})

describe('processor sharing', () => {
  test('up to its capacity everybody runs at full speed', () => {
    const jobs = [
      { at: 0, work: 10 },
      { at: 0, work: 20 },
    ]
    expect(runJobs(new ProcessorSharing(), jobs, [full(2)])).toEqual([10, 20])
  })

  test('more share it evenly', () => {
    // Alone until 4, each at half speed until the shorter one is done at 4 + 2 * 4 = 12; the other has 2 left.
    const jobs = [
      { at: 0, work: 10 },
      { at: 4, work: 4 },
    ]
    expect(runJobs(new ProcessorSharing(), jobs, [full(1)])).toEqual([14, 12])
  })

  test('a change of power meets those that are under way', () => {
    // 5 done by 5; half the speed then.
    expect(
      runJobs(new ProcessorSharing(), [{ at: 0, work: 10 }], [full(1), { at: 5, capacity: 1, speed: 0.5 }]),
    ).toEqual([15])
    // Two at full speed, 5 each done by 5; from then on they share 0.5: a quarter each.
    const jobs = [
      { at: 0, work: 6 },
      { at: 0, work: 10 },
    ]
    const [short, long] = runJobs(new ProcessorSharing(), jobs, [full(2), { at: 5, capacity: 0.5, speed: 1 }])
    expect(short).toBeCloseTo(9)
    // From 9 on it is alone with 0.5.
    expect(long).toBeCloseTo(17)
  })

  test('who gives up takes no more', () => {
    const jobs = [
      { at: 0, work: 10 },
      { at: 0, work: 10, cancelAt: 4 },
    ]
    // Half speed until 4, alone then.
    expect(runJobs(new ProcessorSharing(), jobs, [full(1)])).toEqual([12, Infinity])
  })
})

describe('a waiting line', () => {
  test('serves in the order of arrival, as many at one time as it has places', () => {
    const jobs = [
      { at: 0, work: 10 },
      { at: 1, work: 4 },
      { at: 2, work: 1 },
      { at: 3, work: 1 },
    ]
    // Two places: the third begins at 5, the fourth at 6.
    expect(runJobs(new WaitingLine(), jobs, [full(2)])).toEqual([10, 5, 6, 7])
    expect(runJobs(new WaitingLine(), jobs, [full(1)])).toEqual([10, 14, 15, 16])
  })

  test('who gives up leaves the line, or its place', () => {
    const jobs = [
      { at: 0, work: 10, cancelAt: 6 },
      { at: 1, work: 4, cancelAt: 3 },
      { at: 2, work: 1 },
    ]
    expect(runJobs(new WaitingLine(), jobs, [full(1)])).toEqual([Infinity, Infinity, 7])
  })

  test('twice the speed takes half the time', () => {
    const jobs = [
      { at: 0, work: 10 },
      { at: 0, work: 4 },
    ]
    expect(runJobs(new WaitingLine(), jobs, [full(1, 2)])).toEqual([5, 7])
  })
})

const someJobs = fc.array(fc.record({ at: fc.integer({ min: 0, max: 500 }), work: fc.integer({ min: 1, max: 80 }) }), {
  minLength: 1,
  maxLength: 60,
})

describe.each([
  { name: 'processor sharing', create: () => new ProcessorSharing() },
  { name: 'a waiting line', create: () => new WaitingLine() },
])('$name', ({ create }) => {
  test('does all the work that came, and no other', () => {
    fc.assert(
      fc.property(someJobs, fc.integer({ min: 1, max: 5 }), (jobs, capacity) => {
        const machine = create()
        const finished = runJobs(machine, jobs, [full(capacity)])
        expect(finished.every(Number.isFinite)).toBe(true)
        expect(machine.inFlight).toBe(0)
        expect(machine.workUntil(Math.max(...finished))).toBeCloseTo(
          jobs.reduce((sum, { work }) => sum + work, 0),
          3,
        )
        // Nobody is faster than alone.
        jobs.forEach(({ at, work }, index) => expect(finished[index]).toBeGreaterThanOrEqual(at + work - 1e-3))
      }),
    )
  })

  test('with one place it is never idle while there is work: the last one ends when the work is done', () => {
    fc.assert(
      fc.property(someJobs, (jobs) => {
        const finished = runJobs(create(), jobs, [full(1)])
        expect(Math.max(...finished)).toBeCloseTo(busyUntil(jobs), 3)
      }),
    )
  })
})

/** When a machine that does one unit of work in a unit of time has done it all, in whatever order. */
function busyUntil(jobs: readonly Job[]): number {
  const inOrder = [...jobs].sort((a, b) => a.at - b.at)
  return inOrder.reduce((free, { at, work }) => Math.max(free, at) + work, 0)
}
