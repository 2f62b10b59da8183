import type { Backoff } from './backoff.ts'
import type { Clock, Timer } from './clock.ts'
import type { LookasideError } from './errors.ts'
import type { Log } from './log.ts'
import type { Outcome } from './outcome.ts'
import type { BatchLimits, OutcomeBuffer, WaitingOutcome } from './outcome-buffer.ts'

/** What became of one batch. `lost`: it never arrived and may be sent again. `unconfirmed`: no answer came. */
export type SendResult =
  | { readonly kind: 'taken'; readonly accepted: number; readonly rejected: readonly RejectedOutcome[] }
  | { readonly kind: 'lost' | 'unconfirmed' | 'refused'; readonly error: LookasideError }

export interface RejectedOutcome {
  readonly reason: string
  readonly message: string
}

export interface ReporterDeps {
  /** `insist`: somebody waits, so try even though the service does not seem to be there. */
  readonly send: (outcomes: readonly Outcome[], insist: boolean) => Promise<SendResult>
  readonly buffer: OutcomeBuffer
  readonly clock: Clock
  readonly backoff: Backoff
  readonly log: Log
  readonly flushIntervalMs: number
}

/** Outcomes that travel with a message of another purpose. */
export interface OutcomeBatch {
  readonly outcomes: readonly Outcome[]
  /** Call once. */
  settle(result: SendResult): void
}

/** Sends outcomes in batches, in the background; one batch of its own is under way at a time. */
export interface Reporter {
  /** `at`: the time now, for those who have just looked. */
  report(outcome: Outcome, at?: number): void
  /** Takes what fits into a message that goes out anyway. Undefined: nothing waits. */
  take(limits: BatchLimits): OutcomeBatch | undefined
  /** Resolves when everything that is buffered now has been sent, or one try to send it has failed. */
  flush(): Promise<void>
  /** The service is back: what waits need wait no longer. */
  wake(): void
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
  /** Never sent: the buffer was full, they were too old, or the client was closed while the service was away. */
  readonly dropped: number
  readonly buffered: number
}

/** A failed connection is told at once, so that others are spared the backend; more that follow in a burst share one call. */
const BAD_NEWS_MS = 5

export function createReporter(deps: ReporterDeps): Reporter {
  const { buffer, flushIntervalMs } = deps
  const ledger = createBatchLedger(deps)
  const pump = createPump(deps, ledger)
  /** Batches that travel with picks, each until it is settled. */
  const travelling = new Set<Promise<void>>()
  let stopped = false
  let tooLate = 0
  return {
    report(outcome, at) {
      if (stopped) {
        tooLate++
        return
      }
      buffer.add(outcome, at)
      if (outcome.result === 'connect_failure') pump.plan(BAD_NEWS_MS)
      else if (!pump.isPlanned()) pump.plan(flushIntervalMs)
    },
    take(limits) {
      // After a loss the next try waits its turn, so that it is not lost with every pick.
      if (buffer.size === 0 || stopped || deps.clock.now() < ledger.resumeAt()) return undefined
      const batch = buffer.take(limits)
      if (batch.length === 0) return undefined
      let arrive: () => void = () => undefined
      const journey = new Promise<void>((resolve) => (arrive = resolve))
      travelling.add(journey)
      const settle = (result: SendResult): void => {
        ledger.settle(batch, result)
        travelling.delete(journey)
        arrive()
        if (buffer.size > 0) pump.plan(flushIntervalMs)
      }
      return { outcomes: batch.map(({ outcome }) => outcome), settle }
    },
    async flush() {
      await Promise.all(travelling)
      await pump.flush()
    },
    wake() {
      ledger.resume()
      pump.unplan()
      if (buffer.size > 0) pump.plan(0)
    },
    stop() {
      stopped = true
      pump.stop()
    },
    counts: () => ({
      ...ledger.counts(),
      dropped: buffer.dropped + tooLate + (stopped ? buffer.size : 0),
      buffered: stopped ? 0 : buffer.size,
    }),
  }
}

/** Sends batch after batch when their time has come, one at a time. */
interface Pump {
  isPlanned(): boolean
  /** At the latest after this delay. */
  plan(delayMs: number): void
  unplan(): void
  flush(): Promise<void>
  stop(): void
}

