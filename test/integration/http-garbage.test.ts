import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { ERRORS } from '../../server/errors.ts'
import { ROUTES } from '../support/http/routes.ts'
import { call, post } from '../support/http/call.ts'
import { serveHttp, type ServedHttp } from '../support/http/serve.ts'
import { startReplica, type Harness } from '../support/replica.ts'
import { until } from '../support/until.ts'

let harness: Harness
let served: ServedHttp
const faults: unknown[] = []
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

beforeAll(async () => {
  harness = await startReplica()
  for (const id of ['a', 'b', 'c']) harness.register('checkout', id)
  harness.time.advance(50)
  const log = { debug() {}, info() {}, warn() {}, error: (...told: unknown[]) => faults.push(told) }
  served = await serveHttp(harness.replica.useCases, { log })
})
afterAll(async () => {
  agent.destroy()
  await served.server.stop()
  await harness.replica.stop()
})

interface Ask {
  readonly method: string
  readonly path: string
  readonly body: string | Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

const messageKeys = [
  'pool',
  'affinityKey',
  'alternates',
  'labelSelector',
  'locality',
  'outcomes',
  'heartbeats',
  'backend',
  'config',
]
const pathPiece = fc.oneof(
  fc.constantFrom(
    'v1',
    'pools',
    'checkout',
    'backends',
    'a',
    'decisions',
    'latest',
    ':pick',
    ':drain',
    '..',
    '.',
    '',
    '%2F',
    '%2e%2e',
    '%',
    '%FF',
    '%00',
    ':',
    '__proto__',
  ),
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text)),
)
const realPath = fc
  .constantFrom(...ROUTES.map(({ path }) => path))
  .map((path) => path.replace('{pool}', 'checkout').replace('{backendId}', 'a').replace('{id}', 'latest'))
const madePath = fc.array(pathPiece, { maxLength: 8 }).map((pieces) => `/${pieces.join('/').replaceAll('/:', ':')}`)
const query = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 30 }).map((text) => `?${encodeURI(text).replaceAll('#', '')}`),
  fc.constantFrom(
    '?pageSize=3',
    '?limit=2',
    '?dryRun=true',
    '?force=1',
    '?pool=checkout',
    '?%ff',
    '?a&b&c',
    '?pageSize=1&pageSize=2',
  ),
)
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom('1.5s', 'NaN', 1e308, -1, 2 ** 53, 'OUTCOME_RESULT_SUCCESS', null, [], {}, 'checkout', '\ud800'),
)
const shaped = fc.dictionary(
  fc.oneof(fc.constantFrom(...messageKeys, '__proto__', 'constructor'), fc.string({ maxLength: 8 })),
  value,
  { maxKeys: 5 },
)
const body: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  shaped.map((each) => JSON.stringify(each)),
  fc.tuple(shaped, fc.nat(200)).map(([each, cut]) => JSON.stringify(each).slice(0, cut)),
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ maxLength: 100 }),
  fc.constant(''),
)
const ask: fc.Arbitrary<Ask> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'),
  path: fc.tuple(fc.oneof(realPath, realPath, madePath), query).map(([path, rest]) => path + rest),
  body,
  headers: fc.constantFrom(
    { 'content-type': 'application/json' },
    { 'content-type': 'application/json' },
    { 'content-type': 'application/json', traceparent: '00-zz' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json', 'content-encoding': 'br' },
    { 'content-type': 'application/json', origin: 'null' },
    { 'content-type': 'application/json', accept: '*/*;q=x' },
  ),
})

interface Answer {
  readonly status: number
  readonly text: string
}

function send({ method, path, body: bytes, headers }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const length = hasBody ? { 'content-length': String(Buffer.byteLength(bytes)) } : {}
    const request = httpRequest({
      port: served.port,
      host: '127.0.0.1',
      agent,
      method,
      path,
      headers: { ...headers, ...length },
    })
    request.setTimeout(5_000, () => request.destroy(new Error(`no answer to ${method} ${path}`)))
    request.on('error', reject)
    request.on('response', (response) => {
      const status = response.statusCode ?? 0
      // A stream of events never ends by itself.
      if (response.headers['content-type']?.startsWith('text/event-stream') === true) {
        response.destroy()
        resolve({ status, text: '' })
        return
      }
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status, text }))
    })
    request.end(hasBody ? bytes : undefined)
  })
}

const STATUSES = new Set([200, ...Object.values(ERRORS).map(({ http }) => http)])

describe('10,000 random requests', () => {
  test('each gets an answer of the catalogue, none is a fault of ours, and picks go on', async () => {
    const asks = fc.sample(ask, { numRuns: 10_000, seed: 42 })
    const seen = new Map<number, number>()
    const wrong: unknown[] = []
    for (let at = 0; at < asks.length; at += 16) {
      await Promise.all(
        asks.slice(at, at + 16).map(async (each) => {
          const answer = await send(each)
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
          const isFault =
            answer.status === 500 || answer.status === 504 || /\.ts:|node_modules|at Object/.test(answer.text)
          if (!STATUSES.has(answer.status) || isFault) wrong.push({ ...each, ...answer })
        }),
      )
    }
    expect(wrong).toEqual([])
    expect(faults).toEqual([])
    // The requests are worth something: all kinds of answers came.
    for (const status of [200, 400, 403, 404, 405, 415])
      expect([status, (seen.get(status) ?? 0) > 20]).toEqual([status, true])
    expect('polluted' in {}).toBe(false)
    harness.register('checkout', 'a')
    harness.time.advance(50)
    expect((await post(served.port, '/v1/pools/checkout:pick', {})).status).toBe(200)
  }, 120_000)
})

describe('connections', () => {
  test('500 slow ones that never finish their headers hold nobody up', async () => {
    const slow = Array.from({ length: 500 }, () => {
      const socket = connect(served.port, '127.0.0.1', () =>
        socket.write('GET /v1/status HTTP/1.1\r\nhost: localhost\r\nx-slow: '),
      )
      socket.on('error', () => undefined)
      return socket
    })
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(served.port, { path: '/v1/status' })))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    let closed = 0
    for (const socket of slow) socket.on('close', () => (closed += 1)).resume()
    await until('they are cut', () => closed === 500, 15_000)
  })

  test('many requests on one connection, sent without waiting, are answered in order', async () => {
    const count = 200
    const paths = Array.from({ length: count }, (_, at) => (at % 2 === 0 ? '/healthz' : `/nothing/${at}`))
    let text = ''
    const socket = connect(served.port, '127.0.0.1')
    socket.on('data', (chunk) => (text += chunk.toString('utf8')))
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`).join(''))
    await until('all are answered', () => (text.match(/HTTP\/1\.1 \d/g) ?? []).length === count)
    const found = [...text.matchAll(/"path":"\/nothing\/(\d+)"/g)].map(([, at]) => Number(at))
    expect(found).toEqual(Array.from({ length: count / 2 }, (_, at) => 2 * at + 1))
    socket.destroy()
  })
})
