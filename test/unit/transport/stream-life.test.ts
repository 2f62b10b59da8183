import { describe, expect, test } from '@jest/globals'
import { DEFAULT_LIMITS } from '../../../server/transport/limits.ts'
import { createStreamLife } from '../../../server/transport/grpc/stream-life.ts'
import { FakeTime } from '../../support/fake-time.ts'

const MINUTE = 60_000

function setUp(options: { random?: number; connectedAt?: number } = {}) {
  const time = new FakeTime()
  const events: string[] = []
  const begin = time.now()
  const life = createStreamLife({
    limits: DEFAULT_LIMITS,
    clock: time,
    timers: time,
    random: () => options.random ?? 0.5,
    connectedAt: () => (options.connectedAt === undefined ? undefined : begin + options.connectedAt),
  })
  const stream = {
    goAway: (reason: string, graceMs: number) => events.push(`${reason} ${graceMs} at ${time.now() - begin}`),
    end: () => events.push(`end at ${time.now() - begin}`),
  }
  return { time, life, events, stream }
}

describe('the life of a stream', () => {
  test.each([
    [0, 27 * MINUTE],
    [0.5, 30 * MINUTE],
    [0.75, 31.5 * MINUTE],
  ])('with the draw %d it is sent away after %d ms and ended after the grace', (random, age) => {
    const { time, life, events, stream } = setUp({ random })
    life.open(stream, 'peer')
    time.advance(age - 1)
    expect(events).toEqual([])
    time.advance(10 * MINUTE)
    expect(events).toEqual([`MAX_STREAM_AGE 4000 at ${age}`, `end at ${age + 4_000}`])
  })

  test('it leaves before its connection grows old', () => {
    const { time, life, events, stream } = setUp({ connectedAt: -20 * MINUTE })
    life.open(stream, 'peer')
    time.advance(8 * MINUTE)
    expect(events[0]).toBe(`MAX_STREAM_AGE 4000 at ${7 * MINUTE}`)
  })

  test('on a connection near its end it lives for a minute all the same', () => {
    const { time, life, events, stream } = setUp({ connectedAt: -29 * MINUTE })
    life.open(stream, 'peer')
    time.advance(2 * MINUTE)
    expect(events[0]).toBe(`MAX_STREAM_AGE 4000 at ${MINUTE}`)
  })

  test('one that has closed is left alone, and waiters hear when none is left', () => {
    const { time, life, events, stream } = setUp()
    const close = life.open(stream, 'peer')
    let isEmpty = false
    life.whenEmpty(() => (isEmpty = true))
    expect([life.size, isEmpty]).toEqual([1, false])
    close()
    close()
    expect([life.size, isEmpty]).toEqual([0, true])
    time.advance(60 * MINUTE)
    expect(events).toEqual([])
  })
})
