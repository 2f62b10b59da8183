import { EventEmitter } from 'node:events'
import { describe, expect, test } from '@jest/globals'
import type { StreamPicksRequest } from '../../../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { StreamPicksResponse__Output } from '../../../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import type { MessageEnd } from '../../../../clients/typescript/picks-duplex.ts'
import { createPicksDuplex } from '../../../../clients/typescript/picks-duplex.ts'
import { createManualClock } from '../manual-clock.ts'

class FakeDuplex extends EventEmitter {
  readonly written: StreamPicksRequest[] = []
  ended = 0
  cancelled = 0

  write(message: StreamPicksRequest): void {
    this.written.push(message)
  }

  end(): void {
    this.ended++
  }

  cancel(): void {
    this.cancelled++
  }

  answer(sequence: number, goAway = false): void {
    const message: StreamPicksResponse__Output = {
      ...{ sequence, results: [], rejectedOutcomes: [] },
      goAway: goAway ? { reason: 'SHUTTING_DOWN', grace: null } : null,
    }
    this.emit('data', message)
  }
}

function setUp() {
  const clock = createManualClock()
  const duplex = new FakeDuplex()
  const told: string[] = []
  const picks = createPicksDuplex(duplex, clock, {
    onGoAway: () => told.push('go away'),
    onEnd: () => told.push('end'),
  })
  const send = (): MessageEnd['kind'][] => {
    const ends: MessageEnd['kind'][] = []
    picks.send([{ pool: 'p' }], [], ({ kind }) => ends.push(kind))
    return ends
  }
  return { clock, duplex, told, picks, send }
}

describe('picks duplex', () => {
  test('each message is settled by its own answer, in order', async () => {
    const { clock, duplex, picks, send } = setUp()
    const [first, second] = [send(), send()]
    await clock.advance(30)
    expect([picks.waiting, picks.oldestMs()]).toEqual([2, 30])
    expect(duplex.written.map(({ sequence }) => sequence)).toEqual([1, 2])
    duplex.answer(1)
    expect([first, second]).toEqual([['answered'], []])
    duplex.answer(2)
    expect([second, picks.waiting, picks.oldestMs()]).toEqual([['answered'], 0, 0])
  })

  test('answers out of order, or to nobody, end the stream', () => {
    for (const sequence of [2, 7]) {
      const { duplex, picks, send, told } = setUp()
      const ends = [send(), send()]
      duplex.answer(sequence)
      expect(ends).toEqual([['lost'], ['lost']])
      expect([duplex.cancelled, picks.over, told]).toEqual([1, true, ['end']])
      duplex.answer(1)
      expect(ends.flat()).toHaveLength(2)
    }
  })

  test('told to go, alone or with an answer, it finishes what waits and then ends', () => {
    const { duplex, picks, send, told } = setUp()
    const ends = [send(), send()]
    duplex.answer(0, true)
    expect([picks.over, told, duplex.ended]).toEqual([true, ['go away'], 0])
    duplex.answer(1)
    duplex.answer(2, true)
    expect([ends, duplex.ended, told]).toEqual([[['answered'], ['answered']], 1, ['go away']])
    duplex.emit('end')
    expect(told).toEqual(['go away', 'end'])
  })

  test.each(['end', 'error'])('%s settles what waits as lost, once', (event) => {
    const { duplex, picks, send, told } = setUp()
    const ends = send()
    duplex.emit(event, new Error('cut'))
    duplex.emit('error', new Error('again'))
    picks.cancel('late')
    expect([ends, told, duplex.cancelled]).toEqual([['lost'], ['end'], 0])
  })
})
