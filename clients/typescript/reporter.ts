import type { Backoff } from './backoff.ts'
import type { Clock, Timer } from './clock.ts'
import type { LookasideError } from './errors.ts'
import type { Log } from './log.ts'
import type { Outcome } from './outcome.ts'
import type { OutcomeBuffer } from './outcome-buffer.ts'

/** What became of one batch. `lost`: it never arrived and may be sent again. `unconfirmed`: no answer came. */
export type SendResult =
  | { readonly kind: 'taken'; readonly accepted: number; readonly rejected: readonly RejectedOutcome[] }
  | { readonly kind: 'lost' | 'unconfirmed' | 'refused'; readonly error: LookasideError }

export interface RejectedOutcome {
  readonly reason: string
  readonly message: string
}

export interface ReporterDeps {
  readonly send: (outcomes: readonly Outcome[]) => Promise<SendResult>
  readonly buffer: OutcomeBuffer
  readonly clock: Clock
  readonly backoff: Backoff
  readonly log: Log
  readonly flushIntervalMs: number
}

/** Sends outcomes in batches, in the background; one batch is under way at a time. */
export interface Reporter {
  report(outcome: Outcome): void
  /** Resolves when everything that is buffered now has been sent, or one try to send it has failed. */
  flush(): Promise<void>
  /** No more sending; what is left in the buffer is counted as lost. */
  stop(): void
  counts(): ReporterCounts
}

export interface ReporterCounts {
  readonly sent: number
  /** Refused by the service. */
  readonly rejected: number
  /** Sent, and no answer came in time. */
  readonly unconfirmed: number
  /** Never sent: the buffer was full, or the client was closed while the service was away. */
  readonly dropped: number
  readonly buffered: number
}

/** A failed connection is told at once, so that others are spared the backend; more that follow in a burst share one call. */
const BAD_NEWS_MS = 5

export function createReporter(deps: ReporterDeps): Reporter {
  const { buffer, clock } = deps
  const sender = createBatchSender(deps)
  let timer: { readonly at: number; readonly handle: Timer } | undefined
  let underWay: Promise<BatchEnd> | undefined
  let dueMeanwhile = false
  let stopped = false
  let tooLate = 0

  const schedule = (delayMs: number): void => {
    const at = Math.max(clock.now() + delayMs, sender.resumeAt())
    if (stopped || (timer !== undefined && timer.at <= at)) return
    timer?.handle.cancel()
    const run = (): void => {
      timer = undefined
      if (underWay === undefined) void sendOne()
      else dueMeanwhile = true
    }
    timer = { at, handle: clock.after(at - clock.now(), run, { background: true }) }
  }

  const sendOne = (): Promise<BatchEnd> => {
    underWay ??= sender.send().then((end) => {
      underWay = undefined
      if (buffer.size > 0) schedule(dueMeanwhile || end === 'more' ? 0 : deps.flushIntervalMs)
      dueMeanwhile = false
      return end
    })
    return underWay
  }

  return {
    report(outcome) {
      if (stopped) {
        tooLate++
        return
      }
      buffer.add(outcome)
      schedule(outcome.result === 'connect_failure' ? BAD_NEWS_MS : deps.flushIntervalMs)
    },
    async flush() {
      await underWay
      while (buffer.size > 0 && !stopped) if ((await sendOne()) === 'lost') return
    },
    stop() {
      stopped = true
      timer?.handle.cancel()
    },
    counts: () => ({
      ...sender.counts(),
      dropped: buffer.dropped + tooLate + (stopped ? buffer.size : 0),
      buffered: stopped ? 0 : buffer.size,
    }),
  }
}

/** `more`: the buffer held more than one batch. */
type BatchEnd = 'done' | 'more' | 'lost'

interface BatchSender {
  send(): Promise<BatchEnd>
  /** Not before then, after a batch was lost. */
  resumeAt(): number
  counts(): Pick<ReporterCounts, 'sent' | 'rejected' | 'unconfirmed'>
}

function createBatchSender({ buffer, clock, log, backoff, send }: ReporterDeps): BatchSender {
  const counts = { sent: 0, rejected: 0, unconfirmed: 0 }
  let resumeAt = 0
  const count = (size: number, result: SendResult): void => {
    switch (result.kind) {
      case 'lost':
        log.debug('outcomes not sent, will try again', { outcomes: size, error: result.error.message })
        return
      case 'refused':
        counts.rejected += size
        break
      case 'unconfirmed':
        counts.unconfirmed += size
        break
      case 'taken': {
        counts.sent += result.accepted
        counts.rejected += result.rejected.length
        const [first] = result.rejected
        if (first !== undefined) log.warn('outcomes were refused', { outcomes: result.rejected.length, first })
        return
      }
    }
    log.warn(`a batch of outcomes was ${result.kind}`, { outcomes: size, error: result.error.message })
  }
  return {
    async send() {
      const batch = buffer.take()
      if (batch.length === 0) return 'done'
      const end = buffer.size > 0 ? 'more' : 'done'
      const result = await send(batch)
      count(batch.length, result)
      if (result.kind === 'lost') {
        buffer.putBack(batch)
        resumeAt = clock.now() + backoff.next()
        return 'lost'
      }
      backoff.reset()
      return end
    },
    resumeAt: () => resumeAt,
    counts: () => ({ ...counts }),
  }
}
