import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickResult__Output } from '../../proto/gen/lookaside/v1/PickResult.ts'
import type { StreamPicksRequest } from '../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { StreamPicksResponse__Output } from '../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import type { Clock } from './clock.ts'
import type { Outcome } from './outcome.ts'
import { toOutcomeMessage } from './outcome.ts'
import type { RejectedOutcome } from './reporter.ts'

/** One StreamPicks stream: each message is answered by one message, in order. */
export interface PicksDuplex {
  /** Messages that wait for their answers. */
  readonly waiting: number
  /** No further message may be sent: it was told to go, or it has ended. */
  readonly over: boolean
  /** For how long the oldest message has waited, in milliseconds; 0 when none does. */
  oldestMs(): number
  /** `settle` is called once: with the answer, or with the error that ended the stream. */
  send(picks: readonly PickBackendRequest[], outcomes: readonly Outcome[], settle: (end: MessageEnd) => void): void
  /** Takes no more messages, and ends when those that wait are answered. */
  retire(): void
  cancel(error: unknown): void
}

export type MessageEnd =
  | {
      readonly kind: 'answered'
      readonly results: readonly PickResult__Output[]
      readonly rejected: readonly RejectedOutcome[]
    }
  | { readonly kind: 'lost'; readonly error: unknown }

/** What is used of the gRPC stream. */
export interface Duplex {
  on(event: 'data', listener: (message: StreamPicksResponse__Output) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  write(message: StreamPicksRequest): unknown
  end(): unknown
  cancel(): void
}

interface Message {
  readonly sequence: number
  readonly sentAt: number
  readonly settle: (end: MessageEnd) => void
}

export interface PicksDuplexListener {
  /** The service asks to go elsewhere; what waits is still answered. */
  readonly onGoAway: () => void
  /** It is over; what waited was told before. */
  readonly onEnd: (error: unknown) => void
}

export function createPicksDuplex(
  duplex: Duplex,
  { now }: Pick<Clock, 'now'>,
  listener: PicksDuplexListener,
): PicksDuplex {
  const messages: Message[] = []
  let sequence = 0
  let retired = false
  let ended = false
  const finish = (error: unknown): void => {
    if (ended) return
    ended = true
    for (const { settle } of messages.splice(0)) settle({ kind: 'lost', error })
    listener.onEnd(error)
  }
  const cancel = (error: unknown): void => {
    if (ended) return
    duplex.cancel()
    finish(error)
  }
  const retire = (): void => {
    retired = true
    if (!ended && messages.length === 0) duplex.end()
  }
  duplex.on('data', (message) => {
    if (ended) return
    const isInOrder = settleAnswer(messages, message)
    if (!isInOrder) return cancel(OUT_OF_ORDER)
    if (message.goAway !== null && !retired) listener.onGoAway()
    if (message.goAway !== null || retired) retire()
  })
  duplex.on('error', finish)
  duplex.on('end', () => finish(STREAM_ENDED))
  return {
    get waiting() {
      return messages.length
    },
    get over() {
      return retired || ended
    },
    oldestMs: () => (messages[0] === undefined ? 0 : now() - messages[0].sentAt),
    send(picks, outcomes, settle) {
      sequence++
      messages.push({ sequence, sentAt: now(), settle })
      duplex.write({ sequence, picks: [...picks], outcomes: outcomes.map(toOutcomeMessage) })
    },
    retire,
    cancel,
  }
}

/** True: the message answers the first that waits, or nobody, as a go-away does. */
function settleAnswer(messages: Message[], answer: StreamPicksResponse__Output): boolean {
  if (answer.sequence === 0) return true
  const [first] = messages
  if (first?.sequence !== answer.sequence) return false
  messages.shift()
  first.settle({ kind: 'answered', results: answer.results, rejected: answer.rejectedOutcomes })
  return true
}

/** Shaped as gRPC's own errors: 14 is UNAVAILABLE, 13 INTERNAL. */
export const STREAM_ENDED = { code: 14, details: 'the stream ended' }
const OUT_OF_ORDER = { code: 13, details: 'the answers on the stream are out of order' }
