import { describe, expect, test } from '@jest/globals'
import { refuse } from '../../server/errors.ts'
import { openApiDocument } from '../../server/http/openapi/document.ts'
import { call, errorOf, post } from '../support/http/call.ts'
import { breaches } from '../support/http/check-schema.ts'
import { ROUTES } from '../support/http/routes.ts'
import { createHttpStage, fieldOf } from '../support/http/stage.ts'

const start = createHttpStage()

describe('every route', () => {
  const { paths, components } = openApiDocument(ROUTES, '1') as {
    paths: Record<
      string,
      Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
    >
    components: { schemas: Record<string, Record<string, unknown>> }
  }

  test.each(ROUTES.filter(({ response }) => response.type !== 'text/event-stream'))(
    '$method $path answers as its document says, to its own example',
    async ({ method, path, request }) => {
      const { port } = await start()
      const concrete = path
        .replace('{pool}', 'payments/checkout')
        .replace('{backendId}', 'b')
        .replace('{id}', 'token-1')
      const body = request === undefined ? {} : { body: JSON.stringify(request.example) }
      const reply = await call(port, { method, path: concrete, ...body })
      expect(reply.status).toBe(200)
      const content = paths[path]?.[method.toLowerCase()]?.responses['200']?.content ?? {}
      const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(content)
      expect(reply.headers['content-type']).toContain(type)
      const value = type === 'application/json' ? reply.json : reply.text
      expect(breaches(value, { ...schema }, components.schemas)).toEqual([])
      expect(reply.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    },
  )

  test('heartbeats of a batch are of the pool in the path', async () => {
    const { port, fake } = await start()
    const beat = { backendId: 'b', epoch: 1, sequence: '2', health: 'BACKEND_HEALTH_HEALTHY' }
    const reply = await post(port, '/v1/pools/a/b:heartbeat', {
      heartbeats: [
        beat,
        { ...beat, pool: 'a/b', epoch: 0 },
        { ...beat, pool: 'other' },
        { ...beat, load: { eps: 'NaN' } },
      ],
    })
    expect(reply.json).toMatchObject({
      rejected: [
        { index: 1, reason: 'INVALID_FIELD', metadata: { field: 'heartbeats[1].epoch' } },
        { index: 2, reason: 'INVALID_FIELD', metadata: { field: 'heartbeats[2].pool' } },
        { index: 3, reason: 'INVALID_LOAD_REPORT', metadata: { field: 'heartbeats[3].load.eps' } },
      ],
      nextHeartbeatAfter: '0.901s',
    })
    const taken = { pool: 'a/b', backendId: 'b', epoch: 1, sequence: 2, health: 'healthy', load: undefined }
    expect(fake.calls).toMatchObject([
      ['heartbeat', taken],
      ['heartbeat', taken],
    ])
  })

  test('what the path says may be said again, and not otherwise', async () => {
    const { port, fake } = await start()
    expect((await post(port, '/v1/pools/a:pick', { pool: 'a', affinity_key: 'k' })).status).toBe(200)
    expect(fieldOf(await post(port, '/v1/pools/a:pick', { pool: 'b' }))).toBe('pool')
    const put = (config: unknown) =>
      call(port, { method: 'PUT', path: '/v1/pools/a', body: JSON.stringify({ config }) })
    expect((await put({ name: 'a' })).status).toBe(200)
    expect(fieldOf(await put({ name: 'b' }))).toBe('config.name')
    expect(fieldOf(await post(port, '/v1/pools/a:report', { outcomes: 1 }))).toBe('outcomes')
    const reported = await post(port, '/v1/pools/a:report', {
      outcomes: [
        { backendId: 'x', result: 1 },
        { pickToken: 't', result: 'OUTCOME_RESULT_SUCCESS' },
      ],
    })
    expect(reported.json).toMatchObject({ accepted: 2 })
    expect(fake.calls.filter(([name]) => name === 'report')).toMatchObject([
      ['report', { pool: 'a', backendId: 'x' }],
      ['report', { token: 't', pool: '', backendId: '' }],
    ])
  })

  test('a trace id comes from traceparent, and garbage there is none', async () => {
    const { port, fake } = await start()
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const pick = (traceparent: string) =>
      call(port, { method: 'POST', path: '/v1/pools/a:pick', body: '{}', headers: { traceparent } })
    await pick(`00-${trace}-00f067aa0ba902b7-01`)
    await pick(`ff-${trace}-00f067aa0ba902b7-01`)
    await pick(`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`)
    await pick('x'.repeat(5_000))
    const ids = fake.calls.map(([, query]) => (query as { traceId?: string }).traceId)
    expect(ids).toEqual([trace, undefined, undefined, undefined])
  })

  test('decisions are filtered, limited and replayed', async () => {
    const { port, fake } = await start()
    const listed = await call(port, {
      path: '/v1/decisions?pool=checkout&policy=peak_ewma&reason=PICK_REASON_PANIC&backend_id=b&errorReason=NO_BACKENDS&limit=7',
    })
    expect(listed.json).toMatchObject({ decisions: [{ id: 'token-1', time: '2023-11-14T22:13:20.1235Z' }] })
    await call(port, { path: '/v1/decisions' })
    expect(fake.calls).toEqual([
      [
        'recent',
        { pool: 'checkout', policy: 'peak_ewma', reason: 'panic', backendId: 'b', errorReason: 'NO_BACKENDS' },
        7,
      ],
      ['recent', { pool: '', policy: '', reason: undefined, backendId: '', errorReason: '' }, 50],
    ])
    const bad = [
      'limit=0',
      'limit=1001',
      'limit=x',
      'maxPerSecond=1',
      'pool=A',
      'reason=PANIC',
      'errorReason=X',
      'limit=1&limit=2',
    ]
    for (const query of bad) {
      const reply = await call(port, { path: `/v1/decisions?${query}` })
      expect([query, reply.status]).toEqual([query, 400])
    }
    expect(fieldOf(await call(port, { path: '/v1/decisions/latest?pool=A%20b' }))).toBe('pool')
    expect(fieldOf(await call(port, { path: '/v1/decisions/some.id?pool=a' }))).toBe('pool')
    const replayed = await post(port, '/v1/decisions/latest:replay?pool=checkout', {})
    expect(replayed.json).toMatchObject({
      decision: { pool: 'checkout' },
      replay: { same: false, note: 'its state is gone' },
    })
    expect(fieldOf(await post(port, '/v1/decisions/latest:replay', { x: 1 }))).toBe('body')
    fake.decisions.find = (id) => refuse('DECISION_NOT_FOUND', `no ${id}`, { decision: id })
    expect((await call(port, { path: '/v1/decisions/gone' })).status).toBe(404)
  })

  test('the status says what the process and the replica know', async () => {
    const at = new Date('2025-01-02T03:04:05.678Z')
    const config = {
      source: 'lookaside.yaml',
      loadedAt: at,
      last: { at, ok: false, problems: ['lookaside.yaml:1:2: x'] },
    }
    const { port } = await start({
      process: {
        ...{ version: '9.9.9', config, eventLoopDelayP99: () => 0.0123, wallClock: () => 1_700_000_000_000 },
        notReady: () => 'draining',
      },
    })
    expect((await call(port, { path: '/v1/status' })).json).toEqual({
      ...{ replica: 'r1', version: '9.9.9', startedAt: '2023-11-14T22:11:45.877Z', uptime: '94.123s' },
      ...{ ready: false, notReadyReason: 'draining', pools: 3, backends: 12, eligible: 11, picks: 123_456 },
      store: { kind: 'redis', up: false, silentFor: '4.2s', pending: 12, error: 'connect ECONNREFUSED' },
      degraded: [
        {
          ...{ reason: 'DEGRADED_REASON_PANIC', pool: 'checkout', since: '2023-11-14T22:13:18.500Z' },
          ...{ cause: 'few are eligible', ends: 'when more are' },
        },
      ],
      degradedOmitted: 0,
      config: {
        ...{ source: 'lookaside.yaml', loadedAt: '2025-01-02T03:04:05.678Z' },
        lastReload: { at: '2025-01-02T03:04:05.678Z', ok: false, problems: ['lookaside.yaml:1:2: x'] },
      },
      eventLoopDelayP99: '0.012s',
    })
    const health = await call(port, { path: '/healthz' })
    expect([health.status, health.text]).toEqual([503, 'draining\n'])
  })
})

describe('paths', () => {
  test.each([
    ['GET', '/v1/pools/a%2Fbackends', ['getPool', 'a/backends']],
    ['GET', '/v1/pools/a/backends', ['listBackends', 'a', 1_000, '']],
    ['GET', '/v1/pools/a/backends/backends', ['listBackends', 'a/backends', 1_000, '']],
    ['GET', '/v1/pools/a%2Fbackends/backends?pageSize=5&page_token=x', ['listBackends', 'a/backends', 5, 'x']],
    ['GET', '/v1/pools/a/backends/b', ['getPool', 'a/backends/b']],
    ['GET', '/v1/pools/backends', ['getPool', 'backends']],
    ['HEAD', '/v1/pools/a', ['getPool', 'a']],
    ['GET', 'http://elsewhere.example/v1/pools/a', ['getPool', 'a']],
    [
      'DELETE',
      '/v1/pools/a%2fbackends?expectedVersion=0&force=true',
      ['deletePool', 'a/backends', 0, { dryRun: false, force: true }],
    ],
    ['POST', '/v1/pools/a/b/backends/10.0.0.1:80:undrain', ['undrain', 'a/b', '10.0.0.1:80', false]],
    ['POST', '/v1/pools/a/backends/c/backends/x%2Fy%3Adrain:undrain', ['undrain', 'a/backends/c', 'x/y:drain', false]],
    ['POST', '/v1/pools/backends/backends/b:undrain', ['undrain', 'backends', 'b', false]],
  ])('%s %s', async (method, path, expected) => {
    const { port, fake } = await start()
    const reply = await call(port, { method, path, ...(method === 'POST' ? { body: '{}' } : {}) })
    expect(reply.status).toBe(200)
    expect(fake.calls).toEqual([expected])
    if (method === 'HEAD') expect([reply.text, Number(reply.headers['content-length']) > 100]).toEqual(['', true])
  })

  test.each([
    ['GET', '/v1/pools/%E0%A4%A', 400],
    ['GET', '/v1/pools/%FF', 400],
    ['GET', '/v1/pools/', 400],
    ['GET', '/v1/pools//backends', 400],
    ['GET', '/v1/pools/a/../b', 400],
    ['GET', '/v1/pools/a%2F..%2Fb', 400],
    ['GET', '/v1/pools/a%00b', 400],
    ['GET', '/v1/pools/__proto__', 400],
    ['GET', '/v1/pools/a%0d%0aset-cookie:x', 404],
    ['GET', '/v1/pools?pageSize=1001', 400],
    ['GET', '/v1/pools?pageSize=-1', 400],
    ['GET', '/v1/pools?__proto__=1', 400],
    ['GET', '/v1/pools?pageSize=%FF', 400],
    ['GET', `/v1/pools?${'a&'.repeat(40)}`, 400],
    ['GET', '/v1/policies?x=1', 400],
    ['GET', '/v1/nothing', 404],
    ['GET', '/v1', 404],
    ['GET', '/V1/pools', 404],
    ['GET', '//v1/pools', 404],
    ['GET', '/../../etc/passwd', 404],
    ['GET', '/assets/../../package.json', 404],
    ['GET', '/assets/%2e%2e/%2e%2e/package.json', 404],
    ['POST', '/v1/pools/a:pik', 404],
    ['POST', '/v1/pools/a:PICK', 404],
    ['POST', '/v1/pools/a%3Apick', 405],
    ['POST', '/v1/pools/b:drain', 404],
    ['GET', '/v1/pools/a:pick', 405],
    ['PUT', '/v1/pools/a/backends', 405],
    ['DELETE', '/v1/pools', 405],
    ['OPTIONS', '/v1/pools', 405],
    ['TRACE', '/healthz', 405],
    ['POST', '/', 405],
  ])('%s %s is refused with %d', async (method, path, status) => {
    const { port, fake } = await start()
    const reply = await call(port, { method, path })
    expect([reply.status, errorOf(reply).message.length > 10]).toEqual([status, true])
    expect(reply.headers['set-cookie']).toBeUndefined()
    if (status === 405) expect(reply.headers.allow).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
    expect(fake.calls).toEqual([])
  })

  test('a refused path names the nearest, and a method those that there are', async () => {
    const { port } = await start()
    expect(errorOf(await post(port, '/v1/pools/a:pik', {})).message).toContain('did you mean /v1/pools/{pool}:pick?')
    expect(errorOf(await call(port, { path: '/v1/statsu' })).message).toContain('did you mean /v1/status?')
    const put = await call(port, { method: 'PUT', path: '/v1/pools/a/backends', body: '{}' })
    expect([put.headers.allow, errorOf(put).message]).toEqual(['GET, HEAD', expect.stringContaining('%2Fbackends')])
    expect((await call(port, { method: 'POST', path: '/v1/pools/a', body: '{}' })).headers.allow).toBe(
      'DELETE, GET, HEAD, PUT',
    )
  })
})
