import { connect as connectHttp2 } from 'node:http2'
import { expect, test } from '@jest/globals'
import { until } from '../../support/until.ts'
import { agents, fail, infoOf, lookaside, succeed, unaryBytes, type Failure, type Outcome } from './client.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'
import { openBidi } from './stream-client.ts'

const asIs = (bytes: Buffer): Buffer => bytes

function failed(outcome: Outcome<unknown>): Failure {
  if (outcome.kind === 'ok') throw new Error('expected a failure')
  return outcome
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]
}

/** A field of bytes: tag, length, bytes. */
function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes])
}

const text = (number: number, value: string): Buffer => field(number, Buffer.from(value))

/** Whatever comes in is answered with a documented error, and nothing else happens. */
export function describeHostileInput(harness: TransportHarness): void {
  const start = createStage(harness)

  test('bytes that are no protobuf are INVALID_ARGUMENT, whatever the call', async () => {
    const { client, fake } = await start()
    const garbage = [
      Buffer.from([0xff, 0xff, 0xff]),
      Buffer.from([0x0a, 0x7f, 0x61]),
      Buffer.from([0x0b]),
      Buffer.from([0x07]),
      Buffer.from([0x00, 0x00]),
      Buffer.alloc(30, 0xff),
    ]
    const paths = [
      lookaside.PickBackend.path,
      lookaside.ReportOutcomes.path,
      agents.RegisterBackend.path,
      agents.ReportHeartbeat.path,
      '/lookaside.v1.AdminService/GetPool',
    ]
    for (const path of paths) {
      for (const bytes of garbage) {
        const failure = failed(await unaryBytes(client, path, bytes))
        expect([path, failure.code, infoOf(failure).metadata['field']]).toEqual([path, 'INVALID_ARGUMENT', 'message'])
      }
    }
    const notUtf8 = failed(await unaryBytes(client, lookaside.PickBackend.path, field(1, Buffer.from([0xff, 0xfe]))))
    expect([notUtf8.code, notUtf8.message]).toEqual(['INVALID_ARGUMENT', expect.stringContaining('not UTF-8')])
    expect(fake.calls).toEqual([])
  })

  test('garbage on a stream ends that stream with INVALID_ARGUMENT', async () => {
    const { client } = await start()
    const { path } = lookaside.StreamPicks
    const { stream, received } = openBidi(client, { path, requestSerialize: asIs, responseDeserialize: asIs })
    stream.write(Buffer.from([0xff]))
    const end = await received.ended()
    expect(end.kind === 'failed' && [end.code, infoOf(end).reason]).toEqual(['INVALID_ARGUMENT', 'INVALID_FIELD'])
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
  })

  test('unknown fields are passed over', async () => {
    const { client, fake } = await start()
    const unknown = Buffer.from([0xf8, 0x3f, 0x05, 0xfb, 0x3f, 0x08, 0x01, 0xfc, 0x3f])
    const bytes = Buffer.concat([unknown, text(1, 'checkout'), text(900, 'later'), unknown])
    expect(await unaryBytes(client, lookaside.PickBackend.path, bytes)).toMatchObject({ kind: 'ok' })
    expect(fake.calls).toMatchObject([['pick', { pool: 'checkout' }]])
  })

  test('a message over the limit is refused: 64 KiB on a unary call, 4 MB on any', async () => {
    const { client, fake } = await start()
    const path = lookaside.PickBackend.path
    for (const size of [65 * 1_024, 300 * 1_024, 4 * 1_024 * 1_024]) {
      const failure = failed(await unaryBytes(client, path, text(2, 'k'.repeat(size))))
      expect([failure.code, infoOf(failure).reason]).toEqual(['RESOURCE_EXHAUSTED', 'MESSAGE_TOO_LARGE'])
    }
    const { path: streamPath } = lookaside.StreamPicks
    const method = { path: streamPath, requestSerialize: asIs, responseDeserialize: asIs }
    const { stream, received } = openBidi(client, method)
    stream.write(text(200, 'k'.repeat(4 * 1_024 * 1_024)))
    const end = await received.ended()
    expect(end.kind === 'failed' && infoOf(end).reason).toBe('MESSAGE_TOO_LARGE')
    expect(fake.calls).toEqual([])
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
  })

  test('60,000 labels, and 33, are refused', async () => {
    const { client, fake } = await start()
    const entries = (count: number): Buffer[] =>
      Array.from({ length: count }, (_, index) => field(4, Buffer.concat([text(1, `k${index}`), text(2, 'v')])))
    const backend = (count: number): Buffer =>
      Buffer.concat([text(1, 'checkout'), field(2, Buffer.concat(entries(count)))])
    const many = failed(await unaryBytes(client, agents.RegisterBackend.path, backend(60_000)))
    expect([many.code, infoOf(many).reason]).toEqual(['RESOURCE_EXHAUSTED', 'MESSAGE_TOO_LARGE'])
    const labels = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, 'v']))
    const card = { id: 'b', address: 'h:1', labels }
    const some = await fail(client, agents.RegisterBackend, { pool: 'checkout', epoch: 1, backend: card })
    expect(infoOf(some).metadata).toEqual({ field: 'backend.labels' })
    expect(fake.calls).toEqual([])
  })

  test('keys that mean something to JavaScript objects are refused, and nothing is touched', async () => {
    const { client, fake } = await start()
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const entry = Buffer.concat([text(1, key), text(2, 'polluted')])
      const pick = Buffer.concat([text(1, 'checkout'), field(4, entry)])
      const failure = failed(await unaryBytes(client, lookaside.PickBackend.path, pick))
      expect([failure.code, infoOf(failure).metadata['field']]).toEqual(['INVALID_ARGUMENT', 'label_selector'])
      const value = field(5, field(1, Buffer.concat([text(1, 'polluted'), field(2, text(3, 'yes'))])))
      const struct = field(1, Buffer.concat([text(1, key), field(2, value)]))
      const policy = field(2, Buffer.concat([text(1, 'random'), field(2, struct)]))
      const put = field(1, Buffer.concat([text(1, 'checkout'), policy]))
      const refused = failed(await unaryBytes(client, '/lookaside.v1.AdminService/PutPool', put))
      expect([refused.code, infoOf(refused).metadata['field']]).toEqual(['INVALID_ARGUMENT', 'config.policy.config'])
    }
    expect(fake.calls).toEqual([])
    expect('polluted' in {}).toBe(false)
  })

  test('unknown enum values, bad names and huge keys are refused by field', async () => {
    const { client, fake } = await start()
    const pick = async (request: object): Promise<string | undefined> =>
      infoOf(await fail(client, lookaside.PickBackend, { pool: 'checkout', ...request })).metadata['field']
    expect(await pick({ pool: 'two words' })).toBe('pool')
    expect(await pick({ pool: 'line\nbreak' })).toBe('pool')
    expect(await pick({ pool: 'a//b' })).toBe('pool')
    expect(await pick({ pool: 'x'.repeat(129) })).toBe('pool')
    expect(await pick({ affinityKey: 'ü'.repeat(513) })).toBe('affinity_key')
    expect(await pick({ alternates: 9 })).toBe('alternates')
    expect(await pick({ excludeBackendIds: ['ok', 'not ok'] })).toBe('exclude_backend_ids[1]')
    expect(await pick({ locality: { zone: 'a' } })).toBe('locality.zone')
    expect(await pick({ labelSelector: { 'two words': 'v' } })).toBe('label_selector')
    // 99 is in no enum; the field is health of RegisterBackendRequest.
    const register = Buffer.concat([text(1, 'checkout'), Buffer.from([0x18, 0x01, 0x20, 0x63])])
    const failure = failed(await unaryBytes(client, agents.RegisterBackend.path, register))
    expect(infoOf(failure).metadata).toEqual({ field: 'health' })
    expect(fake.calls).toEqual([])
  })

  test('a batch over its limit is refused whole', async () => {
    const { client, fake } = await start()
    const outcomes = Array.from({ length: 1_001 }, () => ({ pickToken: 't' }))
    const failure = await fail(client, lookaside.ReportOutcomes, { outcomes })
    expect([failure.code, infoOf(failure).reason]).toEqual(['INVALID_ARGUMENT', 'TOO_MANY_ITEMS'])
    const heartbeats = Array.from({ length: 501 }, () => ({ pool: 'p' }))
    expect(infoOf(await fail(client, agents.ReportHeartbeat, { heartbeats })).reason).toBe('TOO_MANY_ITEMS')
    expect(fake.calls).toEqual([])
  })

  test('a request that never ends is cut by the server', async () => {
    const { transport, observed } = await start({ unaryDeadlineMs: 50 })
    const session = connectHttp2(`http://${transport.address}`)
    session.on('error', () => undefined)
    for (const path of [lookaside.PickBackend.path, lookaside.WatchBackends.path]) {
      const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' }
      const request = session.request(headers)
      let status: unknown
      request.on('response', (response) => (status = response['grpc-status']))
      request.write(Buffer.from([0, 0, 0, 0, 9, 0x0a]))
      await until('the call was cut', () => status !== undefined)
      expect(status).toBe('4')
      request.close()
    }
    session.destroy()
    expect(observed).toHaveLength(2)
  })

  test('oversized headers fail their own call and no other', async () => {
    const { transport, client } = await start()
    const session = connectHttp2(`http://${transport.address}`)
    session.on('error', () => undefined)
    const request = session.request({
      ...{ ':method': 'POST', ':path': lookaside.PickBackend.path, 'content-type': 'application/grpc' },
      ...Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x-big-${index}`, 'x'.repeat(4_000)])),
    })
    let isOver = false
    let status: unknown
    request.on('response', (response) => (status = response['grpc-status'] ?? response[':status']))
    request.on('error', () => undefined)
    request.on('close', () => (isOver = true))
    request.end(Buffer.from([0, 0, 0, 0, 0]))
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
    await until('the call is over', () => isOver)
    expect(status).not.toBe('0')
    session.destroy()
  })
}
