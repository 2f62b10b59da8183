import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { EventQueue } from '../../../server/simulator/event-queue.ts'
import type { Antagonist, BackendGroup } from '../../../server/simulator/scenario.ts'
import { meanFactor, SimulatedBackend } from '../../../server/simulator/world/backend.ts'

const STEADY: BackendGroup = { count: 1, discipline: 'processor_sharing', capacity: 5 }

function backendOf(group: BackendGroup, events: EventQueue): SimulatedBackend {
  return new SimulatedBackend('b0', 0, group, { events, rng: createRng(4), ended: () => undefined })
}

describe('antagonists', () => {
  const antagonists: readonly Antagonist[] = [
    { factors: [2, 1.2, 0.6], everyMs: 200 },
    { factors: [1, 0.5], chances: [0.8, 0.2], everyMs: 200, spread: 'even' },
    { factors: [2 / 7, 12 / 7], everyMs: 100, spread: 'exact', affects: 'speed' },
  ]

  test.each(antagonists)('%j leave the capacity that their factors say on average', (antagonist) => {
    const events = new EventQueue()
    const backend = backendOf({ ...STEADY, antagonist }, events)
    const end = 2_000_000
    events.runUntil(end)
    const mean = backend.capacityUntil(end) / end
    expect(Math.abs(mean / (5 * meanFactor(antagonist)) - 1)).toBeLessThan(0.03)
  })

  test('those that take speed leave the number of places alone', () => {
    const events = new EventQueue()
    const backend = backendOf({ ...STEADY, antagonist: { factors: [0.25], everyMs: 100, affects: 'speed' } }, events)
    expect(backend.capacity).toBe(5)
    expect(backend.capacityUntil(1_000)).toBeCloseTo(1_250)
    expect(backend.trueFactor()).toBe(4)
  })
})

describe('phases', () => {
  const during = (phases: BackendGroup['phases'] & object, time: number): SimulatedBackend => {
    const events = new EventQueue()
    const backend = backendOf({ ...STEADY, phases }, events)
    events.runUntil(time)
    return backend
  }

  test('begin and end', () => {
    const phases = [
      { fromMs: 10, untilMs: 20, capacity: 0.5 },
      { fromMs: 20, untilMs: 30, down: true },
    ]
    expect(during(phases, 5).capacity).toBe(5)
    expect(during(phases, 15).capacity).toBe(2.5)
    expect(during(phases, 15).isDown).toBe(false)
    expect(during(phases, 25).capacity).toBe(5)
    expect(during(phases, 25).isDown).toBe(true)
    expect(during(phases, 35).isDown).toBe(false)
  })

  test('a report says what was done since the one before', () => {
    const events = new EventQueue()
    const backend = backendOf(STEADY, events)
    const request = {
      ...{ arrivedAt: 0, work: 40, affinityKey: '', firstCopy: -1, replica: 0, token: '', backend: 0 },
      ...{ running: false, startedAt: 0, apart: false, done: false },
    }
    events.at(0, () => backend.arrive(request))
    events.runUntil(20)
    expect(backend.report(true)).toMatchObject({ inFlight: 1, completed: 0, capacity: 5, cpuUtilization: 0.2 })
    events.runUntil(100)
    expect(backend.report(false)).toMatchObject({ inFlight: 0, completed: 1, capacity: 0, latencyMs: 40, rps: 12.5 })
    expect(backend.report(false)).toMatchObject({ inFlight: 0, rps: 0, latencyMs: undefined })
  })
})
