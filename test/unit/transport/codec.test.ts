import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decode } from '../../../server/transport/codec/decode.ts'
import {
  readDeregistration,
  readHeartbeats,
  readRegistration,
} from '../../../server/transport/codec/decode-heartbeats.ts'
import {
  readOutcomesRequest,
  readPickRequest,
  readStreamPicksRequest,
  readWatchRequest,
} from '../../../server/transport/codec/decode-picks.ts'
import { createEncodedCards, writeGoAway, writeItemError } from '../../../server/transport/codec/encode-parts.ts'
import { writePicked, writeWatchUpdate } from '../../../server/transport/codec/encode-picks.ts'
import type { Reader } from '../../../server/transport/codec/reader.ts'
import { Writer } from '../../../server/transport/codec/writer.ts'
import { loadDefinitions } from '../../../server/transport/grpc/definitions.ts'
import {
  goAwayMessage,
  itemErrorMessage,
  pickedMessage,
  watchMessage,
} from '../../../server/transport/messages/answers.ts'
import { toDeregistration, toHeartbeat } from '../../../server/transport/messages/heartbeat.ts'
import { toOutcome } from '../../../server/transport/messages/outcome.ts'
import { toPickQuery } from '../../../server/transport/messages/pick-request.ts'
import { isRefusal } from '../../../server/transport/messages/refusals.ts'
import { toRegistration } from '../../../server/transport/messages/registration.ts'
import { toWatchQuery } from '../../../server/transport/messages/watch-request.ts'
import { refuse } from '../../../server/errors.ts'
import { heartbeat, outcome, picked, pickRequest, registration, watchUpdate } from './arbitraries.ts'

const { LookasideService, AgentService } = loadDefinitions().api.lookaside.v1
const lookaside = LookasideService.service
const agents = AgentService.service

interface Generic<Request, Received> {
  readonly requestSerialize: (message: Request) => Buffer
  readonly requestDeserialize: (bytes: Buffer) => Received
}

