import { expect, test } from '@jest/globals'
import { ERRORS, refuse, type ErrorReason } from '../../../server/errors.ts'
import { until } from '../../support/until.ts'
import { admin, agents, fail, infoOf, lookaside, succeed, unary } from './client.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'
import { openBidi } from './stream-client.ts'

const isReason = (name: string): name is ErrorReason => name in ERRORS

/** Canonical codes, exactly one ErrorInfo, and nothing of our insides. */
export function describeErrors(harness: TransportHarness): void {
  const start = createStage(harness)

  test.each(Object.keys(ERRORS).filter(isReason))('%s arrives with its code and one ErrorInfo', async (reason) => {
    const { client, fake, observed } = await start()
    fake.picks.pick = () => refuse(reason, `because: ${reason} ü`, { pool: 'checkout', 'odd key': 'ü' })
    const failure = await fail(client, lookaside.PickBackend, { pool: 'checkout' })
    expect(failure).toMatchObject({ code: ERRORS[reason].code, message: `because: ${reason} ü` })
    expect(infoOf(failure)).toEqual({
      type: 'type.googleapis.com/google.rpc.ErrorInfo',
      reason,
      domain: 'lookaside',
      metadata: { pool: 'checkout', 'odd key': 'ü' },
    })
    await until('the call was observed', () => observed.length > 0)
    expect(observed).toEqual([`lookaside.v1.LookasideService/PickBackend ${ERRORS[reason].code}`])
  })

  test('texts that cannot travel whole are cut and mended', async () => {
    const { client, fake } = await start()
    fake.picks.pick = () =>
      refuse('NO_BACKENDS', `\ud800 ${'x'.repeat(100_000)}`, { pool: `\udfff${'y'.repeat(100_000)}` })
    const failure = await fail(client, lookaside.PickBackend, { pool: 'checkout' })
    expect(failure.code).toBe('UNAVAILABLE')
    expect(failure.message.length).toBeLessThanOrEqual(1_024)
    expect(infoOf(failure).metadata['pool']).toMatch(/^\ufffdy+\.\.\.$/)
  })

  test('a fault of our own says nothing of our insides, and the log says all, once', async () => {
    const { client, fake, errors } = await start()
    fake.picks.pick = () => {
      throw new Error('secret path /etc/secret')
    }
    fake.admin.drain = () => Promise.reject(new Error('secret host'))
    const failures = [
      await fail(client, lookaside.PickBackend, { pool: 'checkout' }),
      await fail(client, admin.DrainBackend, { pool: 'checkout', backendId: 'b' }),
    ]
    for (const failure of failures) {
      expect(failure.code).toBe('INTERNAL')
      expect(infoOf(failure).reason).toBe('INTERNAL')
      expect(JSON.stringify(failure)).not.toContain('secret')
    }
    expect(errors.map(({ fields }) => fields?.['method'])).toEqual(['PickBackend', 'DrainBackend'])
    expect(JSON.stringify(errors[0])).toContain('secret path')
  })

  const streamTest: (name: string, run: () => Promise<void>) => void = harness.onlyUnary === true ? () => {} : test
  streamTest('a fault in a stream ends the stream with INTERNAL, and the transport lives on', async () => {
    const { client, fake, errors } = await start()
    const working = fake.picks.pick
    fake.picks.pick = () => {
      throw new Error('boom')
    }
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.write({ sequence: 1, picks: [{ pool: 'checkout' }] })
    const end = await received.ended()
    expect(end.kind === 'failed' && infoOf(end).reason).toBe('INTERNAL')
    expect(errors).toHaveLength(1)
    fake.picks.pick = working
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
  })

  test('a call that takes too long is ended by the server', async () => {
    const { client, fake } = await start({ unaryDeadlineMs: 50 })
    fake.admin.undrain = () => new Promise(() => undefined)
    const failure = await fail(client, admin.UndrainBackend, { pool: 'checkout', backendId: 'b' })
    expect([failure.code, infoOf(failure).reason]).toEqual(['DEADLINE_EXCEEDED', 'SERVER_DEADLINE'])
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
  })

  test("the caller's own deadline ends a call", async () => {
    const { client, fake, observed } = await start()
    fake.admin.undrain = () => new Promise(() => undefined)
    const outcome = await unary(client, admin.UndrainBackend, { pool: 'checkout', backendId: 'b' }, 50)
    expect(outcome).toMatchObject({ kind: 'failed', code: 'DEADLINE_EXCEEDED' })
    await until('the call is over', () => observed.length > 0)
    expect(observed[0]).toMatch(/UndrainBackend (DEADLINE_EXCEEDED|CANCELLED)$/)
  })

  test('bad messages are refused with the field and the fix', async () => {
    const { client, fake } = await start()
    const failures = [
      await fail(client, lookaside.PickBackend, {}),
      await fail(client, agents.RegisterBackend, { pool: 'checkout', epoch: 1 }),
      await fail(client, agents.DeregisterBackend, { pool: 'checkout', backendId: 'a b', epoch: 1 }),
      await fail(client, admin.PutPool, {}),
      await fail(client, admin.PutPool, { config: { name: 'a', heartbeat: { interval: { seconds: 1, nanos: -1 } } } }),
      await fail(client, admin.GetPool, { name: 'a/../b' }),
      await fail(client, admin.ListPools, { pageSize: 1_001 }),
      await fail(client, admin.SetBackendWeight, { pool: 'a', backendId: 'b', weight: 0 }),
    ]
    expect(failures.map((failure) => [failure.code, infoOf(failure).metadata['field']])).toEqual([
      ['INVALID_ARGUMENT', 'pool'],
      ['INVALID_ARGUMENT', 'backend'],
      ['INVALID_ARGUMENT', 'backend_id'],
      ['INVALID_ARGUMENT', 'config'],
      ['INVALID_ARGUMENT', 'config.heartbeat.interval'],
      ['INVALID_ARGUMENT', 'name'],
      ['INVALID_ARGUMENT', 'page_size'],
      ['INVALID_ARGUMENT', 'weight'],
    ])
    expect(fake.calls).toEqual([])
  })

  test("a refusal of a pool's document is spelt in the words of the API", async () => {
    const { client, fake } = await start()
    fake.admin.putPool = async () =>
      refuse('INVALID_POOL_CONFIG', 'slowStart.minWeightPercent: expected 1 to 100', {
        field: 'slowStart.minWeightPercent',
      })
    const failure = await fail(client, admin.PutPool, { config: { name: 'checkout' } })
    expect(failure.message).toBe('config.slow_start.min_weight_percent: expected 1 to 100')
    expect(infoOf(failure).metadata).toEqual({ field: 'config.slow_start.min_weight_percent' })
  })
}
