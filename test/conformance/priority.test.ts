import { describe, expect, test } from '@jest/globals'
import { candidatesOf, choosePriority, priorityLoad, type PriorityLevel } from '../../policies/lib/priority-load.ts'
import vectors from './vectors/priority_panic.json' with { type: 'json' }

describe('priority load and panic: Envoy', () => {
  test.each(vectors.cases.map((one, number) => ({ ...one, number })))('case $number', (one) => {
    const levels = one.levels.map((level, index): PriorityLevel => {
      const weights = one.host_weights?.[index]
      const { hosts, healthy, degraded, excluded } = level
      return { total: hosts, healthy, degraded, excluded, ...(weights === undefined ? {} : { weights }) }
    })
    const load = priorityLoad(levels, {
      overprovisioningPercent: one.overprovisioning_factor ?? vectors.defaults.overprovisioning_factor,
      panicThresholdPercent: one.panic_threshold ?? vectors.defaults.healthy_panic_threshold,
    })
    const { healthy_load, degraded_load, panic } = one.expect
    expect(load.healthy).toEqual(healthy_load)
    if (degraded_load !== undefined) expect(load.degraded).toEqual(degraded_load)
    if (panic !== undefined) expect(load.panic).toEqual(panic)
    expect([...load.healthy, ...load.degraded].reduce((sum, percent) => sum + percent, 0)).toBe(100)
  })

  test('who is picked under panic', () => {
    const level = { total: 6, healthy: 2, degraded: 0, excluded: 0 }
    const load = priorityLoad([level])
    expect(candidatesOf(load, 0, false)).toBe('all')
    expect(candidatesOf(load, 0, true)).toBe('none')
    const never = { overprovisioningPercent: 140, panicThresholdPercent: 0 }
    // Only the usable ones, and there are none.
    expect(candidatesOf(priorityLoad([{ ...level, healthy: 0 }], never), 0, false)).toBe('usable')
  })

  test('a hash falls on levels in proportion, the healthy ones first', () => {
    const load = { healthy: [40, 10], degraded: [30, 20], panic: [false, false] }
    const chosen = Array.from({ length: 100 }, (_, hash) => choosePriority(hash, load))
    const count = (level: number, health: string): number =>
      chosen.filter((one) => one.level === level && one.health === health).length
    expect([count(0, 'healthy'), count(1, 'healthy'), count(0, 'degraded'), count(1, 'degraded')]).toEqual([
      40, 10, 30, 20,
    ])
    expect(chosen[0]).toEqual({ level: 0, health: 'healthy' })
    expect(chosen[99]).toEqual({ level: 1, health: 'degraded' })
    expect(choosePriority(199, load)).toEqual(chosen[99])
  })

  test('no levels, and levels without backends', () => {
    expect(priorityLoad([])).toEqual({ healthy: [], degraded: [], panic: [] })
    const none = { total: 0, healthy: 0, degraded: 0, excluded: 0 }
    expect(priorityLoad([none, none])).toEqual({ healthy: [100, 0], degraded: [0, 0], panic: [true, true] })
  })
})
