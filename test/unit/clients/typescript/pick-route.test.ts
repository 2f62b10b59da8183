import { describe, expect, test } from '@jest/globals'
import type { Backend } from '../../../../clients/typescript/backend.ts'
import { LookasideError } from '../../../../clients/typescript/errors.ts'
import type { LocalPool } from '../../../../clients/typescript/local-pool.ts'
import { createLocalPool } from '../../../../clients/typescript/local-pool.ts'
import type { Pick, PickOptions } from '../../../../clients/typescript/pick.ts'
import { createPickRoute } from '../../../../clients/typescript/pick-route.ts'
import type { Reserve } from '../../../../clients/typescript/service-picks.ts'
import { createStaticLists } from '../../../../clients/typescript/static-lists.ts'
import { createWatchedPool } from '../../../../clients/typescript/watched-pool.ts'
import { toEvenList } from '../../../../clients/typescript/weighted-list.ts'
import { createManualClock } from '../manual-clock.ts'

const backend = (id: string, labels: Record<string, string> = {}): Backend => ({
  ...{ id, address: `${id}:80`, locality: undefined, labels: new Map(Object.entries(labels)), weight: 1 },
})
const picked = (...ids: string[]): Pick => {
  const [first = '', ...others] = ids
  return {
    ...{
      pool: 'p',
      source: 'service',
      backend: backend(first),
      alternates: others.map((id) => backend(id)),
      token: 't',
    },
    ...{ leaseMs: 1, reason: 'policy', revision: 1, maxAgeMs: 1_000, staleAgeMs: 60_000 },
    ...{ degraded: undefined, affinityToken: '' },
  }
}
const error = (
  code: 'UNAVAILABLE' | 'INTERNAL' | 'NOT_FOUND' | 'INVALID_ARGUMENT' | 'RESOURCE_EXHAUSTED',
  reason: string,
) => new LookasideError({ code, reason, message: `${code}/${reason}.` })
const away = error('UNAVAILABLE', 'UNREACHABLE')
const nobody = error('UNAVAILABLE', 'NO_BACKENDS')

function setUp({ isLocal = false, fallback = [] as string[] } = {}) {
  const clock = createManualClock()
  const staticList = createStaticLists(fallback.length === 0 ? {} : { p: fallback }).get('p')
  const pool = createLocalPool({ name: 'p', staticList, clock, random: () => 0.3 })
  const watched = createWatchedPool({ pool: 'p', staticList, clock, onListenerError: () => undefined })
  const asked: { options: PickOptions; reserve: Reserve }[] = []
  const service = { answer: picked('s') as Pick | LookasideError }
  const told: string[] = []
  const missed: LocalPool[] = []
  const route = createPickRoute({
    pools: {
      of: () => pool,
      keep: () => undefined,
      miss: (each) => missed.push(each),
      close: () => undefined,
    },
    service: {
      pick: async (_pool, options, reserve) => {
        asked.push({ options, reserve })
        return service.answer
      },
    },
    clock,
    locality: { region: 'eu' },
    isLocal,
    onFallback: (_pool, { source }, why) => told.push(`${source} ${why}`),
    onGood: () => told.push('good'),
  })
  const watch = (...ids: string[]): void => {
    pool.watched = watched
    watched.update(toEvenList(ids.map((id) => backend(id, { id }))))
  }
  return { clock, pool, watched, watch, route, service, asked, told, missed }
}