/** What the checks say, without the order in which a map's keys are met: objects sort keys that look like numbers. */
function verdict(checked: unknown): unknown {
  if (Array.isArray(checked)) return checked.map(verdict)
  if (isRefusal(checked)) {
    const { reason, metadata } = checked
    return { refused: reason, field: metadata['field']?.replace(/\[".*/s, '').replace(/\[\d+\]$/, '') }
  }
  if (typeof checked === 'object' && checked !== null && 'refusedLoad' in checked) {
    return { ...checked, refusedLoad: verdict(checked.refusedLoad) }
  }
  return checked
}

/** Encodes by the generic codec, decodes by both, checks both, and compares. */
function expectSame<Request, Received, Fast>(
  method: Generic<Request, Received>,
  message: Request,
  read: (reader: Reader) => Fast,
  check: (message: Fast | Received) => unknown,
): void {
  const bytes = method.requestSerialize(message)
  const fast = decode(bytes, read)
  if (isRefusal(fast)) throw new Error(fast.message)
  expect(verdict(check(fast))).toEqual(verdict(check(method.requestDeserialize(bytes))))
}

describe('decoding by hand and the generic codec come to the same', () => {
  test('PickBackendRequest', () => {
    fc.assert(
      fc.property(pickRequest, (message) => expectSame(lookaside.PickBackend, message, readPickRequest, toPickQuery)),
      { numRuns: 3_000 },
    )
  })

  test('StreamPicksRequest', () => {
    const message = fc.record({
      sequence: fc.maxSafeNat(),
      picks: fc.array(pickRequest, { maxLength: 5 }),
      outcomes: fc.array(outcome, { maxLength: 5 }),
    })
    fc.assert(
      fc.property(message, (each) =>
        expectSame(lookaside.StreamPicks, each, readStreamPicksRequest, ({ sequence, picks, outcomes }) => [
          sequence,
          picks.map(toPickQuery),
          outcomes.map(toOutcome),
        ]),
      ),
      { numRuns: 1_000 },
    )
  })

  test('ReportOutcomesRequest', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 4 }), (outcomes) =>
        expectSame(lookaside.ReportOutcomes, { outcomes }, readOutcomesRequest, (each) => each.outcomes.map(toOutcome)),
      ),
      { numRuns: 2_000 },
    )
  })

  test('WatchBackendsRequest', () => {
    fc.assert(
      fc.property(pickRequest, ({ pool, locality, labelSelector }) => {
        const message = { pool: pool ?? '', locality: locality ?? null, labelSelector: labelSelector ?? {} }
        expectSame(lookaside.WatchBackends, message, readWatchRequest, toWatchQuery)
      }),
      { numRuns: 1_000 },
    )
  })

  test('heartbeats, registrations and deregistrations', () => {
    fc.assert(
      fc.property(fc.array(heartbeat, { maxLength: 4 }), registration, (heartbeats, register) => {
        const beats = { heartbeats }
        const check = (each: ReturnType<typeof readHeartbeats>): unknown => each.heartbeats.map(toHeartbeat)
        expectSame(agents.ReportHeartbeat, beats, readHeartbeats, check)
        expectSame(agents.StreamHeartbeats, beats, readHeartbeats, check)
        expectSame(agents.RegisterBackend, register, readRegistration, toRegistration)
        const [first] = heartbeats
        if (first === undefined) return
        const { pool = '', backendId = '', epoch = 0 } = first
        expectSame(agents.DeregisterBackend, { pool, backendId, epoch }, readDeregistration, toDeregistration)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what is encoded by hand is read by the generic codec', () => {
  const cards = createEncodedCards()
  const writer = new Writer()

  test('PickBackendResponse', () => {
    fc.assert(
      fc.property(picked, (pick) => {
        writePicked(writer, cards, pick)
        const generic = lookaside.PickBackend.responseSerialize(pickedMessage(pick))
        const { responseDeserialize } = lookaside.PickBackend
        expect(responseDeserialize(writer.finish())).toEqual(responseDeserialize(generic))
      }),
      { numRuns: 1_000 },
    )
  })

  test('WatchBackendsResponse, go-away included', () => {
    fc.assert(
      fc.property(watchUpdate, fc.nat(), (update, graceMs) => {
        writeWatchUpdate(writer, cards, update)
        writeGoAway(writer, 5, 'SHUTTING_DOWN', graceMs)
        const message = { ...watchMessage(update), goAway: goAwayMessage('SHUTTING_DOWN', graceMs) }
        const { responseSerialize, responseDeserialize } = lookaside.WatchBackends
        expect(responseDeserialize(writer.finish())).toEqual(responseDeserialize(responseSerialize(message)))
      }),
      { numRuns: 500 },
    )
  })

  test('ItemError of any length', () => {
    const { responseSerialize, responseDeserialize } = lookaside.ReportOutcomes
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: 'binary', maxLength: 20_000, size: 'max' }), (index, text) => {
        const refusal = refuse('INVALID_FIELD', text, { field: text, [[...text].slice(0, 9).join('')]: '' })
        writeItemError(writer, 2, index, refusal)
        const generic = responseSerialize({ rejected: [itemErrorMessage(index, refusal)] })
        expect(responseDeserialize(writer.finish())).toEqual(responseDeserialize(generic))
      }),
      { numRuns: 300 },
    )
  })

  test('a card is encoded once', () => {
    const card = {
      id: 'a',
      address: 'h:1',
      locality: { region: '', zone: '', subZone: '' },
      labels: new Map(),
      weight: 1,
    }
    expect(cards(card)).toBe(cards(card))
    expect(cards({ ...card })).not.toBe(cards(card))
  })
})

describe('any bytes at all', () => {
  const readers = [readPickRequest, readStreamPicksRequest, readOutcomesRequest, readHeartbeats, readRegistration]

  test('are decoded or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const read of readers) decode<unknown>(Buffer.from(bytes), read)
      }),
      { numRuns: 20_000 },
    )
  })

  test('so are good messages that are cut off or flipped', () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(), (outcomes, at, bits) => {
        const bytes = lookaside.ReportOutcomes.requestSerialize({ outcomes })
        decode(bytes.subarray(0, at % (bytes.length + 1)), readOutcomesRequest)
        bytes[at % bytes.length] = bits & 0xff
        const read = decode(bytes, readOutcomesRequest)
        if (!isRefusal(read)) for (const each of read.outcomes) toOutcome(each)
      }),
      { numRuns: 5_000 },
    )
  })

  test('groups nested without end are refused', () => {
    const bytes = Buffer.alloc(60_000, 0xfb)
    for (let at = 1; at < bytes.length; at += 2) bytes[at] = 0x3f
    expect(decode(bytes, readPickRequest)).toMatchObject({ kind: 'refused', reason: 'INVALID_FIELD' })
  })

  test('a message full of tiny items costs little', () => {
    const items = Buffer.alloc(256 * 1_024)
    for (let at = 0; at < items.length; at += 2) items[at] = 0x12
    const read = decode(items, readStreamPicksRequest)
    expect(isRefusal(read) ? read : read.picks.length).toBe(1_001)
  })
})
