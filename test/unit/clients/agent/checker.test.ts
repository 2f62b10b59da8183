import { describe, expect, test } from '@jest/globals'
import { startChecker } from '../../../../clients/agent/checks/checker.ts'
import type { Check, CheckResult } from '../../../../clients/agent/checks/result.ts'
import { createThresholds } from '../../../../clients/agent/checks/thresholds.ts'
import { createManualClock } from '../manual-clock.ts'

const passed: CheckResult = { kind: 'passed' }
const failed: CheckResult = { kind: 'failed', detail: 'no' }

describe('thresholds', () => {
  const run = (rise: number, fall: number, results: string): string => {
    const judge = createThresholds({ rise, fall })
    return [...results].map((each) => (judge(each === '+' ? passed : failed) === 'healthy' ? 'H' : 'U')).join('')
  }

  test.each([
    [2, 3, '+++', 'HHH'],
    [2, 3, '---', 'UUU'],
    [2, 3, '+--+---', 'HHHHHHU'],
    [2, 3, '-+-++', 'UUUUH'],
    [2, 3, '+---++', 'HHHUUH'],
    [1, 1, '+-+-', 'HUHU'],
    [3, 1, '-++-+++', 'UUUUUUH'],
  ])('rise %d, fall %d: %s gives %s', (rise, fall, results, expected) => {
    expect(run(rise, fall, results)).toBe(expected)
  })
})

function setUp(check: Check, random = 0) {
  const clock = createManualClock()
  const seen: string[] = []
  const options = { intervalMs: 1_000, timeoutMs: 300, rise: 2, fall: 2 }
  const onResult = (health: string, detail: string): void => void seen.push(`${health} ${detail}`.trim())
  const checker = startChecker(check, options, { clock, random: () => random, onResult })
  return { clock, seen, checker }
}

describe('checker', () => {
  test('checks at once, then at intervals', async () => {
    let runs = 0
    const { clock } = setUp(async () => {
      runs++
      return passed
    })
    await clock.advance(0)
    expect(runs).toBe(1)
    await clock.advance(999)
    expect(runs).toBe(1)
    await clock.advance(1)
    expect(runs).toBe(2)
  })

  test('the second check comes sooner by chance, so that many checkers spread', async () => {
    const { clock } = setUp(async () => passed, 0.75)
    await clock.advance(0)
    expect(clock.waiting()).toEqual([250])
    await clock.advance(250)
    expect(clock.waiting()).toEqual([1_000])
  })

  test('a check that hangs and ignores its signal fails after its time; there is one at a time', async () => {
    let running = 0
    const { clock, seen } = setUp(() => {
      running++
      return new Promise(() => undefined)
    })
    await clock.advance(299)
    expect(seen).toEqual([])
    await clock.advance(1)
    expect(seen).toEqual(['unhealthy no answer within 300 ms'])
    expect(running).toBe(1)
    await clock.advance(700)
    expect(running).toBe(2)
  })

  test('a check that throws has failed', async () => {
    const { clock, seen } = setUp(() => {
      throw new Error('bad path')
    })
    await clock.advance(0)
    expect(seen).toEqual(['unhealthy bad path'])
  })

  test('nothing is heard after stop, and no timer is left', async () => {
    let finish: ((result: CheckResult) => void) | undefined
    const { clock, seen, checker } = setUp(() => new Promise((resolve) => (finish = resolve)))
    await clock.advance(10)
    checker.stop()
    finish?.(passed)
    await clock.advance(10_000)
    expect(seen).toEqual([])
    expect(clock.waiting()).toEqual([])
  })
})
