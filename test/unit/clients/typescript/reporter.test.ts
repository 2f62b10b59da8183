import { describe, expect, test } from '@jest/globals'
import { createBackoff } from '../../../../clients/typescript/backoff.ts'
import { LookasideError } from '../../../../clients/typescript/errors.ts'
import { SILENT_LOG } from '../../../../clients/typescript/log.ts'
import type { Outcome, OutcomeResult } from '../../../../clients/typescript/outcome.ts'
import { createOutcomeBuffer } from '../../../../clients/typescript/outcome-buffer.ts'
import type { SendResult } from '../../../../clients/typescript/reporter.ts'
import { createReporter } from '../../../../clients/typescript/reporter.ts'
import { createManualClock, settle } from '../manual-clock.ts'

const outcome = (token: string, result: OutcomeResult = 'success'): Outcome => ({ token, result })
const taken = (batch: readonly Outcome[]): SendResult => ({ kind: 'taken', accepted: batch.length, rejected: [] })
const away = new LookasideError({ code: 'UNAVAILABLE', reason: 'UNREACHABLE', message: 'away' })

function setUp(capacity = 100, maxItems = 1_000) {
  const clock = createManualClock()
  const batches: (readonly Outcome[])[] = []
  const service = { answer: (batch: readonly Outcome[]): SendResult | Promise<SendResult> => taken(batch) }
  const reporter = createReporter({
    send: async (batch) => {
      batches.push(batch)
      return service.answer(batch)
    },
    buffer: createOutcomeBuffer(capacity, () => clock.now(), { maxItems, maxBytes: 1e6 }),
    backoff: createBackoff({ initialMs: 200, maxMs: 5_000 }, () => 0.5),
    log: SILENT_LOG,
    flushIntervalMs: 100,
    clock,
  })
  return { clock, batches, service, reporter }
}

describe('reporter', () => {
  test('outcomes wait for others, at most the flush interval', async () => {
    const { clock, batches, reporter } = setUp()
    reporter.report(outcome('a'))
    await clock.advance(60)
    reporter.report(outcome('b'))
    expect(batches).toHaveLength(0)
    await clock.advance(40)
    expect(batches).toEqual([[outcome('a'), outcome('b')]])
    expect(clock.waiting()).toEqual([])
    expect(reporter.counts()).toMatchObject({ sent: 2, buffered: 0 })
  })

  test('a failed connection is told at once', async () => {
    const { clock, batches, reporter } = setUp()
    reporter.report(outcome('a'))
    reporter.report(outcome('b', 'connect_failure'))
    await clock.advance(5)
    expect(batches).toHaveLength(1)
  })

  test('more than one batch goes without waiting', async () => {
    const { clock, batches, reporter } = setUp(100, 10)
    for (let index = 0; index < 35; index++) reporter.report(outcome(String(index)))
    await clock.advance(100)
    expect(batches.map((batch) => batch.length)).toEqual([10, 10, 10, 5])
  })

  test('one batch is under way at a time; what was due meanwhile follows', async () => {
    const { clock, batches, service, reporter } = setUp()
    let arrive: ((result: SendResult) => void) | undefined
    service.answer = () => new Promise((resolve) => (arrive = resolve))
    reporter.report(outcome('a'))
    await clock.advance(100)
    reporter.report(outcome('b', 'connect_failure'))
    await clock.advance(1_000)
    expect(batches).toHaveLength(1)
    service.answer = taken
    arrive?.(taken([outcome('a')]))
    await clock.advance(0)
    expect(batches).toHaveLength(2)
  })

  test('a lost batch is sent again after a pause that grows, and nothing is lost', async () => {
    const { clock, batches, service, reporter } = setUp()
    service.answer = () => ({ kind: 'lost', error: away })
    reporter.report(outcome('a'))
    await clock.advance(100)
    reporter.report(outcome('b', 'connect_failure'))
    await clock.advance(99)
    expect(batches).toHaveLength(1)
    await clock.advance(1)
    expect(batches).toHaveLength(2)
    await clock.advance(199)
    expect(batches).toHaveLength(2)
    service.answer = taken
    await clock.advance(1)
    expect(batches[2]).toEqual([outcome('a'), outcome('b', 'connect_failure')])
    expect(reporter.counts()).toMatchObject({ sent: 2, dropped: 0 })
  })

  test('while the service is away the oldest go, and are counted', async () => {
    const { clock, service, reporter } = setUp(10)
    service.answer = () => ({ kind: 'lost', error: away })
    for (let index = 0; index < 25; index++) reporter.report(outcome(String(index)))
    await clock.advance(60_000)
    expect(reporter.counts()).toMatchObject({ sent: 0, dropped: 15, buffered: 10 })
  })

  test.each(['refused', 'unconfirmed'] as const)(
    'a batch that is %s is not sent again, and is counted',
    async (kind) => {
      const { clock, batches, service, reporter } = setUp()
      service.answer = () => ({ kind, error: away })
      reporter.report(outcome('a'))
      await clock.advance(10_000)
      expect(batches).toHaveLength(1)
      expect(reporter.counts()).toMatchObject({
        rejected: 0,
        unconfirmed: 0,
        [kind === 'refused' ? 'rejected' : kind]: 1,
      })
    },
  )

  test('flush sends everything, and gives up after one failure', async () => {
    const { batches, service, reporter } = setUp(100, 2)
    for (const token of ['a', 'b', 'c']) reporter.report(outcome(token))
    await reporter.flush()
    expect(batches).toHaveLength(2)
    service.answer = () => ({ kind: 'lost', error: away })
    reporter.report(outcome('d'))
    await reporter.flush()
    expect(batches).toHaveLength(3)
  })

  test('after stop nothing is sent and everything is counted', async () => {
    const { clock, batches, reporter } = setUp()
    reporter.report(outcome('a'))
    reporter.stop()
    reporter.report(outcome('b'))
    await clock.advance(10_000)
    await settle()
    expect(batches).toHaveLength(0)
    expect(clock.waiting()).toEqual([])
    expect(reporter.counts()).toMatchObject({ dropped: 2, buffered: 0 })
  })
})
