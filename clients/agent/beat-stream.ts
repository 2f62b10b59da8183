import type { Heartbeat } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { StreamHeartbeatsRequest } from '../../proto/gen/lookaside/v1/StreamHeartbeatsRequest.ts'
import type { StreamHeartbeatsResponse__Output } from '../../proto/gen/lookaside/v1/StreamHeartbeatsResponse.ts'
import type { Clock, Timer } from '../typescript/clock.ts'
import type { BeatAnswer, LinkResult } from './link-result.ts'

/** A stream of heartbeats: each message is answered by one message, in order. */
export interface BeatStream {
  isOpen(): boolean
  /** Never rejects. After a time-out the stream is closed: answers could no longer be told apart. */
  send(heartbeats: readonly Heartbeat[], timeoutMs: number): Promise<LinkResult<BeatAnswer>>
  close(): void
}

/** What is used of the gRPC stream. */
export interface BeatDuplex {
  on(event: 'data', listener: (message: StreamHeartbeatsResponse__Output) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  write(message: StreamHeartbeatsRequest): unknown
  cancel(): void
}

interface Waiting {
  readonly timeoutMs: number
  readonly timer: Timer
  readonly settle: (result: LinkResult<BeatAnswer>) => void
}

export function createBeatStream(
  duplex: BeatDuplex,
  clock: Clock,
  onGoAway: () => void,
  judge: (error: unknown, timeoutMs: number) => LinkResult<never>,
): BeatStream {
  const waiting: Waiting[] = []
  let open = true
  const end = (error: unknown): void => {
    open = false
    for (const { timer, timeoutMs, settle } of waiting.splice(0)) {
      timer.cancel()
      settle(judge(error, timeoutMs))
    }
  }
  const cancel = (error: unknown): void => {
    if (open) duplex.cancel()
    end(error)
  }
  duplex.on('data', (message: StreamHeartbeatsResponse__Output) => {
    const isAnswer = message.nextHeartbeatAfter !== null || message.goAway === null
    const first = isAnswer ? waiting.shift() : undefined
    first?.timer.cancel()
    first?.settle({ kind: 'answered', value: message })
    // An answer carries its own go-away; one that comes unasked is told here.
    if (first === undefined && message.goAway !== null) onGoAway()
  })
  duplex.on('error', end)
  duplex.on('end', () => end(streamEnded()))
  return {
    isOpen: () => open,
    send(heartbeats, timeoutMs) {
      if (!open) return Promise.resolve(judge(streamEnded(), timeoutMs))
      return new Promise((settle) => {
        const timer = clock.after(timeoutMs, () => cancel(noAnswer(timeoutMs)))
        waiting.push({ timeoutMs, timer, settle })
        duplex.write({ heartbeats: [...heartbeats] })
      })
    },
    close: () => cancel(streamEnded()),
  }
}

/** Shaped as gRPC's own errors: 14 is UNAVAILABLE, 4 DEADLINE_EXCEEDED. */
function streamEnded(): Error {
  return Object.assign(new Error('the stream of heartbeats ended'), { code: 14, details: 'the stream ended' })
}

function noAnswer(timeoutMs: number): Error {
  const details = `no answer on the stream within ${timeoutMs} ms`
  return Object.assign(new Error(details), { code: 4, details })
}
