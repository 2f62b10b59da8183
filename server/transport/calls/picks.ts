import type { Outcome__Output } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendRequest__Output } from '../../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import { refuse, type Refusal } from '../../errors.ts'
import type { PickUseCases } from '../../use-cases.ts'
import { decode } from '../codec/decode.ts'
import { MAX_PICKS, readOutcomesRequest, readPickRequest, readStreamPicksRequest } from '../codec/decode-picks.ts'
import { writeGoAway, writeItemError, type EncodedCards } from '../codec/encode-parts.ts'
import { writePicked } from '../codec/encode-picks.ts'
import { Writer } from '../codec/writer.ts'
import type { TransportLimits } from '../limits.ts'
import { MAX_OUTCOMES, toOutcome } from '../messages/outcome.ts'
import { toPickQuery } from '../messages/pick-request.ts'
import type { Received } from '../messages/received.ts'
import { checkCount, isRefusal, within } from '../messages/refusals.ts'
import type { BytesCall, StreamedCall } from './call.ts'

export interface PickCalls {
  readonly pickBackend: BytesCall
  readonly reportOutcomes: BytesCall
  readonly streamPicks: StreamedCall
}

/** The RPCs that pick and report, from the bytes of the request to the bytes of the response. */
export function createPickCalls(picks: PickUseCases, cards: EncodedCards, limits: TransportLimits): PickCalls {
  const writer = new Writer()
  return {
    pickBackend(bytes) {
      const request = decode(bytes, readPickRequest)
      if (isRefusal(request)) return request
      const query = toPickQuery(request)
      if (isRefusal(query)) return query
      const picked = picks.pick(query)
      if (picked.kind === 'refused') return picked
      writer.reset()
      writePicked(writer, cards, picked)
      return writer.finish()
    },
    reportOutcomes(bytes) {
      const request = decode(bytes, readOutcomesRequest)
      if (isRefusal(request)) return request
      const bad = checkCount('outcomes', request.outcomes.length, MAX_OUTCOMES)
      if (bad !== undefined) return bad
      writer.reset()
      const refused = reportAll(picks, request.outcomes, writer, 2)
      writer.uint(1, request.outcomes.length - refused)
      return writer.finish()
    },
    streamPicks: {
      answer(bytes) {
        const request = decode(bytes, readStreamPicksRequest)
        if (isRefusal(request)) return request
        const bad =
          checkCount('picks', request.picks.length, MAX_PICKS) ??
          checkCount('outcomes', request.outcomes.length, MAX_OUTCOMES)
        if (bad !== undefined) return bad
        writer.reset()
        writer.uint(1, request.sequence)
        reportAll(picks, request.outcomes, writer, 3)
        pickAll(picks, request.picks, writer, cards, limits.streamAnswerBytes)
        return writer.finish()
      },
      goAway(reason, graceMs) {
        writer.reset()
        writeGoAway(writer, 4, reason, graceMs)
        return writer.finish()
      },
    },
  }
}

/** Takes in outcomes and writes an ItemError for each refused one. Answers how many those are. */
function reportAll(
  picks: PickUseCases,
  outcomes: readonly Received<Outcome__Output>[],
  writer: Writer,
  field: number,
): number {
  let refused = 0
  for (const [index, message] of outcomes.entries()) {
    const outcome = toOutcome(message)
    const refusal = outcome.kind === 'refused' ? outcome : (picks.report(outcome.report) ?? outcome.refusedLoad)
    if (refusal === undefined) continue
    refused += 1
    writeItemError(writer, field, index, within(`outcomes[${index}]`, refusal))
  }
  return refused
}

/** Makes the picks of a message in order, each with a PickResult of its own. */
function pickAll(
  picks: PickUseCases,
  requests: readonly Received<PickBackendRequest__Output>[],
  writer: Writer,
  cards: EncodedCards,
  maxBytes: number,
): void {
  let index = 0
  for (const request of requests) {
    const start = writer.begin(2)
    const answer = writer.length > maxBytes ? refuseLongAnswer(maxBytes) : pickOne(picks, request)
    if (answer.kind === 'refused') {
      writeItemError(writer, 2, index, within(`picks[${index}]`, answer))
    } else {
      const picked = writer.begin(1)
      writePicked(writer, cards, answer)
      writer.end(picked)
    }
    writer.end(start)
    index += 1
  }
}

function pickOne(picks: PickUseCases, request: Received<PickBackendRequest__Output>): ReturnType<PickUseCases['pick']> {
  const query = toPickQuery(request)
  return isRefusal(query) ? query : picks.pick(query)
}

function refuseLongAnswer(maxBytes: number): Refusal {
  return refuse('MESSAGE_TOO_LARGE', `the answers before this one fill ${maxBytes} bytes: send fewer picks a message`, {
    limit: String(maxBytes),
  })
}
