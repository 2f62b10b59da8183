import { expect, test } from '@jest/globals'
import { refuse } from '../../../server/errors.ts'
import { until } from '../../support/until.ts'
import { agents, infoOf, lookaside } from './client.ts'
import { CARD, picked, WATCH_STATE } from './fake-use-cases.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'
import { openBidi, openServerStream } from './stream-client.ts'

/** Order, bounds and ends of the three streams. */
export function describeStreams(harness: TransportHarness): void {
  const start = createStage(harness)

  test('StreamPicks: outcomes first, then picks in order, errors by pick', async () => {
    const { client, fake } = await start()
    fake.picks.pick = (query) => {
      fake.calls.push(['pick', query.pool])
      return query.pool === 'empty' ? refuse('NO_BACKENDS', 'none', { pool: 'empty' }) : picked(query, query.pool)
    }
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.write({
      sequence: 41,
      picks: [{ pool: 'a' }, { pool: 'empty' }, { pool: 'B a d' }, { pool: 'c' }],
      outcomes: [{ pickToken: 't1', result: 'OUTCOME_RESULT_SUCCESS' }, { pickToken: 't2' }],
    })
    const [response] = await received.atLeast(1)
    expect(response?.sequence).toBe(41)
    expect(
      response?.results.map(({ picked: pick, error }) => pick?.pickToken ?? [error?.index, error?.reason]),
    ).toEqual(['a', [1, 'NO_BACKENDS'], [2, 'INVALID_FIELD'], 'c'])
    expect(response?.results[1]?.error).toMatchObject({ code: 'UNAVAILABLE', metadata: { pool: 'empty' } })
    expect(response?.results[2]?.error?.metadata).toEqual({ field: 'picks[2].pool' })
    expect(response?.rejectedOutcomes).toMatchObject([{ index: 1, metadata: { field: 'outcomes[1].result' } }])
    expect(response?.goAway).toBeNull()
    expect(fake.calls.map(([name]) => name)).toEqual(['report', 'pick', 'pick', 'pick'])
    stream.end()
    expect(await received.ended()).toEqual({ kind: 'ok' })
  })

  test('StreamPicks: 1,000 picks a message, many messages at once, answered in order', async () => {
    const { client, fake } = await start()
    let count = 0
    fake.picks.pick = (query) => picked(query, `t${count++}`)
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    const picks = Array.from({ length: 1_000 }, () => ({ pool: 'checkout', alternates: 1 }))
    for (let sequence = 1; sequence <= 20; sequence += 1) stream.write({ sequence, picks })
    stream.end()
    expect(await received.ended()).toEqual({ kind: 'ok' })
    expect(received.messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
    const tokens = received.messages.flatMap(({ results }) => results.map((result) => result.picked?.pickToken))
    expect(tokens).toEqual(Array.from({ length: 20_000 }, (_, at) => `t${at}`))
  })

  test('StreamPicks: 1,001 picks a message end the stream', async () => {
    const { client, fake } = await start()
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.write({ sequence: 1, picks: Array.from({ length: 1_001 }, () => ({ pool: 'checkout' })) })
    const end = await received.ended()
    expect(end.kind === 'failed' && [end.code, infoOf(end).reason, infoOf(end).metadata['field']]).toEqual([
      'INVALID_ARGUMENT',
      'TOO_MANY_ITEMS',
      'picks',
    ])
    expect(fake.calls).toEqual([])
  })

  test('StreamPicks: picks that no longer fit into an answer are refused, not made', async () => {
    const { client, fake } = await start({ streamAnswerBytes: 10_000 })
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.write({ sequence: 1, picks: Array.from({ length: 1_000 }, () => ({ pool: 'checkout', alternates: 1 })) })
    const [response] = await received.atLeast(1)
    const made = response?.results.filter((result) => result.picked !== undefined && result.picked !== null).length ?? 0
    expect(made).toBe(fake.calls.length)
    expect(made).toBeLessThan(100)
    expect(response?.results).toHaveLength(1_000)
    expect(response?.results[999]?.error?.reason).toBe('MESSAGE_TOO_LARGE')
    stream.end()
  })

  test('StreamPicks: while nobody reads the answers, no more requests are taken', async () => {
    const { client, fake } = await start()
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.pause()
    const picks = Array.from({ length: 300 }, () => ({ pool: 'checkout' }))
    for (let sequence = 0; sequence < 60; sequence += 1) stream.write({ sequence, picks })
    let before = -1
    await until('the server stands still', async () => {
      const isStill = fake.calls.length === before && before > 0
      before = fake.calls.length
      await new Promise((resolve) => setTimeout(resolve, 100))
      return isStill
    })
    expect(fake.calls.length).toBeLessThan(45 * 300)
    stream.resume()
    expect(await received.atLeast(60)).toHaveLength(60)
    stream.end()
  })

  test('StreamHeartbeats: one answer a message, refusals by item', async () => {
    const { client, fake } = await start()
    const { stream, received } = openBidi(client, agents.StreamHeartbeats)
    const beat = { pool: 'checkout', backendId: 'b', epoch: 1 }
    fake.heartbeats.heartbeat = ({ sequence }) =>
      sequence === 2 ? refuse('EPOCH_SUPERSEDED', 'newer', { epoch: '9' }) : undefined
    stream.write({ heartbeats: [{ ...beat, sequence: 1 }] })
    stream.write({
      heartbeats: [
        { ...beat, sequence: 2 },
        { ...beat, sequence: 3 },
      ],
    })
    const answers = await received.atLeast(2)
    expect(answers[0]).toMatchObject({ rejected: [], nextHeartbeatAfter: { nanos: 901_000_000 } })
    expect(answers[1]?.rejected).toMatchObject([{ index: 0, code: 'FAILED_PRECONDITION', reason: 'EPOCH_SUPERSEDED' }])
    stream.end()
    expect(await received.ended()).toEqual({ kind: 'ok' })
  })

  test('WatchBackends: the state at once, then each change; refusals end it', async () => {
    const { client, fake } = await start()
    const { received } = openServerStream(client, lookaside.WatchBackends, { pool: 'checkout' })
    expect(await received.atLeast(1)).toMatchObject([
      {
        revision: 1,
        backends: [
          { backend: { id: 'backend-1' }, share: 0.75 },
          { backend: { id: 'backend-2' }, share: 0.25 },
        ],
        cache: { maxAge: { seconds: 1 }, staleAge: { seconds: 60 } },
        goAway: null,
      },
    ])
    fake.publish({ ...WATCH_STATE, revision: 2, backends: [] })
    expect((await received.atLeast(2))[1]).toMatchObject({ revision: 2, backends: [] })
    fake.publish(refuse('POOL_NOT_FOUND', 'deleted', { pool: 'checkout' }))
    const end = await received.ended()
    expect(end.kind === 'failed' && [end.code, infoOf(end).reason]).toEqual(['NOT_FOUND', 'POOL_NOT_FOUND'])
    expect(fake.watchers.size).toBe(0)
    fake.picks.watch = () => refuse('POOL_NOT_FOUND', 'no such pool')
    const refused = await openServerStream(client, lookaside.WatchBackends, { pool: 'x' }).received.ended()
    expect(refused).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('WatchBackends: a slow reader gets the newest state, not a queue', async () => {
    const { client, fake } = await start()
    const backends = Array.from({ length: 3_000 }, (_, at) => ({ backend: { ...CARD, id: `b${at}` }, share: 0 }))
    const { stream, received } = openServerStream(client, lookaside.WatchBackends, { pool: 'checkout' })
    await received.atLeast(1)
    stream.pause()
    for (let revision = 2; revision <= 500; revision += 1) {
      fake.publish({ ...WATCH_STATE, revision, backends })
      await new Promise((resolve) => setImmediate(resolve))
    }
    stream.resume()
    await until('the newest state came', () => received.messages.at(-1)?.revision === 500)
    // What was under way, what the socket buffers held, and the newest.
    expect(received.messages.length).toBeLessThan(50)
    received.cancel()
  })

  test('WatchBackends: a reader that takes nothing for too long loses its watch', async () => {
    const { client, fake } = await start({ watchStallMs: 100 })
    const backends = Array.from({ length: 10_000 }, (_, at) => ({ backend: { ...CARD, id: `b${at}` }, share: 0 }))
    fake.publish({ ...WATCH_STATE, backends })
    const { stream, received } = openServerStream(client, lookaside.WatchBackends, { pool: 'checkout' })
    stream.pause()
    await until('the watch is open', () => fake.watchers.size === 1)
    const publishing = setInterval(() => fake.publish({ ...WATCH_STATE, backends }), 10)
    await until('the watch is closed', () => fake.watchers.size === 0)
    clearInterval(publishing)
    received.cancel()
  })

  test('1,000 watches that are opened and cancelled leave nothing behind', async () => {
    const { client, fake, observed } = await start()
    for (let round = 0; round < 20; round += 1) {
      const open = Array.from({ length: 50 }, () =>
        openServerStream(client, lookaside.WatchBackends, { pool: 'checkout' }),
      )
      await Promise.all(open.map(({ received }) => received.atLeast(1)))
      expect(fake.watchers.size).toBe(50)
      for (const { received } of open) received.cancel()
      await until('the watches are closed', () => fake.watchers.size === 0)
    }
    await until('every end was observed', () => observed.length === 1_000)
    expect(new Set(observed)).toEqual(new Set(['lookaside.v1.LookasideService/WatchBackends CANCELLED']))
  })

  test('a stream that is cancelled in the middle of its answers leaves the others alone', async () => {
    const { client } = await start()
    const picks = Array.from({ length: 1_000 }, () => ({ pool: 'checkout' }))
    const [cut, kept] = [openBidi(client, lookaside.StreamPicks), openBidi(client, lookaside.StreamPicks)]
    for (let sequence = 0; sequence < 10; sequence += 1) {
      cut.stream.write({ sequence, picks })
      kept.stream.write({ sequence, picks })
    }
    await cut.received.atLeast(1)
    cut.received.cancel()
    expect(await kept.received.atLeast(10)).toHaveLength(10)
    kept.stream.end()
    expect(await kept.received.ended()).toEqual({ kind: 'ok' })
  })

  test('a stream that is old is sent away, works for a grace, and is ended', async () => {
    const { client } = await start({ maxStreamAgeMs: 300, goAwayGraceMs: 300 })
    const picks = openBidi(client, lookaside.StreamPicks)
    const beats = openBidi(client, agents.StreamHeartbeats)
    const watch = openServerStream(client, lookaside.WatchBackends, { pool: 'checkout' })
    const goAway = { reason: 'MAX_STREAM_AGE', grace: { seconds: 0, nanos: 300_000_000 } }
    expect(await picks.received.atLeast(1)).toMatchObject([{ sequence: 0, results: [], goAway }])
    expect(await beats.received.atLeast(1)).toMatchObject([{ rejected: [], goAway }])
    // The whole list comes with the go-away: an empty one would say that there is no backend.
    expect((await watch.received.atLeast(2))[1]).toMatchObject({ backends: [{}, {}], goAway })
    picks.stream.write({ sequence: 5, picks: [{ pool: 'checkout' }] })
    expect((await picks.received.atLeast(2))[1]).toMatchObject({ sequence: 5, results: [{}], goAway })
    for (const { received } of [picks, beats, watch]) expect(await received.ended()).toEqual({ kind: 'ok' })
  })
}
