import { describe, expect, test } from '@jest/globals'
import type { PickBackendRequest } from '../../../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickResult__Output } from '../../../../proto/gen/lookaside/v1/PickResult.ts'
import { LookasideError } from '../../../../clients/typescript/errors.ts'
import type { Outcome } from '../../../../clients/typescript/outcome.ts'
import type { MessageEnd } from '../../../../clients/typescript/picks-duplex.ts'
import type { OutcomeBatch, SendResult } from '../../../../clients/typescript/reporter.ts'
import { createPickStream } from '../../../../clients/typescript/pick-stream.ts'
import { createManualClock, settle } from '../manual-clock.ts'

interface Sent {
  readonly picks: readonly PickBackendRequest[]
  readonly outcomes: readonly Outcome[]
  readonly settle: (end: MessageEnd) => void
}

function setUp() {
  const clock = createManualClock()
  const sent: Sent[] = []
  const late: string[] = []
  const batches: OutcomeBatch[] = []
  let open = 0
  const stream = createPickStream({
    clock,
    line: {
      endpoint: () => undefined,
      waiting: () => open,
      opened: () => 1,
      send(picks, outcomes, end) {
        open++
        const settleOnce = (result: MessageEnd): void => {
          open--
          end(result)
        }
        sent.push({ picks, outcomes, settle: settleOnce })
      },
      close: () => undefined,
    },
    takeOutcomes: () => batches.shift(),
    onLatePick: (token) => late.push(token),
    judgeOutcomes: (): SendResult => ({
      kind: 'lost',
      error: new LookasideError({ code: 'UNAVAILABLE', reason: 'UNREACHABLE', message: 'away' }),
    }),
  })
  const answer = (at: number): void => {
    const results = sent[at]?.picks.map((request): PickResult__Output => toPicked(request.pool ?? ''))
    sent[at]?.settle({ kind: 'answered', results: results ?? [], rejected: [] })
  }
  const pick = (pool: string, timeoutMs = 50, signal?: AbortSignal) =>
    stream
      .pick({ pool }, { timeoutMs, signal })
      .then((end) => (end.kind === 'picked' ? end.message.pickToken : end.kind))
  const sizes = (): number[] => sent.map(({ picks }) => picks.length)
  return { clock, sent, late, batches, stream, answer, pick, sizes }
}

function toPicked(pool: string): PickResult__Output {
  const backend = { id: 'a', address: 'a:1', locality: null, labels: {} }
  const rest = { alternates: [], lease: null, revision: 1, cache: null, degraded: null, affinityToken: '' }
  return { picked: { backend, pickToken: `t-${pool}`, reason: 'PICK_REASON_POLICY', ...rest } }
}

describe('pick stream', () => {
  test('a lone pick goes at once, those of one turn go together', async () => {
    const { sizes, pick, answer } = setUp()
    const first = pick('a')
    await settle()
    expect(sizes()).toEqual([1])
    const more = [pick('b'), pick('c'), pick('d')]
    await settle()
    expect(sizes()).toEqual([1, 3])
    answer(0)
    answer(1)
    expect(await Promise.all([first, ...more])).toEqual(['t-a', 't-b', 't-c', 't-d'])
  })

  test('while two messages wait, picks gather for the next one', async () => {
    const { sizes, pick, answer, stream } = setUp()
    const all = []
    for (let index = 0; index < 2; index++) {
      all.push(pick(`first-${index}`))
      await settle()
    }
    for (let index = 0; index < 300; index++) {
      all.push(pick(`more-${index}`))
      if (index % 10 === 0) await settle()
    }
    await settle()
    expect(sizes()).toEqual([1, 1])
    expect(stream.waiting).toBe(302)
    answer(0)
    await settle()
    expect(sizes()).toEqual([1, 1, 300])
    answer(1)
    answer(2)
    expect((await Promise.all(all)).filter((token) => token.startsWith('t-'))).toHaveLength(302)
    expect(stream.counts).toMatchObject({ messages: 3, picks: 302 })
    expect(stream.waiting).toBe(0)
  })

  test('a message holds at most 500 picks and 96 KiB of them', async () => {
    const { sizes, pick, answer } = setUp()
    const all = Array.from({ length: 1_200 }, (_, index) => pick(String(index)))
    await settle()
    expect(sizes()).toEqual([500, 500])
    answer(0)
    await settle()
    expect(sizes()).toEqual([500, 500, 200])
    answer(1)
    answer(2)
    await Promise.all(all)
    const long = setUp()
    for (let index = 0; index < 300; index++) void long.pick('x'.repeat(1_000))
    await settle()
    expect(long.sizes()[0]).toBeLessThan(100)
  })

  test('outcomes travel with picks and share their fate', async () => {
    const { batches, sent, pick } = setUp()
    const ends: SendResult['kind'][] = []
    const outcome: Outcome = { token: 't', result: 'success' }
    const batch = { outcomes: [outcome, outcome], settle: (end: SendResult) => void ends.push(end.kind) }
    batches.push(batch, batch)
    const picks = [pick('a')]
    await settle()
    picks.push(pick('b'))
    await settle()
    expect(sent.map(({ outcomes }) => outcomes.length)).toEqual([2, 2])
    sent[0]?.settle({ kind: 'answered', results: [toPicked('a')], rejected: [] })
    sent[1]?.settle({ kind: 'lost', error: new Error('cut') })
    expect(await Promise.all(picks)).toEqual(['t-a', 'lost'])
    expect(ends).toEqual(['taken', 'lost'])
  })

  test('a pick that is answered too late is given back, and one that was never sent is not sent any more', async () => {
    const { clock, late, pick, answer, sizes } = setUp()
    const first = [pick('a')]
    await settle()
    first.push(pick('b'))
    await settle()
    const queued = pick('c')
    await clock.advance(50)
    expect(await Promise.all([...first, queued])).toEqual(['timeout', 'timeout', 'timeout'])
    answer(0)
    await settle()
    expect(late).toEqual(['t-a'])
    expect(sizes()).toEqual([1, 1])
  })

  test('a caller that gives up is not waited for, before and after the message is sent', async () => {
    const { pick, answer, late, stream } = setUp()
    expect(await pick('a', 50, AbortSignal.abort())).toBe('aborted')
    const controller = new AbortController()
    const promise = pick('b', 50, controller.signal)
    await settle()
    controller.abort()
    expect(await promise).toBe('aborted')
    answer(0)
    expect(late).toEqual(['t-b'])
    expect(stream.waiting).toBe(0)
  })

  test('an answer with too few results, and an empty one, fail the picks they leave out', async () => {
    const { pick, sent } = setUp()
    const picks = [pick('a'), pick('b')]
    await settle()
    sent[0]?.settle({ kind: 'answered', results: [{}], rejected: [] })
    expect(await Promise.all(picks)).toEqual(['lost', 'lost'])
  })

  test('close fails what waits and leaves no timer', async () => {
    const { clock, pick, stream, sent } = setUp()
    const picks = [pick('a')]
    await settle()
    picks.push(pick('b'))
    await settle()
    picks.push(pick('c'))
    stream.close()
    for (const { settle: end } of sent) end({ kind: 'lost', error: new Error('closed') })
    expect(await Promise.all(picks)).toEqual(['lost', 'lost', 'lost'])
    expect(clock.waiting()).toEqual([])
  })
})
