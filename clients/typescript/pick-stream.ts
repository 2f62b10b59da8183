import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { ItemError__Output } from '../../proto/gen/lookaside/v1/ItemError.ts'
import type { PickResult__Output } from '../../proto/gen/lookaside/v1/PickResult.ts'
import type { Clock } from './clock.ts'
import { startDeadline } from './deadline.ts'
import type { Endpoint } from './endpoints.ts'
import type { Outcome } from './outcome.ts'
import type { OutcomeBatch, SendResult } from './reporter.ts'
import type { MessageEnd } from './picks-duplex.ts'
import { pickRequestSizeBound } from './pick.ts'
import type { StreamLine } from './stream-line.ts'

/** Many picks and outcomes in one message, on a stream that is opened when it is needed. */
export interface PickStream {
  /** Picks that wait for their answers. */
  readonly waiting: number
  /** Messages sent, and picks in them. */
  readonly counts: StreamCounts
  /** A stream is open, so that outcomes may go with it. */
  isOpen(): boolean
  /** The replica that the open stream leads to. */
  endpoint(): Endpoint | undefined
  /** Never rejects. */
  pick(request: PickBackendRequest, limits: StreamLimits): Promise<StreamAnswer>
  /** Sends outcomes without picks. Never rejects. */
  sendOutcomes(outcomes: readonly Outcome[]): Promise<SendResult>
  close(): void
}

export interface StreamCounts {
  readonly messages: number
  readonly picks: number
  readonly streamsOpened: number
}

export interface StreamLimits {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export type StreamAnswer =
  | { readonly kind: 'picked'; readonly message: PickBackendResponse__Output }
  | { readonly kind: 'refused'; readonly item: ItemError__Output }
  /** No answer in time; `lateMs` is how late that was noticed. */
  | { readonly kind: 'timeout'; readonly lateMs: number }
  | { readonly kind: 'lost'; readonly error: unknown }
  | { readonly kind: 'aborted' }

export interface PickStreamDeps {
  readonly clock: Clock
  readonly line: StreamLine
  /** Outcomes that wait, for a message that goes out anyway. */
  readonly takeOutcomes: () => OutcomeBatch | undefined
  /** A pick that came too late for its caller: nobody will report its outcome. */
  readonly onLatePick: (token: string) => void
  readonly judgeOutcomes: (error: unknown) => SendResult
}

/**
 * Messages under way at one time. While these wait for their answers, picks gather for the next one: batches grow with the
 * load, and a lone pick never waits for others (as in Nagle's algorithm, RFC 896).
 */
const WINDOW = 2
/** The service takes 1,000 picks and 256 KiB a message; the rest is for outcomes and for what the bound missed. */
const MAX_PICKS = 500
const MAX_PICK_BYTES = 96 * 1024

interface Item {
  readonly request: PickBackendRequest
  readonly settle: (answer: StreamAnswer) => void
  isSettled: boolean
}

export function createPickStream(deps: PickStreamDeps): PickStream {
  const { clock, line } = deps
  const counts = { messages: 0, picks: 0 }
  const queue: Item[] = []
  let waiting = 0
  let isPlanned = false

  /** After whatever else this turn of the event loop still asks for. */
  const plan = (): void => {
    if (isPlanned) return
    isPlanned = true
    queueMicrotask(() => {
      isPlanned = false
      while (queue.length > 0 && line.waiting() < WINDOW) sendBatch()
    })
  }
  const sendBatch = (): void => {
    const items = takeBatch(queue)
    if (items.length === 0) return
    counts.messages++
    counts.picks += items.length
    const batch = deps.takeOutcomes()
    const requests = items.map(({ request }) => request)
    line.send(requests, batch?.outcomes ?? [], (end) => {
      if (batch !== undefined) batch.settle(outcomesEnd(end, batch.outcomes.length, deps.judgeOutcomes))
      settleItems(items, end, deps.onLatePick)
      if (queue.length > 0) plan()
    })
  }
  return {
    get waiting() {
      return waiting
    },
    get counts() {
      return { ...counts, streamsOpened: line.opened() }
    },
    isOpen: () => line.endpoint() !== undefined,
    endpoint: () => line.endpoint(),
    pick(request, limits) {
      return new Promise((resolve) => {
        waiting++
        const item = createItem(clock, request, limits, (answer) => {
          waiting--
          resolve(answer)
        })
        if (item.isSettled) return
        queue.push(item)
        plan()
      })
    },
    sendOutcomes: (outcomes) =>
      new Promise((resolve) => {
        counts.messages++
        line.send([], outcomes, (end) => resolve(outcomesEnd(end, outcomes.length, deps.judgeOutcomes)))
      }),
    close() {
      for (const { settle } of queue.splice(0)) settle({ kind: 'lost', error: CLOSED })
      line.close(CLOSED)
    },
  }
}

/** A pick that waits: it ends with its answer, its time, or its caller's patience, whatever comes first. */
function createItem(
  clock: Clock,
  request: PickBackendRequest,
  { timeoutMs, signal }: StreamLimits,
  resolve: (answer: StreamAnswer) => void,
): Item {
  const dueAt = clock.now() + timeoutMs
  const settle = (answer: StreamAnswer): void => {
    if (item.isSettled) return
    item.isSettled = true
    timer.cancel()
    signal?.removeEventListener('abort', abort)
    resolve(answer)
  }
  const abort = (): void => settle({ kind: 'aborted' })
  const item: Item = { request, settle, isSettled: false }
  const timer = startDeadline(clock, timeoutMs, () => settle({ kind: 'timeout', lateMs: clock.now() - dueAt }))
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()
  return item
}

/** Shaped as gRPC's own errors: 1 is CANCELLED. */
const CLOSED = { code: 1, details: 'Channel has been closed' }

/** Those that still wait, as many as one message may hold; they leave the queue. */
function takeBatch(queue: Item[]): readonly Item[] {
  let bytes = 0
  let end = 0
  const items: Item[] = []
  for (const item of queue) {
    if (!item.isSettled) {
      bytes += pickRequestSizeBound(item.request)
      if (items.length >= MAX_PICKS || (items.length > 0 && bytes > MAX_PICK_BYTES)) break
      items.push(item)
    }
    end++
  }
  queue.splice(0, end)
  return items
}

function settleItems(items: readonly Item[], end: MessageEnd, onLatePick: (token: string) => void): void {
  for (const [index, item] of items.entries()) {
    const answer = end.kind === 'answered' ? toAnswer(end.results[index]) : end
    if (item.isSettled && answer.kind === 'picked') onLatePick(answer.message.pickToken)
    item.settle(answer)
  }
}

function toAnswer(result: PickResult__Output | undefined): StreamAnswer {
  if (result?.picked !== undefined && result.picked !== null) return { kind: 'picked', message: result.picked }
  if (result?.error !== undefined && result.error !== null) return { kind: 'refused', item: result.error }
  return { kind: 'lost', error: NO_RESULT }
}

/** Shaped as gRPC's own errors: 13 is INTERNAL. */
const NO_RESULT = { code: 13, details: 'the answer holds no result for this pick' }

function outcomesEnd(end: MessageEnd, count: number, judge: (error: unknown) => SendResult): SendResult {
  if (end.kind === 'lost') return judge(end.error)
  return { kind: 'taken', accepted: count - end.rejected.length, rejected: end.rejected }
}
