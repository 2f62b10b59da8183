import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Listed } from '../../../clients/dashboard/api/api.ts'
import type { Problem, Result } from '../../../clients/dashboard/api/call.ts'
import type { Backend, Pool } from '../../../clients/dashboard/api/pool.ts'
import { alertsOf, clockShift } from '../../../clients/dashboard/state/alerts.ts'
import type { Live } from '../../../clients/dashboard/state/live.ts'
import { createLive, lookAt, poolNamed, takeIn } from '../../../clients/dashboard/state/live.ts'
import type { Poller } from '../../../clients/dashboard/state/poller.ts'
import { createPoller } from '../../../clients/dashboard/state/poller.ts'
import { backend, pool, status } from './fixtures.ts'

const answered = <Value>(value: Value): Result<Value> => ({ kind: 'answered', value })
const listed = <Item>(...items: readonly Item[]): Result<Listed<Item>> => answered({ items, cut: false })
const lost: Problem = { kind: 'problem', what: 'unreachable', status: 0, reason: '', message: 'the connection failed' }
const refused: Problem = { kind: 'problem', what: 'refused', status: 404, reason: 'POOL_NOT_FOUND', message: 'gone' }

const round = (at: number, more: { pools?: Result<Listed<Pool>>; backends?: Result<Listed<Backend>> } = {}) => ({
  ...{ at, status: answered(status()), pools: more.pools ?? listed(pool('p')) },
  backends: more.backends === undefined ? undefined : { pool: 'p', result: more.backends },
})

describe('what the page knows', () => {
  test('begins with loading', () => {
    expect(createLive()).toMatchObject({ link: { kind: 'connecting' }, pools: { kind: 'loading' } })
  })

  test('grows with each round', () => {
    let live = lookAt(createLive(), 'p')
    live = takeIn(
      live,
      round(1_000, {
        pools: listed(pool('p', { picks: 100 })),
        backends: listed(backend('a', { picks: 5, inFlight: 2 })),
      }),
    )
    live = takeIn(
      live,
      round(2_000, {
        pools: listed(pool('p', { picks: 130 })),
        backends: listed(backend('a', { picks: 9, inFlight: 3 })),
      }),
    )
    expect(live.link).toEqual({ kind: 'live' })
    expect(live.poolPicks.rate('p')).toBe(30)
    expect(live.sight?.shares.of.get('a')).toEqual({ share: 1, fair: 1, perSecond: 4 })
    expect(live.sight?.inFlight.values('a')).toEqual([2, 3])
    expect(live.sight?.latency.values('a')).toEqual([null, null])
    expect(poolNamed(live, 'p')?.picks).toBe(130)
  })

  test('stays, old as it is, when nobody answers', () => {
    const before = takeIn(createLive(), round(1_000))
    const after = takeIn(takeIn(before, { ...round(2_000), pools: lost }), { ...round(9_000), status: lost })
    expect(after.link).toEqual({ kind: 'lost', since: 2_000, lastAt: 1_000, message: 'the connection failed' })
    expect(after.pools).toBe(before.pools)
    expect(takeIn(after, round(10_000)).link).toEqual({ kind: 'live' })
  })

  test('a refusal of one list leaves the others', () => {
    const live = takeIn(lookAt(createLive(), 'p'), round(1_000, { backends: refused }))
    expect(live.link).toEqual({ kind: 'live' })
    expect(live.sight?.backends).toEqual({ kind: 'failed', problem: refused })
    expect(live.pools.kind).toBe('ready')
  })

  test('backends of a pool that is out of sight by now are dropped', () => {
    const live = takeIn(lookAt(createLive(), 'other'), round(1_000, { backends: listed(backend('a')) }))
    expect(live.sight).toMatchObject({ name: 'other', backends: { kind: 'loading' } })
  })
})