function createPump(deps: ReporterDeps, ledger: BatchLedger): Pump {
  const { buffer, clock } = deps
  let timer: { readonly at: number; readonly handle: Timer } | undefined
  let underWay: Promise<BatchEnd> | undefined
  let dueMeanwhile = false
  let stopped = false
  const unplan = (): void => {
    timer?.handle.cancel()
    timer = undefined
  }
  const plan = (delayMs: number): void => {
    const at = Math.max(clock.now() + delayMs, ledger.resumeAt())
    if (stopped || (timer !== undefined && timer.at <= at)) return
    timer?.handle.cancel()
    const run = (): void => {
      timer = undefined
      if (underWay === undefined) void sendOne(false)
      else dueMeanwhile = true
    }
    timer = { at, handle: clock.after(at - clock.now(), run, { background: true }) }
  }
  const sendOne = (insist: boolean): Promise<BatchEnd> => {
    underWay ??= sendBatch(deps, ledger, insist).then((end) => {
      underWay = undefined
      if (buffer.size > 0) plan(dueMeanwhile || end === 'more' ? 0 : deps.flushIntervalMs)
      dueMeanwhile = false
      return end
    })
    return underWay
  }
  return {
    isPlanned: () => timer !== undefined,
    plan,
    unplan,
    async flush() {
      await underWay
      while (buffer.size > 0 && !stopped) if ((await sendOne(true)) === 'lost') return
    },
    stop() {
      stopped = true
      unplan()
    },
  }
}

/** `more`: the buffer held more than one batch. */
type BatchEnd = 'done' | 'more' | 'lost'

async function sendBatch({ buffer, send }: ReporterDeps, ledger: BatchLedger, insist: boolean): Promise<BatchEnd> {
  const batch = buffer.take()
  if (batch.length === 0) return 'done'
  const end = buffer.size > 0 ? 'more' : 'done'
  const result = await send(
    batch.map(({ outcome }) => outcome),
    insist,
  )
  ledger.settle(batch, result)
  return result.kind === 'lost' ? 'lost' : end
}

/** Books what becomes of batches. */
interface BatchLedger {
  settle(batch: readonly WaitingOutcome[], result: SendResult): void
  /** Not before then, after a batch was lost. */
  resumeAt(): number
  resume(): void
  counts(): Pick<ReporterCounts, 'sent' | 'rejected' | 'unconfirmed'>
}

function createBatchLedger({ buffer, clock, log, backoff }: ReporterDeps): BatchLedger {
  const counts = { sent: 0, rejected: 0, unconfirmed: 0 }
  let resumeAt = 0
  const resume = (): void => {
    backoff.reset()
    resumeAt = 0
  }
  return {
    settle(batch, result) {
      const outcomes = batch.length
      switch (result.kind) {
        case 'lost':
          log.debug('outcomes not sent, will try again', { outcomes, error: result.error.message })
          buffer.putBack(batch)
          resumeAt = clock.now() + backoff.next()
          return
        case 'refused':
          counts.rejected += outcomes
          break
        case 'unconfirmed':
          counts.unconfirmed += outcomes
          break
        case 'taken':
          counts.sent += result.accepted
          counts.rejected += result.rejected.length
          resume()
          logRejected(log, result.rejected)
          return
      }
      resume()
      log.warn(`a batch of outcomes was ${result.kind}`, { outcomes, error: result.error.message })
    },
    resumeAt: () => resumeAt,
    resume,
    counts: () => ({ ...counts }),
  }
}

/** A backend that left, or that only a static list knows, is no fault of anybody's. */
const USUAL: ReadonlySet<string> = new Set(['BACKEND_NOT_FOUND', 'POOL_NOT_FOUND'])

function logRejected(log: Log, rejected: readonly RejectedOutcome[]): void {
  const first = rejected.find(({ reason }) => !USUAL.has(reason)) ?? rejected[0]
  if (first === undefined) return
  const fields = { outcomes: rejected.length, first }
  if (USUAL.has(first.reason)) log.debug('outcomes were refused', fields)
  else log.warn('outcomes were refused', fields)
}
