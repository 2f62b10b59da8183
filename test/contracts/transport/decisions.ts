import { expect, test } from '@jest/globals'
import { refuse } from '../../../server/errors.ts'
import { until } from '../../support/until.ts'
import { admin, fail, infoOf, succeed, unaryBytes } from './client.ts'
import { DECISION, type FakeUseCases } from './fake-use-cases.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'
import { openServerStream } from './stream-client.ts'

const NO_FILTER = { pool: '', policy: '', reason: undefined, backendId: '', errorReason: '' }
/** A message of some 100 KB, so that a reader that stands still is soon noticed. */
const LONG = { ...DECISION, randomDraws: Array.from({ length: 12_000 }, (_, at) => at / 12_000) }

/** Explained picks, one by one and as a stream. */
export function describeDecisions(harness: TransportHarness): void {
  const start = createStage(harness)

  const publish = (fake: FakeUseCases, id: string, dropped = 0, decision = DECISION): void => {
    for (const tap of [...fake.taps]) tap({ ...decision, id }, dropped)
  }
  const connected = (fake: FakeUseCases, count = 1): Promise<number> =>
    until(`${count} taps are open`, () => fake.taps.size === count)

  test('ExplainPick carries every field of a decision', async () => {
    const { client, fake } = await start()
    const { decision, replay } = await succeed(client, admin.ExplainPick, { pickToken: 'token-1' })
    expect(fake.calls).toEqual([['find', 'token-1']])
    expect(replay).toBeNull()
    expect(decision).toEqual({
      id: 'token-1',
      time: { seconds: 1_700_000_000, nanos: 123_500_000 },
      pool: 'payments/checkout',
      revision: 7,
      policy: 'peak_ewma',
      policyReason: 'least_cost',
      configVersion: 4,
      backends: 6,
      candidates: 3,
      excluded: [
        { backendId: 'backend-3', reason: 'draining' },
        { backendId: 'backend-4', reason: 'previous_pick' },
      ],
      excludedOmitted: 1,
      scores: [
        {
          backendId: 'backend-1',
          score: 4.25,
          inputs: [
            { signal: 'latency', value: 12.5, age: { seconds: 0, nanos: 250_000_000 } },
            { signal: 'weight', value: 3, age: null },
          ],
        },
        { backendId: 'backend-2', score: 9, inputs: [] },
      ],
      backendId: 'backend-1',
      runnerUpBackendId: 'backend-2',
      alternateBackendIds: ['backend-2'],
      reason: 'PICK_REASON_LOCALITY_FAILOVER',
      degraded: { reasons: ['DEGRADED_REASON_STORE_UNAVAILABLE'], age: { seconds: 2, nanos: 500_000_000 } },
      randomDraws: [0.25, 0.75],
      errorReason: '',
      errorMessage: '',
      callerLocality: { region: 'eu', zone: 'a', subZone: '' },
      localityLevel: 'region',
      affinity: 'AFFINITY_MODE_HASH',
      discardedChoices: 1,
      dryRun: false,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      replica: 'replica-1',
      replayable: true,
    })
  })

  test('ExplainPick: a pick that found nobody, with nothing else set', async () => {
    const { client, fake } = await start()
    fake.decisions.find = () => ({
      ...{ ...DECISION, backendId: '', reason: undefined, degraded: undefined, callerLocality: undefined },
      ...{ localityLevel: undefined, affinity: 'none', scores: [], excluded: [], randomDraws: [] },
      ...{ errorReason: 'NO_BACKENDS', errorMessage: 'nobody is there' },
    })
    const { decision } = await succeed(client, admin.ExplainPick, { pickToken: 't' })
    expect(decision).toMatchObject({
      ...{ backendId: '', reason: 'PICK_REASON_UNSPECIFIED', degraded: null, callerLocality: null },
      ...{ localityLevel: '', affinity: 'AFFINITY_MODE_UNSPECIFIED', scores: [] },
      ...{ errorReason: 'NO_BACKENDS', errorMessage: 'nobody is there' },
    })
  })

  test('ExplainPick: the newest of a pool, of all, and made again', async () => {
    const { client, fake } = await start()
    await succeed(client, admin.ExplainPick, { latestInPool: 'checkout' })
    await succeed(client, admin.ExplainPick, { latestInPool: '' })
    const { decision, replay } = await succeed(client, admin.ExplainPick, { latestInPool: '', replay: true })
    expect(decision?.id).toBe('token-1')
    expect(replay).toEqual({ backendId: 'backend-2', same: false, note: 'its state is gone' })
    expect(fake.calls).toEqual([
      ['latest', 'checkout'],
      ['latest', ''],
      ['latest', ''],
      ['replay', 'token-1'],
    ])
  })

  test('ExplainPick: a dry run is the query of a pick', async () => {
    const { client, fake } = await start()
    const { decision } = await succeed(client, admin.ExplainPick, {
      dryRun: {
        ...{ pool: 'checkout', affinityKey: 'k', locality: { region: 'eu' }, labelSelector: { v: '1' } },
        ...{ excludeBackendIds: ['x'], alternates: 2, previousPickToken: 'p', affinityToken: 'a' },
      },
    })
    expect(decision).toMatchObject({ pool: 'checkout', dryRun: true })
    expect(fake.calls).toEqual([
      [
        'dryRun',
        {
          ...{ pool: 'checkout', affinityKey: 'k', locality: { region: 'eu', zone: '', subZone: '' } },
          ...{ labelSelector: new Map([['v', '1']]), excludeBackendIds: ['x'], alternates: 2 },
          ...{ previousPickToken: 'p', affinityToken: 'a' },
        },
      ],
    ])
  })

  test('ExplainPick: refusals of the core arrive as they are', async () => {
    const { client, fake } = await start()
    fake.decisions.find = () => refuse('DECISION_NOT_FOUND', 'recorded no longer', { id: 't' })
    fake.decisions.replay = () => refuse('DECISION_NOT_FOUND', 'its inputs are gone', { id: 't' })
    fake.decisions.dryRun = () => refuse('POOL_NOT_FOUND', 'no such pool', { pool: 'x' })
    const asked = [{ pickToken: 't' }, { latestInPool: '', replay: true }, { dryRun: { pool: 'x' } }]
    const failures = await Promise.all(asked.map((request) => fail(client, admin.ExplainPick, request)))
    expect(failures.map((failure) => [failure.code, infoOf(failure).reason, failure.message])).toEqual([
      ['NOT_FOUND', 'DECISION_NOT_FOUND', 'recorded no longer'],
      ['NOT_FOUND', 'DECISION_NOT_FOUND', 'its inputs are gone'],
      ['NOT_FOUND', 'POOL_NOT_FOUND', 'no such pool'],
    ])
  })

  const oneofTest: (name: string, run: () => Promise<void>) => void = harness.onlyUnary === true ? () => {} : test
  oneofTest('ExplainPick: what is wrong is INVALID_ARGUMENT and names the field', async () => {
    const { client, fake } = await start()
    const wrong: readonly (readonly [object, string])[] = [
      [{}, 'pick'],
      [{ pickToken: '' }, 'pick_token'],
      [{ pickToken: 'x'.repeat(513) }, 'pick_token'],
      [{ latestInPool: 'A b' }, 'latest_in_pool'],
      [{ dryRun: {} }, 'dry_run.pool'],
      [{ dryRun: { pool: 'a', affinityKey: 'k'.repeat(1_025) } }, 'dry_run.affinity_key'],
      [{ dryRun: { pool: 'a', locality: { zone: 'z' } } }, 'dry_run.locality.zone'],
      [{ dryRun: { pool: 'a' }, replay: true }, 'replay'],
    ]
    for (const [request, field] of wrong) {
      const failure = await fail(client, admin.ExplainPick, request)
      expect([failure.code, infoOf(failure).metadata['field']]).toEqual(['INVALID_ARGUMENT', field])
      expect(failure.message.startsWith(`${field}: `)).toBe(true)
    }
    const twice = Buffer.from([0x0a, 1, 0x74, 0x1a, 1, 0x61])
    const both = await unaryBytes(client, admin.ExplainPick.path, twice)
    expect(both).toMatchObject({ kind: 'failed', code: 'INVALID_ARGUMENT', message: expect.stringMatching(/^pick: /) })
    expect(fake.calls).toEqual([])
  })

  if (harness.onlyUnary === true) return

  test('WatchDecisions: filters go in, decisions come out, with how many were left out', async () => {
    const { client, fake, observed } = await start()
    const all = openServerStream(client, admin.WatchDecisions, {})
    const few = openServerStream(client, admin.WatchDecisions, {
      ...{ pool: 'checkout', policy: 'peak_ewma', reason: 'PICK_REASON_PANIC' as const, backendId: 'b:1' },
      ...{ errorReason: 'NO_BACKENDS', maxPerSecond: 1_000 },
    })
    await connected(fake, 2)
    expect(fake.calls).toContainEqual(['watchDecisions', NO_FILTER, 100])
    expect(fake.calls).toContainEqual([
      'watchDecisions',
      { pool: 'checkout', policy: 'peak_ewma', reason: 'panic', backendId: 'b:1', errorReason: 'NO_BACKENDS' },
      1_000,
    ])
    publish(fake, 'first')
    publish(fake, 'second', 7)
    const messages = await all.received.atLeast(2)
    expect(messages.map(({ decision, dropped }) => [decision?.id, dropped])).toEqual([
      ['first', 0],
      ['second', 7],
    ])
    expect(messages[0]?.decision).toMatchObject({ policy: 'peak_ewma', reason: 'PICK_REASON_LOCALITY_FAILOVER' })
    for (const { received } of [all, few]) received.cancel()
    await until('nobody taps any longer', () => fake.taps.size === 0)
    await until('both ends were observed', () => observed.length === 2)
    expect(new Set(observed)).toEqual(new Set(['lookaside.v1.AdminService/WatchDecisions CANCELLED']))
  })

  test('WatchDecisions: who waits for something rare knows at once that the stream stands', async () => {
    const { client } = await start()
    const { stream, received } = openServerStream(client, admin.WatchDecisions, {})
    await new Promise((resolve) => stream.once('metadata', resolve))
    expect(received.messages).toEqual([])
    received.cancel()
  })

  test('WatchDecisions: what is wrong ends it with INVALID_ARGUMENT and the field', async () => {
    const { client, fake } = await start()
    const wrong: readonly (readonly [object, string])[] = [
      [{ pool: 'A b' }, 'pool'],
      [{ pool: 'x'.repeat(129) }, 'pool'],
      [{ policy: 'Peak EWMA' }, 'policy'],
      [{ policy: 'p'.repeat(65) }, 'policy'],
      [{ reason: 99 }, 'reason'],
      [{ backendId: '\u0000' }, 'backend_id'],
      [{ maxPerSecond: 1_001 }, 'max_per_second'],
      [{ errorReason: 'NO_SUCH_REASON' }, 'error_reason'],
      [{ errorReason: 'toString' }, 'error_reason'],
    ]
    for (const [request, field] of wrong) {
      const end = await openServerStream(client, admin.WatchDecisions, request).received.ended()
      const got = end.kind === 'failed' && [end.code, infoOf(end).reason, infoOf(end).metadata['field']]
      expect(got).toEqual(['INVALID_ARGUMENT', 'INVALID_FIELD', field])
    }
    expect(fake.taps.size).toBe(0)
  })

  test('WatchDecisions: a burst in one go arrives, in order', async () => {
    const { client, fake } = await start()
    const { received } = openServerStream(client, admin.WatchDecisions, { maxPerSecond: 1_000 })
    await connected(fake)
    for (let at = 0; at < 200; at += 1) publish(fake, `d${at}`)
    const messages = await received.atLeast(200)
    expect(messages.map(({ decision }) => decision?.id)).toEqual(Array.from({ length: 200 }, (_, at) => `d${at}`))
    expect(messages.every(({ dropped }) => dropped === 0)).toBe(true)
    received.cancel()
  })

  test('WatchDecisions: a slow reader misses decisions, is told how many, and never holds up a pick', async () => {
    const { client, fake } = await start()
    const { stream, received } = openServerStream(client, admin.WatchDecisions, { maxPerSecond: 1_000 })
    await connected(fake)
    stream.pause()
    const sent = 2_000
    for (let at = 0; at < sent; at += 1) {
      publish(fake, `d${at}`, 0, LONG)
      if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    stream.resume()
    await until('the reader has caught up', () => {
      publish(fake, 'last')
      return received.messages.at(-1)?.decision?.id === 'last'
    })
    const missed = received.messages.reduce((sum, { dropped }) => sum + dropped, 0)
    expect(missed).toBeGreaterThan(0)
    const known = new Set(received.messages.map(({ decision }) => decision?.id))
    known.delete('last')
    // Those that were published while catching up may have been left out too.
    expect(known.size + missed).toBeGreaterThanOrEqual(sent)
    received.cancel()
  })

  test('WatchDecisions: a reader that takes nothing for too long loses its tap', async () => {
    const { client, fake } = await start({ watchStallMs: 100 })
    const { stream, received } = openServerStream(client, admin.WatchDecisions, { maxPerSecond: 1_000 })
    await connected(fake)
    stream.pause()
    const publishing = setInterval(() => publish(fake, 'd', 0, LONG), 1)
    await until('the tap is closed', () => fake.taps.size === 0, 15_000)
    clearInterval(publishing)
    received.cancel()
  })

  test('WatchDecisions: 500 taps that are opened and cancelled leave nothing behind', async () => {
    const { client, fake, observed } = await start()
    for (let round = 0; round < 10; round += 1) {
      const open = Array.from({ length: 50 }, () => openServerStream(client, admin.WatchDecisions, {}))
      await connected(fake, 50)
      publish(fake, 'd')
      for (const { received } of open) received.cancel()
      await until('the taps are closed', () => fake.taps.size === 0)
    }
    await until('every end was observed', () => observed.length === 500)
  })

  test('WatchDecisions: an old stream is read empty and ends without an error', async () => {
    const { client, fake } = await start({ maxStreamAgeMs: 200, goAwayGraceMs: 5_000 })
    const { received } = openServerStream(client, admin.WatchDecisions, {})
    await connected(fake)
    publish(fake, 'd')
    expect(await received.ended()).toEqual({ kind: 'ok' })
    expect(received.messages).toHaveLength(1)
    expect(fake.taps.size).toBe(0)
  })

  test('WatchDecisions: a drain ends it with SHUTTING_DOWN, without waiting for the grace', async () => {
    const { transport, client, fake } = await start({ goAwayGraceMs: 60_000, drainLingerMs: 10 })
    const { received } = openServerStream(client, admin.WatchDecisions, {})
    await connected(fake)
    publish(fake, 'd')
    await received.atLeast(1)
    const drained = transport.drain(60_000)
    const end = await received.ended()
    expect(end.kind === 'failed' && [end.code, infoOf(end).reason]).toEqual(['UNAVAILABLE', 'SHUTTING_DOWN'])
    await drained
    expect(fake.taps.size).toBe(0)
  })

  test('WatchDecisions: a fault of our own is told to the log alone', async () => {
    const { client, fake, errors } = await start()
    fake.decisions.watch = () => {
      throw new Error('secret')
    }
    const end = await openServerStream(client, admin.WatchDecisions, {}).received.ended()
    expect(end).toMatchObject({ code: 'INTERNAL', message: expect.not.stringContaining('secret') })
    expect(errors).toHaveLength(1)
  })
}
