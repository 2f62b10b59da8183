import { expect, test } from '@jest/globals'
import { connect as connectSocket } from 'node:net'
import { until } from '../../support/until.ts'
import { admin, agents, connect, infoOf, lookaside, succeed, unary } from './client.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'
import { openBidi, openServerStream } from './stream-client.ts'

const QUICK = { goAwayGraceMs: 300, drainLingerMs: 10 }

async function took(work: Promise<void>): Promise<number> {
  const begin = performance.now()
  await work
  return performance.now() - begin
}

function isOpen(address: string): Promise<boolean> {
  const [host, port] = address.split(':')
  return new Promise((resolve) => {
    const socket = connectSocket(Number(port), host)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** The way out: everyone is told, calls finish, and it ends in time whatever anyone does. */
export function describeDrain(harness: TransportHarness): void {
  const start = createStage(harness)

  test('without callers it is over at once', async () => {
    const { transport } = await start()
    expect(await took(transport.drain(10_000))).toBeLessThan(1_000)
    expect(await isOpen(transport.address)).toBe(false)
  })

  test('streams are sent away, answered for a grace and ended; calls go on meanwhile', async () => {
    const { transport, client, fake } = await start(QUICK)
    const picks = openBidi(client, lookaside.StreamPicks)
    const beats = openBidi(client, agents.StreamHeartbeats)
    const watch = openServerStream(client, lookaside.WatchBackends, { pool: 'checkout' })
    picks.stream.write({ sequence: 1, picks: [{ pool: 'checkout' }] })
    beats.stream.write({ heartbeats: [] })
    await Promise.all([picks.received.atLeast(1), beats.received.atLeast(1), watch.received.atLeast(1)])
    const drained = transport.drain(10_000)
    const goAway = { reason: 'SHUTTING_DOWN', grace: { nanos: 300_000_000 } }
    for (const { received } of [picks, beats, watch]) {
      expect((await received.atLeast(2))[1]).toMatchObject({ goAway })
    }
    picks.stream.write({ sequence: 2, picks: [{ pool: 'checkout' }] })
    expect((await picks.received.atLeast(3))[2]).toMatchObject({ sequence: 2, results: [{}] })
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
    const late = await openBidi(client, lookaside.StreamPicks).received.ended()
    expect(late.kind === 'failed' && [late.code, infoOf(late).reason]).toEqual(['UNAVAILABLE', 'SHUTTING_DOWN'])
    for (const { received } of [picks, beats, watch]) expect(await received.ended()).toEqual({ kind: 'ok' })
    expect(await took(drained)).toBeLessThan(5_000)
    expect(fake.watchers.size).toBe(0)
    expect(await isOpen(transport.address)).toBe(false)
  })

  test('callers that leave by themselves end the grace early', async () => {
    const { transport, client } = await start({ drainLingerMs: 10, goAwayGraceMs: 60_000 })
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.write({ sequence: 1 })
    await received.atLeast(1)
    const drained = transport.drain(60_000)
    await received.atLeast(2)
    stream.end()
    expect(await took(drained)).toBeLessThan(5_000)
  })

  test('a call under way is finished', async () => {
    const { transport, client, fake } = await start(QUICK)
    let finish = (): void => undefined
    const view = await fake.admin.undrain('checkout', 'b', true)
    fake.admin.undrain = () => new Promise((resolve) => (finish = () => resolve(view)))
    const before = fake.calls.length
    const call = unary(client, admin.UndrainBackend, { pool: 'checkout', backendId: 'b' })
    fake.picks.pick = (query) => {
      fake.calls.push(['pick'])
      throw new Error(query.pool)
    }
    await unary(client, lookaside.PickBackend, { pool: 'checkout' })
    expect(fake.calls.length).toBe(before + 1)
    const drained = transport.drain(10_000)
    await until('it no longer listens', async () => !(await isOpen(transport.address)))
    finish()
    expect(await call).toMatchObject({ kind: 'ok' })
    await drained
  })

  test('callers that will not go are cut before the deadline', async () => {
    const { transport, client, fake } = await start({ ...QUICK, unaryDeadlineMs: 60_000 })
    fake.admin.undrain = () => new Promise(() => undefined)
    const stuck = unary(client, admin.UndrainBackend, { pool: 'checkout', backendId: 'b' }, 60_000)
    const idle = connectSocket(Number(transport.address.split(':')[1]), '127.0.0.1')
    idle.on('error', () => undefined)
    idle.resume()
    let isCut = false
    idle.on('close', () => (isCut = true))
    await succeed(client, lookaside.PickBackend, { pool: 'checkout' })
    expect(await took(transport.drain(2_000))).toBeLessThan(2_000)
    expect(await stuck).toMatchObject({ kind: 'failed' })
    await until('the idle connection is cut', () => isCut)
  })

  test('a second drain is the first one; a forced close ends it', async () => {
    const { transport, client } = await start({ goAwayGraceMs: 60_000 })
    const { stream, received } = openBidi(client, lookaside.StreamPicks)
    stream.write({ sequence: 1 })
    await received.atLeast(1)
    const drained = [transport.drain(120_000), transport.drain(120_000)]
    transport.forceClose()
    expect(await received.ended()).toMatchObject({ kind: 'failed' })
    await Promise.all(drained)
    const again = connect(transport.address)
    const outcome = await unary(again, lookaside.PickBackend, { pool: 'checkout' })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'UNAVAILABLE' })
    again.close()
  })
}
