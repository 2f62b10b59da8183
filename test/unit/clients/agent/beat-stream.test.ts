import { EventEmitter } from 'node:events'
import { describe, expect, test } from '@jest/globals'
import type { BeatDuplex } from '../../../../clients/agent/beat-stream.ts'
import { createBeatStream } from '../../../../clients/agent/beat-stream.ts'
import { createManualClock } from '../manual-clock.ts'
import { lost } from './scripted-link.ts'

const said = (seconds: number) => ({ rejected: [], nextHeartbeatAfter: { seconds, nanos: 0 }, goAway: null })
const goAway = { rejected: [], nextHeartbeatAfter: null, goAway: { reason: 'SHUTTING_DOWN', grace: null } }

function setUp() {
  const clock = createManualClock()
  const events = new EventEmitter()
  const calls = { written: 0, cancelled: 0, goAways: 0 }
  const duplex: BeatDuplex = Object.assign(events, {
    write: () => {
      calls.written++
      return true
    },
    cancel: () => void calls.cancelled++,
  })
  const onGoAway = (): void => void calls.goAways++
  const stream = createBeatStream(duplex, clock, onGoAway, (error) => lost(error instanceof Error ? error.message : ''))
  return { clock, events, calls, stream }
}

describe('stream of heartbeats', () => {
  test('answers belong to messages in their order', async () => {
    const { events, stream, clock } = setUp()
    const both = Promise.all([stream.send([], 100), stream.send([], 100)])
    events.emit('data', said(1))
    events.emit('data', said(2))
    await expect(both).resolves.toMatchObject([
      { kind: 'answered', value: { nextHeartbeatAfter: { seconds: 1 } } },
      { kind: 'answered', value: { nextHeartbeatAfter: { seconds: 2 } } },
    ])
    expect(clock.waiting()).toEqual([])
  })

  test('after a time-out everything that waits is lost and the stream is closed', async () => {
    const { clock, stream, calls } = setUp()
    const both = Promise.all([stream.send([], 100), stream.send([], 500)])
    await clock.advance(100)
    await expect(both).resolves.toMatchObject([{ kind: 'lost' }, { kind: 'lost' }])
    expect(stream.isOpen()).toBe(false)
    expect(calls.cancelled).toBe(1)
    await expect(stream.send([], 100)).resolves.toMatchObject({ kind: 'lost' })
    expect(calls.written).toBe(2)
    expect(clock.waiting()).toEqual([])
  })

  test.each(['end', 'error'])('%s settles what waits, and closing afterwards is fine', async (event) => {
    const { events, stream, calls } = setUp()
    const sent = stream.send([], 100)
    events.emit(event, new Error('x'))
    await expect(sent).resolves.toMatchObject({ kind: 'lost' })
    stream.close()
    expect(calls.cancelled).toBe(0)
  })

  test('a go-away between answers is told and takes no answer away', async () => {
    const { events, stream, calls } = setUp()
    const sent = stream.send([], 100)
    events.emit('data', goAway)
    expect(calls.goAways).toBe(1)
    events.emit('data', said(3))
    await expect(sent).resolves.toMatchObject({ kind: 'answered', value: { nextHeartbeatAfter: { seconds: 3 } } })
  })

  test('answers that nobody asked for are ignored', async () => {
    const { events, stream, calls } = setUp()
    events.emit('data', said(9))
    expect(calls.goAways).toBe(0)
    expect(stream.isOpen()).toBe(true)
  })
})