describe('what is degraded', () => {
  const ready = (more: Parameters<typeof status>[0], pools: readonly Pool[] = []): Live =>
    takeIn(createLive(), { at: 100_000, status: answered(status(more)), pools: listed(...pools), backends: undefined })

  test('nothing, as a rule', () => expect(alertsOf(ready({}, [pool('p')]), 100_000)).toEqual([]))

  test('a server that does not answer: since when, how old, and how it ends', () => {
    const live = takeIn(ready({}), { ...round(103_000), pools: lost })
    const [alert] = alertsOf(live, 112_000)
    expect(alert).toMatchObject({ key: 'link', severity: 'bad', since: 100_000 })
    expect(alert?.cause).toMatch(/^The connection failed\. What you see is from \d\d:\d\d:\d\d, 12 s old\.$/)
    expect(alert?.ends).toMatch(/when it answers again/)
  })

  test('a server that never answered says so', () => {
    const live = takeIn(createLive(), { ...round(1_000), pools: lost })
    expect(alertsOf(live, 2_000)[0]?.cause).toContain('has not answered since this page was opened')
  })

  test('times of the replica are shifted to the clock of the browser', () => {
    // By its own clock the replica started at 50,000 and has been up for 10 s, so there it is 60,000; here it is 100,000.
    const own = { startedAt: 50_000, uptimeMs: 10_000 }
    expect(clockShift(status(own), 100_000)).toBe(40_000)
    const degraded = [{ reason: 'store_unavailable', pool: '', since: 57_000, cause: 'no answer', ends: 'by itself' }]
    expect(alertsOf(ready({ ...own, degraded }), 100_000)).toMatchObject([
      { title: 'The store does not answer', severity: 'bad', cause: 'No answer.', since: 97_000, ends: 'by itself' },
    ])
  })

  test('a reload that failed shows the lines of the file', () => {
    const config = {
      source: '/etc/l.yaml',
      loadedAt: 1,
      lastReload: { at: 90_000, ok: false, problems: ['l.yaml:3:1: no'] },
    }
    expect(alertsOf(ready({ config }), 100_000)).toMatchObject([
      { key: 'reload', since: 90_000, details: ['l.yaml:3:1: no'] },
    ])
    const mended = { ...config, lastReload: { ...config.lastReload, ok: true } }
    expect(alertsOf(ready({ config: mended }), 100_000)).toEqual([])
  })

  test('a replica that is not ready says why', () => {
    expect(alertsOf(ready({ ready: false, notReadyReason: 'draining' }), 0)).toMatchObject([
      { key: 'ready', cause: 'Draining.' },
    ])
  })

  test('panic of a pool comes from the list of pools where the status does not have it, and only once', () => {
    const panics = pool('p', { degraded: { reasons: ['panic'], ageMs: 4_000 } })
    expect(alertsOf(ready({}, [panics]), 100_000)).toMatchObject([{ pool: 'p', severity: 'bad', since: 96_000 }])
    const degraded = [{ reason: 'panic', pool: 'p', since: undefined, cause: '1 of 9 is eligible', ends: '' }]
    expect(alertsOf(ready({ degraded }, [panics]), 100_000)).toHaveLength(1)
  })

  test('a policy that failed brings its error; the worst comes first', () => {
    const fails = pool('p', {
      degraded: { reasons: ['policy_fallback', 'panic'], ageMs: 1 },
      lastPolicyError: 'TypeError: x',
    })
    expect(alertsOf(ready({}, [fails]), 100_000)).toMatchObject([
      { title: expect.stringMatching(/^Panic/), details: [], since: undefined },
      { title: expect.stringMatching(/fallback/), details: ['TypeError: x'] },
    ])
  })
})

describe('the poller', () => {
  interface Timer {
    readonly at: number
    readonly run: () => void
  }
  let now: number
  let timers: Timer[]
  let answer: { pools: () => Promise<Result<Listed<Pool>>>; asked: string[] }
  let seen: Live[]
  let poller: Poller

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  const pass = async (ms: number): Promise<void> => {
    const end = now + ms
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      timers = timers.filter((timer) => timer !== next)
      now = Math.max(now, next.at)
      next.run()
      await settle()
    }
    now = end
  }

  beforeEach(async () => {
    now = 0
    timers = []
    seen = []
    answer = { pools: async () => listed(pool('p')), asked: [] }
    poller = createPoller({
      api: {
        status: async () => answered(status()),
        pools: () => answer.pools(),
        backends: async (name) => {
          answer.asked.push(name)
          return listed(backend('a'))
        },
      },
      now: () => now,
      schedule: (afterMs, run) => {
        const timer = { at: now + afterMs, run }
        timers.push(timer)
        return () => {
          timers = timers.filter((each) => each !== timer)
        }
      },
      onChange: (live) => seen.push(live),
    })
    await settle()
  })

  test('reads each second', async () => {
    expect(seen).toHaveLength(1)
    await pass(3_000)
    expect(seen).toHaveLength(4)
    expect(timers).toHaveLength(1)
  })

  test('turns to a pool at once', async () => {
    poller.look('p')
    await settle()
    expect(answer.asked).toEqual(['p'])
    poller.look('p')
    await settle()
    expect(answer.asked).toEqual(['p'])
    poller.look('')
    await pass(2_000)
    expect(answer.asked).toEqual(['p'])
  })

  test('reads one round at a time, and once more when it was asked to meanwhile', async () => {
    let open = (): void => {}
    const gate = new Promise<Result<Listed<Pool>>>((resolve) => {
      open = () => resolve(listed(pool('p')))
    })
    answer.pools = () => gate
    await pass(1_000)
    poller.look('q')
    poller.refresh()
    await settle()
    expect(answer.asked).toEqual([])
    open()
    await settle()
    await pass(0)
    expect(answer.asked).toEqual(['q'])
  })

  test('waits longer while nobody answers, goes on for ever, and the age on the page goes on each second', async () => {
    answer.pools = async () => lost
    await pass(1_000)
    const rounds = seen.length
    await pass(10_000)
    expect(seen.length - rounds).toBeGreaterThanOrEqual(10)
    expect(poller.live().link).toMatchObject({ kind: 'lost', lastAt: 0 })
    answer.pools = async () => listed(pool('p'))
    await pass(5_000)
    expect(poller.live().link).toEqual({ kind: 'live' })
    expect(timers).toHaveLength(1)
  })

  test('leaves nothing behind', async () => {
    answer.pools = async () => lost
    await pass(1_000)
    poller.stop()
    expect(timers).toEqual([])
    const { length } = seen
    poller.refresh()
    await settle()
    expect(seen).toHaveLength(length)
  })
})
