import { describe, expect, test } from '@jest/globals'
import { DECISION, type FakeUseCases } from '../contracts/transport/fake-use-cases.ts'
import { call, post } from '../support/http/call.ts'
import { createHttpStage, raw, reasonOf } from '../support/http/stage.ts'
import { until } from '../support/until.ts'

const start = createHttpStage()

describe('decisions as they happen', () => {
  const WATCH = 'GET /v1/decisions:watch?pool=checkout&maxPerSecond=5 HTTP/1.1\r\nhost: localhost\r\n\r\n'
  const publish = (fake: FakeUseCases, id: string, dropped = 0, decision = DECISION): void => {
    for (const tap of [...fake.taps]) tap({ ...decision, id }, dropped)
  }
  const eventsIn = (text: string): { decision: { id: string }; dropped: number }[] =>
    [...text.matchAll(/data: (.*)\n\n/g)].map(([, data = '']) => JSON.parse(data) as never)

  test('filters go in, events come out, and a reader that leaves is forgotten', async () => {
    const { port, fake } = await start()
    const { socket, text } = raw(port, WATCH)
    await until('it watches', () => text().includes(': watching'))
    expect(text()).toMatch(/content-type: text\/event-stream/)
    expect(fake.calls).toEqual([
      ['watchDecisions', { pool: 'checkout', policy: '', reason: undefined, backendId: '', errorReason: '' }, 5],
    ])
    publish(fake, 'first', 3)
    publish(fake, 'second')
    await until('both came', () => eventsIn(text()).length === 2)
    expect(eventsIn(text())).toMatchObject([
      { decision: { id: 'first', reason: 'PICK_REASON_LOCALITY_FAILOVER' }, dropped: 3 },
      { decision: { id: 'second' }, dropped: 0 },
    ])
    socket.destroy()
    await until('it is forgotten', () => fake.taps.size === 0)
  })

  test('a reader that is slow misses decisions, and is told how many', async () => {
    const { port, fake } = await start()
    const { socket, text } = raw(port, WATCH)
    await until('it watches', () => fake.taps.size === 1)
    socket.pause()
    const long = { ...DECISION, randomDraws: Array.from({ length: 5_000 }, (_, at) => at / 5_000) }
    const sent = 2_000
    for (let at = 0; at < sent; at += 1) {
      publish(fake, `d${at}`, 0, long)
      if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    socket.resume()
    await until('the queue is read', () => eventsIn(text()).length > 200)
    publish(fake, 'last')
    await until('the last came', () => eventsIn(text()).at(-1)?.decision.id === 'last', 20_000)
    const events = eventsIn(text())
    const dropped = events.reduce((sum, event) => sum + event.dropped, 0)
    expect(dropped).toBeGreaterThan(0)
    expect(events.length + dropped).toBe(sent + 1)
    socket.destroy()
  })

  test('a reader that takes nothing for too long is cut', async () => {
    const { port, fake } = await start({ limits: { watchStallMs: 100 } })
    const { socket } = raw(port, WATCH)
    await until('it watches', () => fake.taps.size === 1)
    socket.pause()
    const long = { ...DECISION, randomDraws: Array.from({ length: 20_000 }, (_, at) => at / 20_000) }
    const publishing = setInterval(() => publish(fake, 'x', 0, long), 1)
    await until('it is cut', () => fake.taps.size === 0)
    clearInterval(publishing)
    socket.destroy()
  })

  test('there are at most 32 watchers, and a drain ends them', async () => {
    const { port, fake, server } = await start()
    const open = Array.from({ length: 32 }, () => raw(port, WATCH))
    await until('all watch', () => fake.taps.size === 32)
    const more = await call(port, { path: '/v1/decisions:watch' })
    expect([more.status, reasonOf(more), more.headers['retry-after']]).toEqual([429, 'TOO_MANY_WATCHERS', '5'])
    server.drain()
    await until('all are ended', () => fake.taps.size === 0)
    await until('their connections are closed', () => open.every(({ isClosed }) => isClosed()))
    const late = await call(port, { path: '/v1/decisions:watch' })
    expect([late.status, reasonOf(late)]).toEqual([503, 'SHUTTING_DOWN'])
    const pick = await post(port, '/v1/pools/a:pick', {})
    expect([pick.status, pick.headers.connection]).toEqual([200, 'close'])
  })

  test('a HEAD opens nothing', async () => {
    const { port, fake } = await start()
    expect((await call(port, { method: 'HEAD', path: '/v1/decisions:watch' })).status).toBe(200)
    expect(fake.taps.size).toBe(0)
  })
})
