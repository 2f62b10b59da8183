import { describe, expect, test } from '@jest/globals'
import { createApi } from '../../../clients/dashboard/api/api.ts'
import type { Call } from '../../../clients/dashboard/api/call.ts'
import { createCaller } from '../../../clients/dashboard/api/call.ts'
import { readDecision } from '../../../clients/dashboard/api/decision.ts'
import type { JsonObject } from '../../../clients/dashboard/api/json.ts'
import { enumAt, numberAt, spanAt, textsAt, timeAt } from '../../../clients/dashboard/api/json.ts'
import { readBackend, readPool } from '../../../clients/dashboard/api/pool.ts'
import { readStatus } from '../../../clients/dashboard/api/status.ts'

describe('proto3 JSON', () => {
  test.each([
    ['1.5s', 1_500],
    ['0.000250s', 0.25],
    ['-2s', -2_000],
    ['1.5', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('the duration %p is %p milliseconds', (value, expected) => expect(spanAt({ value }, 'value')).toBe(expected))

  test('numbers may come as text, and anything else is none', () => {
    expect(numberAt({ value: '9007199254740993' }, 'value')).toBe(9007199254740992)
    expect(numberAt({ value: 'Infinity' }, 'value')).toBe(Infinity)
    expect(numberAt({ value: '12abc' }, 'value')).toBeUndefined()
    expect(numberAt({ value: null }, 'value')).toBeUndefined()
  })

  test('enum words lose their prefix; newer ones stay, unspecified is empty', () => {
    expect(enumAt({ state: 'BACKEND_STATE_EJECTED' }, 'state', 'BACKEND_STATE_')).toBe('ejected')
    expect(enumAt({ state: 'BACKEND_STATE_UNSPECIFIED' }, 'state', 'BACKEND_STATE_')).toBe('')
    expect(enumAt({ state: 'SOMETHING' }, 'state', 'BACKEND_STATE_')).toBe('SOMETHING')
  })

  test('times and lists of texts', () => {
    expect(timeAt({ at: '2026-11-22T20:00:00.250Z' }, 'at')).toBe(Date.UTC(2026, 10, 22, 20, 0, 0, 250))
    expect(timeAt({ at: 'yesterday' }, 'at')).toBeUndefined()
    expect(textsAt({ list: ['a', 1, null, 'b'] }, 'list')).toEqual(['a', 'b'])
  })
})

const garbage: readonly JsonObject[] = [
  {},
  { config: 7, backend: [], store: 'x', degraded: 'yes', scores: [1, null, 'x'], excluded: {}, time: {}, load: 3 },
  { degraded: [null, 1], config: { lastReload: { at: 5, problems: 'no' } }, labels: null, scores: [{ inputs: 7 }] },
]

test.each(garbage)('messages of the wrong form have their defaults: %j', (from) => {
  expect(readPool(from)).toMatchObject({ name: '', backends: 0, eligible: 0 })
  expect(readBackend(from)).toMatchObject({ id: '', successRate: 1, weight: 1 })
  expect(readStatus(from)).toMatchObject({ ready: true, degraded: expect.any(Array) })
  expect(readDecision(from)).toMatchObject({ id: '', affinity: 'none', randomDraws: [] })
})

describe('calls', () => {
  const caller = (answer: () => Response | Promise<Response>) => createCaller('http://host/lb/', async () => answer())

  test('go next to the page, wherever a proxy has put it', async () => {
    const asked: string[] = []
    const call = createCaller('http://host/lb/', async (url) => {
      asked.push(url instanceof URL ? url.href : '')
      return new Response('{}')
    })
    await call({ method: 'GET', path: 'v1/pools/a%2Fb' })
    expect(asked).toEqual(['http://host/lb/v1/pools/a%2Fb'])
  })

  test('a refusal brings reason and message', async () => {
    const error = { message: 'no such pool', details: [{ reason: 'POOL_NOT_FOUND' }] }
    const call = caller(() => Response.json({ error }, { status: 404 }))
    expect(await call({ method: 'GET', path: 'v1/x' })).toEqual({
      ...{ kind: 'problem', what: 'refused', status: 404, reason: 'POOL_NOT_FOUND', message: 'no such pool' },
    })
  })

  test('a refusal without a body, and an answer of somebody else, are told apart', async () => {
    const bad = caller(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(await bad({ method: 'GET', path: 'v1/x' })).toMatchObject({ what: 'refused', status: 502, reason: '' })
    const page = caller(() => new Response('<html>', { status: 200 }))
    expect(await page({ method: 'GET', path: 'v1/x' })).toMatchObject({ what: 'unreachable' })
  })

  test('a lost connection and a time-out are no exceptions', async () => {
    const lost = caller(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await lost({ method: 'GET', path: 'v1/x' })).toMatchObject({
      what: 'unreachable',
      message: 'the connection failed',
    })
    const late = caller(() => Promise.reject(new DOMException('late', 'TimeoutError')))
    expect(await late({ method: 'GET', path: 'v1/x' })).toMatchObject({ message: 'no answer within 5 s' })
  })
})

describe('the API', () => {
  function recorded(answers: readonly JsonObject[]) {
    const calls: Call[] = []
    const left = [...answers]
    const api = createApi(async (call) => {
      calls.push(call)
      return { kind: 'answered', value: left.shift() ?? {} }
    })
    return { calls, api }
  }

  test('lists are read to their end', async () => {
    const { api, calls } = recorded([
      { backends: [{ backend: { id: 'a' } }], nextPageToken: 'a' },
      { backends: [{ backend: { id: 'b' } }] },
    ])
    const listed = await api.backends('x/y')
    expect(listed).toMatchObject({ value: { items: [{ id: 'a' }, { id: 'b' }], cut: false } })
    expect(calls.map(({ path }) => path)).toEqual([
      'v1/pools/x%2Fy/backends?pageSize=1000&pageToken=',
      'v1/pools/x%2Fy/backends?pageSize=1000&pageToken=a',
    ])
  })

  test('a list without end is cut, and says so', async () => {
    const page = { pools: Array.from({ length: 1_000 }, () => ({ config: { name: 'p' } })), nextPageToken: 'more' }
    const { api, calls } = recorded(Array.from({ length: 20 }, () => page))
    const listed = await api.pools()
    expect(listed.kind === 'answered' && [listed.value.items.length, listed.value.cut]).toEqual([5_000, true])
    expect(calls).toHaveLength(5)
  })

  test('what is steered', async () => {
    const { api, calls } = recorded([])
    await api.steer('p', 'b:1/x', { kind: 'drain', force: true }, true)
    await api.steer('p', 'b', { kind: 'undrain' }, false)
    await api.steer('p', 'b', { kind: 'weight', weight: undefined }, false)
    expect(calls).toEqual([
      { method: 'POST', path: 'v1/pools/p/backends/b%3A1%2Fx:drain', body: { dryRun: true, force: true } },
      { method: 'POST', path: 'v1/pools/p/backends/b:undrain', body: { dryRun: false } },
      { method: 'POST', path: 'v1/pools/p/backends/b:weight', body: { dryRun: false, weight: null } },
    ])
  })

  test('an explanation asks with what was filled in', async () => {
    const { api, calls } = recorded([])
    const nothing = { affinityKey: '', region: '', zone: '', subZone: '', labelSelector: {}, excludeBackendIds: [] }
    await api.explain('p', nothing)
    await api.explain('p', {
      ...nothing,
      affinityKey: 'k',
      region: 'eu',
      labelSelector: { v: '2' },
      excludeBackendIds: ['a'],
    })
    expect(calls.map(({ body }) => body)).toEqual([
      {},
      { affinityKey: 'k', locality: { region: 'eu' }, labelSelector: { v: '2' }, excludeBackendIds: ['a'] },
    ])
  })
})
