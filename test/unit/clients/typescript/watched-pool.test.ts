import { describe, expect, test } from '@jest/globals'
import { LookasideError } from '../../../../clients/typescript/errors.ts'
import type { WatchedList } from '../../../../clients/typescript/pool-watch.ts'
import { createPoolWatch } from '../../../../clients/typescript/pool-watch.ts'
import { createStaticLists } from '../../../../clients/typescript/static-lists.ts'
import { createWatchedPool } from '../../../../clients/typescript/watched-pool.ts'
import { toEvenList } from '../../../../clients/typescript/weighted-list.ts'
import { createManualClock, settle } from '../manual-clock.ts'

const error = (reason: string): LookasideError => new LookasideError({ code: 'UNAVAILABLE', reason, message: reason })
const listOf = (...ids: string[]) =>
  toEvenList(ids.map((id) => ({ id, address: `${id}:80`, locality: undefined, labels: new Map(), weight: 1 })))

function setUp(fallback: string[] = []) {
  const clock = createManualClock()
  const thrown: unknown[] = []
  const pool = createWatchedPool({
    ...{ pool: 'p', clock },
    staticList: createStaticLists(fallback.length === 0 ? {} : { p: fallback }).get('p'),
    onListenerError: (cause) => thrown.push(cause),
  })
  let released = 0
  const watch = createPoolWatch(
    pool,
    () => error('CLIENT_CLOSED'),
    () => void released++,
  )
  const seen: string[] = []
  watch.onChange((list) => seen.push(tell(list)))
  return { clock, pool, watch, seen, thrown, released: () => released }
}

function tell(list: WatchedList | undefined): string {
  if (list === undefined) return 'nothing'
  const { source, backends, degraded } = list
  const ids = backends.map(({ backend }) => backend.id).join('+')
  return [source, ids, ...(degraded?.reasons ?? [])].join(' ')
}

describe('a watched pool', () => {
  test('tells each step of a loss by itself, as time passes', async () => {
    const { clock, pool, seen, watch } = setUp()
    pool.update(listOf('a', 'b'))
    pool.lost(error('UNREACHABLE'))
    await clock.advance(999)
    expect(seen).toEqual(['watch a+b'])
    await clock.advance(1)
    await clock.advance(59_000)
    expect(seen).toEqual([
      ...['watch a+b', 'cache a+b service_unavailable', 'cache a+b service_unavailable list_expired'],
    ])
    pool.update(listOf('b'))
    expect(tell(watch.current())).toBe('watch b')
    expect(clock.waiting()).toEqual([])
  })

  test('with a static list, that is what an old list gives way to', async () => {
    const { clock, pool, seen } = setUp(['x:1'])
    pool.update(listOf('a'))
    pool.lost(error('UNREACHABLE'))
    await clock.advance(60_000)
    expect(seen.at(-1)).toBe('static x:1 service_unavailable static_list')
  })

  test('empty is held, then believed', async () => {
    const { clock, pool, seen } = setUp()
    pool.update(listOf('a'))
    pool.update(listOf())
    await clock.advance(60_000)
    expect(seen).toEqual(['watch a', 'cache a empty_list', 'watch '])
  })

  test('a pool that is gone is as one that is empty', async () => {
    const { clock, pool, seen } = setUp()
    pool.update(listOf('a'))
    for (let second = 0; second < 60; second++) {
      pool.lost(error('POOL_NOT_FOUND'))
      await clock.advance(1_000)
    }
    expect(seen).toEqual(['watch a', 'cache a empty_list', 'watch '])
  })

  test('a list that says the same again is no change', () => {
    const { pool, seen } = setUp()
    const list = listOf('a')
    pool.update(list)
    pool.update(list)
    expect(seen).toEqual(['watch a'])
  })
})

describe('ready', () => {
  test('resolves with the first list, whoever it is from', async () => {
    const service = setUp()
    const ready = service.watch.ready()
    service.pool.update(listOf('a'))
    await expect(ready).resolves.toBeUndefined()
    const fixed = setUp(['x:1'])
    const late = fixed.watch.ready()
    fixed.pool.lost(error('UNREACHABLE'))
    await expect(late).resolves.toBeUndefined()
    await expect(fixed.watch.ready()).resolves.toBeUndefined()
  })

  test('rejects with what went wrong, and may be asked again', async () => {
    const { pool, watch } = setUp()
    const cause = error('UNREACHABLE')
    const ready = expect(watch.ready()).rejects.toBe(cause)
    pool.lost(cause)
    await ready
    await expect(watch.ready()).rejects.toBe(cause)
    pool.update(listOf('a'))
    await expect(watch.ready()).resolves.toBeUndefined()
  })

  test('rejects when the watch, or the client, is closed', async () => {
    const { pool, watch, seen, released } = setUp()
    const ready = expect(watch.ready()).rejects.toMatchObject({ reason: 'CLIENT_CLOSED' })
    watch.close()
    watch.close()
    await ready
    expect(released()).toBe(1)
    pool.update(listOf('a'))
    expect(seen).toEqual([])
    expect(watch.onChange(() => seen.push('late'))()).toBeUndefined()
    const other = setUp()
    const waiting = expect(other.watch.ready()).rejects.toMatchObject({ reason: 'CLIENT_CLOSED' })
    other.pool.close(error('CLIENT_CLOSED'))
    await waiting
    await settle()
  })
})
