import { describe, expect, test } from '@jest/globals'
import { refuse } from '../../server/errors.ts'
import { call, errorOf, post, type HttpAsk, type HttpReply } from '../support/http/call.ts'
import { createHttpStage, fieldOf, raw, reasonOf } from '../support/http/stage.ts'
import { until } from '../support/until.ts'

const start = createHttpStage()

describe('bodies', () => {
  const pick = async (body: string | Buffer, headers: HttpAsk['headers'] = {}): Promise<HttpReply> => {
    const { port } = await start()
    return call(port, { method: 'POST', path: '/v1/pools/a:pick', body, headers })
  }

  test.each<[string, string | Buffer, string]>([
    ['truncated', '{"affinityKey":"a"', 'body'],
    ['no JSON', 'hello', 'body'],
    ['two values', '{}{}', 'body'],
    ['a list', '[]', 'body'],
    ['null', 'null', 'body'],
    ['a number', '1', 'body'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'body'],
    ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'body'],
    [
      'deep nesting in a field',
      `{"labelSelector":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
      'label_selector["a"]',
    ],
    ['an unknown field', '{"afinityKey":"a"}', 'afinityKey'],
    ['a field of JavaScript', '{"constructor":{}}', 'constructor'],
    ['__proto__', '{"__proto__":{"pool":"x"}}', '__proto__'],
    ['__proto__ as a key of a map', '{"labelSelector":{"__proto__":"x"}}', 'label_selector'],
    ['both spellings', '{"affinityKey":"a","affinity_key":"b"}', 'affinity_key'],
    ['another type', '{"alternates":"many"}', 'alternates'],
    ['a fraction', '{"alternates":1.5}', 'alternates'],
    ['out of the range of the type', '{"alternates":4294967296}', 'alternates'],
    ['out of range', '{"alternates":9}', 'alternates'],
    ['half a surrogate pair', '{"affinityKey":"\\ud800"}', 'affinity_key'],
    ['null in a list', '{"excludeBackendIds":[null]}', 'exclude_backend_ids[0]'],
    ['an object in place of the pool', '{"pool":{"toString":1}}', 'pool'],
  ])('%s is refused, naming what', async (_, body, field) => {
    const reply = await pick(body)
    expect([reply.status, fieldOf(reply)]).toEqual([400, field])
    expect(errorOf(reply).message.length).toBeLessThan(400)
  })

  test('what proto3 JSON allows is taken', async () => {
    const { port, fake } = await start()
    const body =
      '{"alternates":"2","affinity_key":"k","affinityKey":null,"locality":null,"labelSelector":{"a":"b","a":"c"},"affinityToken":""}'
    const reply = await call(port, { method: 'POST', path: '/v1/pools/a:pick', body })
    expect(reply.status).toBe(200)
    const labelSelector = new Map([['a', 'c']])
    expect(fake.calls).toMatchObject([
      ['pick', { alternates: 2, affinityKey: 'k', labelSelector, locality: undefined }],
    ])
    const load = { loadReport: { latency: '0.0000005s', sampleAge: '1s', completed: '9007199254740991', eps: '1e2' } }
    const reported = await post(port, '/v1/pools/a:report', {
      outcomes: [
        { pickToken: 't', result: 1, latency: '12s', ...load },
        { pickToken: 't', result: 99 },
      ],
    })
    expect(reported.json).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, metadata: { field: 'outcomes[1].result' } }],
    })
    expect(fake.calls[1]).toMatchObject([
      'report',
      { latencyMs: 12_000, load: { latencyMs: 0.0005, completed: 2 ** 53 - 1, eps: 100 } },
    ])
    for (const latency of ['5ms', '1', 1, '1.0000000001s', '-1s', 's', '.5s', '1,5s']) {
      const refused = await post(port, '/v1/pools/a:report', { outcomes: [{ pickToken: 't', result: 1, latency }] })
      // A negative duration is well formed: its own rule refuses it, and the other items go on.
      const told = refused.status === 200 ? (refused.json as { rejected: unknown[] }).rejected.length : fieldOf(refused)
      expect([latency, told]).toEqual([latency, latency === '-1s' ? 1 : 'outcomes[0].latency'])
    }
  })

  test('an unknown name of an enum is refused with the one that was meant', async () => {
    const { port } = await start()
    const reply = await post(port, '/v1/pools/a:report', { outcomes: [{ pickToken: 't', result: 'success' }] })
    expect(errorOf(reply).message).toContain('did you mean OUTCOME_RESULT_SUCCESS?')
  })

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=latin1'],
    ['application/jsonp'],
    [''],
  ])('announced as %j it is refused', async (type) => {
    const { port } = await start()
    const reply = await call(port, {
      method: 'POST',
      path: '/v1/pools/a:pick',
      body: '{}',
      headers: { 'content-type': type },
    })
    expect([reply.status, reasonOf(reply)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  test('announced with a charset of UTF-8 it is taken, and compressed it is refused', async () => {
    expect((await pick('{}', { 'content-type': 'Application/JSON; charset="UTF-8"' })).status).toBe(200)
    expect((await pick('', {})).status).toBe(200)
    expect((await pick('{}', { 'content-encoding': 'gzip' })).status).toBe(415)
  })

  test('64 KiB are taken, a byte more is not, and a megabyte neither', async () => {
    const { port, fake } = await start()
    const limit = 64 * 1_024
    const sized = (bytes: number): string => `{}${' '.repeat(bytes - 2)}`
    expect((await call(port, { method: 'POST', path: '/v1/pools/a:pick', body: sized(limit) })).status).toBe(200)
    for (const size of [limit + 1, 1_000_000]) {
      const reply = await call(port, { method: 'POST', path: '/v1/pools/a:pick', body: sized(size) })
      expect([reply.status, reasonOf(reply)]).toEqual([413, 'MESSAGE_TOO_LARGE'])
    }
    const chunked = await call(port, {
      ...{ method: 'POST', path: '/v1/pools/a:pick', body: sized(200_000) },
      chunked: true,
    })
    expect(chunked.status).toBe(413)
    expect(fake.calls).toHaveLength(1)
    const outcomes = Array.from({ length: 1_001 }, () => ({ pickToken: 't', result: 1 }))
    expect(reasonOf(await post(port, '/v1/pools/a:report', { outcomes }))).toBe('TOO_MANY_ITEMS')
  })
})

describe('browsers', () => {
  const ask = async (headers: HttpAsk['headers'], host = '127.0.0.1', method = 'GET'): Promise<string> => {
    const { port } = await start({ host })
    const filled = Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name, String(value).replace('PORT', String(port))]),
    )
    const reply = await call(port, { method, path: '/v1/pools', headers: filled })
    return reply.status === 200 ? 'ok' : `${reply.status} ${reasonOf(reply)} ${fieldOf(reply)}`
  }

  test.each([
    [{ host: 'localhost:PORT' }],
    [{ host: '127.4.5.6' }],
    [{ host: '[::1]:PORT' }],
    [{ host: 'LocalHost' }],
    [{ host: 'localhost:PORT', origin: 'http://localhost:PORT' }],
    [{ host: 'localhost', origin: 'https://localhost' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('%j is let in', async (headers) => {
    expect(await ask(headers)).toBe('ok')
  })

  test.each([
    [{ host: 'evil.example' }, 'host'],
    [{ host: 'localhost.evil.example' }, 'host'],
    [{ host: '127.0.0.1.evil.example' }, 'host'],
    [{ host: '0.0.0.0' }, 'host'],
    [{ origin: 'http://evil.example' }, 'origin'],
    [{ origin: 'null' }, 'origin'],
    [{ origin: '' }, 'origin'],
    [{ host: 'localhost:1', origin: 'http://localhost:2' }, 'origin'],
    [{ host: 'localhost:PORT', origin: 'http://127.0.0.1:PORT' }, 'origin'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'sec-fetch-site'],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 'sec-fetch-site'],
  ])('%j is kept out', async (headers, field) => {
    expect(await ask(headers)).toBe(`403 ORIGIN_REFUSED ${field}`)
  })

  test('elsewhere than on loopback any Host is let in, and a foreign Origin is not', async () => {
    expect(await ask({ host: 'lookaside.internal' }, '0.0.0.0')).toBe('ok')
    expect(await ask({ host: 'lookaside.internal', origin: 'https://lookaside.internal' }, '0.0.0.0')).toBe('ok')
    expect(await ask({ host: 'lookaside.internal', origin: 'https://evil.example' }, '0.0.0.0')).toBe(
      '403 ORIGIN_REFUSED origin',
    )
  })
})

describe('refusals', () => {
  test('carry Retry-After where waiting helps', async () => {
    const { port, fake } = await start()
    const afters: unknown[] = []
    for (const reason of [
      'NO_BACKENDS',
      'POOL_SATURATED',
      'STORE_UNAVAILABLE',
      'PICK_DROPPED',
      'POOL_NOT_FOUND',
    ] as const) {
      fake.picks.pick = () => refuse(reason, 'no', {})
      afters.push((await post(port, '/v1/pools/a:pick', {})).headers['retry-after'])
    }
    expect(afters).toEqual(['1', '1', '1', undefined, undefined])
  })

  test('headers and values of a refusal cannot be broken out of', async () => {
    const { port } = await start()
    const reply = await call(port, { path: '/v1/%0d%0ax-evil:1%0d%0a%0d%0a<script>' })
    expect([reply.status, reply.headers['x-evil'], reply.headers['content-type']]).toEqual([
      404,
      undefined,
      'application/json; charset=utf-8',
    ])
  })

  test('a body that trickles in is cut at the deadline', async () => {
    const { port, fake } = await start({ limits: { unaryDeadlineMs: 100 } })
    const { socket, text } = raw(
      port,
      'POST /v1/pools/a:pick HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
    )
    await until('it is answered', () => text().includes('SERVER_DEADLINE'))
    expect(text()).toMatch(/^HTTP\/1\.1 504 /)
    expect(fake.calls).toEqual([])
    socket.destroy()
  })

  test('a body that goes on after its refusal is cut at the deadline', async () => {
    const { port } = await start({ limits: { unaryDeadlineMs: 200 } })
    const head = 'POST /nothing HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n'
    const { isClosed, text } = raw(port, head)
    await until('it is answered', () => text().includes('ROUTE_NOT_FOUND'))
    await until('it is cut', isClosed)
  })

  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'INVALID_FIELD'],
    [
      'a huge header',
      `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'MESSAGE_TOO_LARGE',
    ],
    [
      'a folded length',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'INVALID_FIELD',
    ],
    [
      'both lengths',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'INVALID_FIELD',
    ],
  ])('%s is answered and closed', async (_, bytes, status, reason) => {
    const { port } = await start()
    const { isClosed, text } = raw(port, bytes)
    await until('it is closed', isClosed)
    expect(text()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(text()).toContain(`"reason":"${reason}"`)
  })
})
