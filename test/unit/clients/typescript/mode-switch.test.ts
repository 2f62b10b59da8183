import { describe, expect, test } from '@jest/globals'
import { createModeSwitch } from '../../../../clients/typescript/mode-switch.ts'
import type { ClientMode } from '../../../../clients/typescript/options.ts'
import { createManualClock } from '../manual-clock.ts'

function setUp(mode: ClientMode = 'auto') {
  const clock = createManualClock()
  const turns: string[] = []
  const modeSwitch = createModeSwitch(
    mode,
    () => clock.now(),
    (wire) => turns.push(wire),
  )
  const run = async (perSecond: number, seconds: number): Promise<void> => {
    for (let pick = 0; pick < perSecond * seconds; pick++) {
      await clock.advance(1_000 / perSecond)
      modeSwitch.note(0)
    }
  }
  return { modeSwitch, turns, run }
}

describe('mode switch', () => {
  test('few picks are calls, many go by a stream, and few are calls again after a while', async () => {
    const { modeSwitch, run, turns } = setUp()
    await run(50, 5)
    expect(modeSwitch.wire).toBe('unary')
    await run(150, 2)
    expect(modeSwitch.wire).toBe('stream')
    await run(10, 8)
    expect(modeSwitch.wire).toBe('stream')
    await run(10, 5)
    expect(modeSwitch.wire).toBe('unary')
    expect(turns).toEqual(['stream', 'unary'])
    expect(modeSwitch.switches).toBe(2)
  })

  test('a rate around either end does not make it flap', async () => {
    const { run, turns } = setUp()
    for (let round = 0; round < 10; round++) {
      await run(110, 2)
      await run(60, 2)
    }
    expect(turns).toEqual(['stream'])
  })

  test('a burst needs no rate', () => {
    const { modeSwitch } = setUp()
    expect(modeSwitch.note(15)).toBe('unary')
    expect(modeSwitch.note(16)).toBe('stream')
  })

  test.each([
    ['unary', 'unary'],
    ['stream', 'stream'],
  ] as const)('%s can be forced', async (mode, wire) => {
    const { modeSwitch, run, turns } = setUp(mode)
    await run(500, 2)
    await run(1, 30)
    expect(modeSwitch.note(1_000)).toBe(wire)
    expect(turns).toEqual([])
  })
})
