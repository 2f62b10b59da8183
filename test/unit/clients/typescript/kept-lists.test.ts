import { describe, expect, test } from '@jest/globals'
import { createKeptLists } from '../../../../clients/typescript/kept-lists.ts'
import type { LocalPool } from '../../../../clients/typescript/local-pool.ts'
import { createLocalPool } from '../../../../clients/typescript/local-pool.ts'
import { createWatchedPool } from '../../../../clients/typescript/watched-pool.ts'
import { createManualClock } from '../manual-clock.ts'

function setUp(limit: number) {
  const clock = createManualClock()
  const open = new Set<string>()
  const opened: string[] = []
  const lists = createKeptLists({
    ...{ limit, clock },
    watch: ({ name }) => {
      open.add(name)
      opened.push(name)
      const pool = createWatchedPool({ pool: name, staticList: undefined, clock, onListenerError: () => undefined })
      return { pool, release: () => void open.delete(name) }
    },
  })
  const make = (name: string): LocalPool => createLocalPool({ name, staticList: undefined, clock, random: () => 0.5 })
  const use = (pool: LocalPool): void => {
    pool.touchedAt = clock.now()
    lists.keep(pool)
  }
  return { clock, open, opened, lists, make, use }
}

describe('kept lists', () => {
  test('are those of the pools used last', async () => {
    const { clock, open, make, use, lists } = setUp(2)
    const [a, b, c] = [make('a'), make('b'), make('c')]
    for (const pool of [a, b, a, c]) {
      use(pool)
      await clock.advance(1_000)
    }
    expect([...open]).toEqual(['a', 'c'])
    expect([a.watched === undefined, b.watched === undefined, lists.size]).toEqual([false, true, 2])
  })

  test('are let go of when nobody has used them for five minutes, and leave no timer', async () => {
    const { clock, open, make, use, lists } = setUp(4)
    const [a, b] = [make('a'), make('b')]
    use(a)
    for (let minute = 0; minute < 6; minute++) {
      use(b)
      await clock.advance(60_000)
    }
    expect([...open]).toEqual(['b'])
    lists.close()
    expect(open.size).toBe(0)
    expect(clock.waiting()).toEqual([])
    use(a)
    expect(open.size).toBe(0)
  })

  test('a pool that does not exist is asked for again only after a while', async () => {
    const { clock, opened, make, use, lists } = setUp(4)
    const pool = make('chekout')
    use(pool)
    lists.letGo(pool)
    pool.missingAt = clock.now()
    use(pool)
    await clock.advance(5_000)
    use(pool)
    expect(opened).toHaveLength(2)
  })

  test('none at all, if so wished', () => {
    const { open, make, use } = setUp(0)
    use(make('a'))
    expect(open.size).toBe(0)
  })
})
