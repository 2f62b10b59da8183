import { describe, expect, test } from '@jest/globals'
import { createBackoff } from '../../../../clients/typescript/backoff.ts'
import { createBreaker } from '../../../../clients/typescript/breaker.ts'
import { createManualClock } from '../manual-clock.ts'

function setUp() {
  const clock = createManualClock()
  const probe = { isBack: false, count: 0 }
  const changes: string[] = []
  const breaker = createBreaker({
    clock,
    backoff: createBackoff({ initialMs: 200, maxMs: 2_000 }, () => 0.5),
    probe: async () => {
      probe.count++
      return probe.isBack
    },
    onChange: (state) => changes.push(state),
  })
  return { clock, probe, changes, breaker }
}

describe('breaker', () => {
  test('one failure opens it, a probe that succeeds closes it', async () => {
    const { clock, probe, changes, breaker } = setUp()
    expect(breaker.state).toBe('closed')
    breaker.failed()
    breaker.failed()
    expect(breaker.state).toBe('open')
    expect(breaker.opened).toBe(1)
    probe.isBack = true
    await clock.advance(99)
    expect(probe.count).toBe(0)
    await clock.advance(1)
    expect(breaker.state).toBe('closed')
    expect(changes).toEqual(['open', 'closed'])
    expect(clock.waiting()).toEqual([])
  })

  test('probes come ever more seldom, up to a limit, and soon again after a return', async () => {
    const { clock, probe, breaker } = setUp()
    breaker.failed()
    const delays: number[] = []
    for (let round = 0; round < 6; round++) {
      delays.push(clock.waiting()[0] ?? 0)
      await clock.advance(clock.waiting()[0] ?? 0)
    }
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000])
    probe.isBack = true
    await clock.advance(1_000)
    breaker.failed()
    expect(clock.waiting()).toEqual([100])
  })

  test('an answer to a call closes it without a probe', async () => {
    const { clock, probe, breaker } = setUp()
    breaker.failed()
    breaker.answered()
    expect(breaker.state).toBe('closed')
    await clock.advance(60_000)
    expect(probe.count).toBe(0)
  })

  test('a probe whose answer comes after a call was answered changes nothing', async () => {
    const clock = createManualClock()
    let answer: ((isBack: boolean) => void) | undefined
    const breaker = createBreaker({
      clock,
      backoff: createBackoff({ initialMs: 1, maxMs: 1 }, () => 0.5),
      probe: () => new Promise((resolve) => (answer = resolve)),
      onChange: () => undefined,
    })
    breaker.failed()
    await clock.advance(1)
    breaker.answered()
    answer?.(false)
    await clock.advance(60_000)
    expect(breaker.state).toBe('closed')
    expect(clock.waiting()).toEqual([])
  })

  test('once stopped it neither probes nor changes', async () => {
    const { clock, probe, changes, breaker } = setUp()
    breaker.failed()
    breaker.stop()
    await clock.advance(60_000)
    breaker.answered()
    expect([probe.count, changes]).toEqual([0, ['open']])
  })
})