describe('where a pick goes', () => {
  test('to the service, with the locality of the client, knowing what there is besides', async () => {
    const { route, asked, watch } = setUp()
    expect(await route.pick('p', { alternates: 2 })).toMatchObject({ source: 'service' })
    await route.pick('p', { locality: { region: 'us' } })
    watch('a')
    await route.pick('p', {})
    expect(asked.map(({ options, reserve }) => [options.locality?.region, reserve])).toEqual([
      ...[
        ['eu', 'none'],
        ['us', 'cache'],
        ['eu', 'cache'],
      ],
    ])
    const fixed = setUp({ fallback: ['x:1'] })
    await fixed.route.pick('p', {})
    expect(fixed.asked[0]?.reserve).toBe('static')
  })

  test('then to the watched list', async () => {
    const { route, service, watch, told, clock } = setUp()
    watch('a', 'b', 'c')
    service.answer = away
    await route.pick('p', {})
    await clock.advance(2_000)
    const pick = await route.pick('p', { alternates: 5, excludeBackendIds: ['b'] })
    expect(pick).toMatchObject({ source: 'cache', reason: 'local', token: '', alternates: [{}] })
    expect([pick.backend.id, pick.alternates[0]?.id].sort()).toEqual(['a', 'c'])
    expect(pick.degraded).toEqual({ reasons: ['service_unavailable'], ageMs: 2_000 })
    expect(told).toEqual(['cache service_unavailable', 'cache service_unavailable'])
  })

  test('or to what earlier answers named, where no list is watched', async () => {
    const { route, service, clock } = setUp({ fallback: ['x:1'] })
    service.answer = picked('a', 'b')
    await route.pick('p', {})
    service.answer = away
    const { backend: chosen, source } = await route.pick('p', {})
    expect([['a', 'b'].includes(chosen.id), source]).toEqual([true, 'cache'])
    await clock.advance(60_000)
    expect((await route.pick('p', {})).backend.id).toBe('x:1')
  })

  test('then to the static list, and to an old one rather than to none', async () => {
    const fixed = setUp({ fallback: ['x:1'] })
    fixed.service.answer = away
    expect(await fixed.route.pick('p', {})).toMatchObject({
      source: 'static',
      degraded: { reasons: ['service_unavailable', 'static_list'] },
    })
    const old = setUp()
    old.watch('a')
    old.watched.lost(away)
    old.service.answer = away
    await old.clock.advance(600_000)
    expect(await old.route.pick('p', {})).toMatchObject({
      source: 'cache',
      degraded: { reasons: ['service_unavailable', 'list_expired'], ageMs: 600_000 },
    })
  })

  test('and where nothing is known the error says what to do', async () => {
    const { route, service } = setUp()
    service.answer = away
    await expect(route.pick('p', {})).rejects.toThrow('fallback: { "p": ["host:port"] }')
    service.answer = error('INTERNAL', 'UNKNOWN')
    await expect(route.pick('p', {})).rejects.toMatchObject({ code: 'INTERNAL', reason: 'UNKNOWN' })
  })

  test.each([
    error('INVALID_ARGUMENT', 'INVALID_FIELD'),
    error('RESOURCE_EXHAUSTED', 'POOL_SATURATED'),
    error('UNAVAILABLE', 'PICK_DROPPED'),
    new LookasideError({ code: 'PERMISSION_DENIED', reason: 'UNKNOWN', message: 'no' }),
    new LookasideError({ code: 'CANCELLED', reason: 'CLIENT_CLOSED', message: 'closed' }),
  ])('what the service means is said, whatever list there is: $reason $code', async (refusal) => {
    const { route, service, watch } = setUp({ fallback: ['x:1'] })
    watch('a')
    service.answer = refusal
    await expect(route.pick('p', {})).rejects.toBe(refusal)
  })

  test('nobody there is believed after stale_age, and an answer begins its time anew', async () => {
    const { route, service, watch, clock } = setUp()
    watch('a')
    service.answer = nobody
    expect(await route.pick('p', {})).toMatchObject({ source: 'cache', degraded: { reasons: ['empty_list'] } })
    await clock.advance(59_999)
    expect((await route.pick('p', {})).degraded?.ageMs).toBe(59_999)
    await clock.advance(1)
    await expect(route.pick('p', {})).rejects.toBe(nobody)
    service.answer = picked('a')
    await route.pick('p', {})
    service.answer = nobody
    expect((await route.pick('p', {})).source).toBe('cache')
  })

  test('a static list stands, also against a service that says nobody', async () => {
    const { route, service, clock } = setUp({ fallback: ['x:1'] })
    service.answer = nobody
    await route.pick('p', {})
    await clock.advance(600_000)
    expect(await route.pick('p', {})).toMatchObject({
      source: 'static',
      degraded: { reasons: ['empty_list', 'static_list'] },
    })
  })

  test('a pool that does not exist is not watched, unless there is a list for it', async () => {
    const { route, service, missed } = setUp()
    service.answer = error('NOT_FOUND', 'POOL_NOT_FOUND')
    await expect(route.pick('p', {})).rejects.toBe(service.answer)
    expect(missed).toHaveLength(1)
  })

  test('selectors and keys hold in a list, too', async () => {
    const { route, service, watch } = setUp()
    watch('a', 'b', 'c')
    service.answer = away
    expect((await route.pick('p', { labelSelector: { id: 'b' } })).backend.id).toBe('b')
    await expect(route.pick('p', { labelSelector: { id: 'z' } })).rejects.toMatchObject({ reason: 'UNREACHABLE' })
    const keyed = await Promise.all(Array.from({ length: 20 }, () => route.pick('p', { affinityKey: 'ada' })))
    expect(new Set(keyed.map((pick) => pick.backend.id)).size).toBe(1)
  })
})

describe('in watch mode', () => {
  test('a pick is made here, unless it needs the service', async () => {
    const { route, asked, watch, told } = setUp({ isLocal: true })
    await route.pick('p', {})
    watch('a', 'b')
    expect(await route.pick('p', { excludeBackendIds: ['a'] })).toMatchObject({
      ...{ source: 'watch', backend: { id: 'b' }, degraded: undefined, alternates: [] },
    })
    expect(asked).toHaveLength(1)
    for (const options of [
      { affinityKey: 'k' },
      { affinityToken: 't' },
      { locality: {} },
      { labelSelector: { a: 'b' } },
    ]) {
      expect(await route.pick('p', options)).toMatchObject({ source: 'service' })
    }
    expect(asked).toHaveLength(5)
    expect(told).toEqual(['good', 'good', 'good', 'good', 'good', 'good'])
  })

  test('a list that is no longer as good as new sends picks to the service, and serves when that is away', async () => {
    const { route, service, asked, watch, watched, clock } = setUp({ isLocal: true })
    watch('a')
    watched.lost(away)
    expect((await route.pick('p', {})).source).toBe('watch')
    await clock.advance(1_000)
    expect((await route.pick('p', {})).source).toBe('service')
    service.answer = away
    expect((await route.pick('p', {})).source).toBe('cache')
    expect(asked).toHaveLength(2)
  })
})
