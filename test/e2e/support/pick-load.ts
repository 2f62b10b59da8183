import type { ClientDuplexStream } from '@grpc/grpc-js'
import type { Outcome } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import type { StreamPicksRequest } from '../../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { StreamPicksResponse__Output } from '../../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import { until } from '../../support/until.ts'
import type { Api } from './api.ts'
import { lookaside } from './api.ts'

export interface PickLoad {
  readonly picked: number
  readonly byBackend: ReadonlyMap<string, number>
  /** Picks without a backend, with the first reasons. */
  readonly failed: number
  readonly failures: readonly string[]
  readonly degraded: ReadonlySet<string>
  /** Slowest answer to a message, in milliseconds. */
  readonly slowestMs: number
  /** Sends nothing more and waits for the answers that are due; those that never come count as failed. */
  stop(): Promise<void>
}

export interface PickLoadOptions {
  readonly pool: string
  readonly picksPerSecond: number
}

const TICK_MS = 10
const LAST_ANSWERS_MS = 5_000
/** A message on a stream has at most 256 KiB and 1,000 items of a kind. */
const MOST_A_MESSAGE = 500
/** What the calls would have taken. */
const LATENCY = { seconds: 0, nanos: 5_000_000 }

/** A steady number of picks a second over one stream, each with a good outcome soon after. */
export function startPickLoad(api: Api, { pool, picksPerSecond }: PickLoadOptions): PickLoad {
  const tally = createTally()
  const waiting = new Map<number, { picks: number; sentAt: number }>()
  const begin = performance.now()
  let sent = 0
  let sequence = 0
  const tokens: string[] = []
  const stream: ClientDuplexStream<StreamPicksRequest, StreamPicksResponse__Output> = api.duplex(lookaside.StreamPicks)
  stream.on('data', (message: StreamPicksResponse__Output) => {
    const asked = waiting.get(message.sequence)
    if (asked === undefined) return
    waiting.delete(message.sequence)
    tokens.push(...tally.add(message, asked.picks, performance.now() - asked.sentAt))
  })
  stream.on('error', (error) => {
    clearInterval(timer)
    tally.fail(1, String(error))
  })
  const send = (picks: number): void => {
    sequence += 1
    waiting.set(sequence, { picks, sentAt: performance.now() })
    const outcomes = tokens.splice(0, MOST_A_MESSAGE).map(goodOutcome)
    stream.write({ sequence, picks: Array.from({ length: picks }, () => ({ pool })), outcomes })
  }
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begin) * picksPerSecond) / 1_000)
    while (sent < due) {
      const picks = Math.min(due - sent, MOST_A_MESSAGE)
      sent += picks
      send(picks)
    }
  }, TICK_MS)
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    await until('all picks are answered', () => waiting.size === 0, LAST_ANSWERS_MS).catch(() => undefined)
    for (const { picks } of waiting.values()) tally.fail(picks, 'never answered')
    stream.end()
  }
  return Object.assign(tally.counts, { stop })
}

function goodOutcome(pickToken: string): Outcome {
  return { pickToken, result: 'OUTCOME_RESULT_SUCCESS', latency: LATENCY }
}

interface Counts {
  picked: number
  failed: number
  slowestMs: number
  readonly byBackend: Map<string, number>
  readonly failures: string[]
  readonly degraded: Set<string>
}

function createTally() {
  const counts: Counts = { picked: 0, failed: 0, slowestMs: 0, byBackend: new Map(), failures: [], degraded: new Set() }
  const fail = (picks: number, why: string): void => {
    counts.failed += picks
    if (counts.failures.length < 10) counts.failures.push(why)
  }
  return {
    counts,
    fail,
    /** Answers the tokens of the picks. */
    add({ results }: StreamPicksResponse__Output, asked: number, tookMs: number): string[] {
      counts.slowestMs = Math.max(counts.slowestMs, tookMs)
      if (results.length !== asked) fail(asked, `${results.length} results for ${asked} picks`)
      return results.flatMap(({ picked, error }) => {
        if (picked?.backend == null) {
          fail(1, `${error?.reason}: ${error?.message}`)
          return []
        }
        counts.picked += 1
        counts.byBackend.set(picked.backend.id, (counts.byBackend.get(picked.backend.id) ?? 0) + 1)
        for (const reason of picked.degraded?.reasons ?? []) counts.degraded.add(reason)
        return [picked.pickToken]
      })
    },
  }
}
