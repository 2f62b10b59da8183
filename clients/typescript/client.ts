import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { ReportOutcomesResponse__Output } from '../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { BackendCall } from './attempt.ts'
import { createBackoff } from './backoff.ts'
import type { Caller } from './caller.ts'
import { createCaller } from './caller.ts'
import type { Clock } from './clock.ts'
import { SYSTEM_CLOCK } from './clock.ts'
import { LookasideError } from './errors.ts'
import { SILENT_LOG } from './log.ts'
import type { ClientOptions } from './options.ts'
import type { Outcome } from './outcome.ts'
import { checkOutcome, toOutcomeMessage } from './outcome.ts'
import { createOutcomeBuffer } from './outcome-buffer.ts'
import type { Pick, PickOptions } from './pick.ts'
import { toPick, toPickRequest } from './pick.ts'
import { checkRange } from './range.ts'
import type { ReporterCounts, SendResult } from './reporter.ts'
import { createReporter } from './reporter.ts'
import { createRetryBudget } from './retry-budget.ts'
import type { WithBackendOptions } from './with-backend.ts'
import { withBackend } from './with-backend.ts'

export interface ClientStats {
  readonly outcomes: ReporterCounts
  /** Further attempts that `withBackend` made. */
  readonly retries: number
  /** Further attempts that the retry budget forbade. */
  readonly retriesOverBudget: number
}

/** Asks Lookaside which backend to call, and tells how the call went. */
export interface LookasideClient {
  /**
   * Picks a backend of a pool. Each replica of the service is tried at most once.
   * @throws {LookasideError} `NO_BACKENDS`, `POOL_SATURATED`, `POOL_NOT_FOUND`, `INVALID_FIELD`, `UNREACHABLE`, `TIMEOUT`, ...
   */
  pick(pool: string, options?: PickOptions): Promise<Pick>
  /**
   * Tells how a call ended. It is sent in the background, in batches.
   * @throws {TypeError} naming the field that is wrong.
   */
  report(outcome: Outcome): void
  /**
   * Picks a backend, calls it with `call`, reports how that went, and tries another backend where that is safe and within
   * the retry budget. Returns or throws what the last call did.
   * @throws {LookasideError} when no backend could be picked.
   */
  withBackend<Value>(pool: string, call: BackendCall<Value>, options?: WithBackendOptions<Value>): Promise<Value>
  /** Sends the outcomes that wait. Resolves when they are sent, or one try has failed. */
  flush(): Promise<void>
  stats(): ClientStats
  /** Sends the outcomes that wait, for at most a second, and lets go of every connection. */
  close(): Promise<void>
}

/** What tests replace. */
export interface ClientDeps {
  readonly clock: Clock
  /** From 0, below 1. */
  readonly random: () => number
}

/** How long the last outcomes may hold `close` up. */
const CLOSE_FLUSH_MS = 1_000
/** Nobody waits for a batch, and a thousand outcomes take longer to read than one pick. */
const REPORT_TIMEOUT_MS = 1_000
const REPORT_BACKOFF = { initialMs: 200, maxMs: 5_000 }

/**
 * Makes a client, which connects in the background.
 * @throws {TypeError | RangeError} naming the option that is wrong.
 */
export function createClient(options: ClientOptions, deps: Partial<ClientDeps> = {}): LookasideClient {
  const { clock = SYSTEM_CLOCK, random = Math.random } = deps
  const buffer = createOutcomeBuffer(checkRange('maxBufferedOutcomes', options.maxBufferedOutcomes ?? 10_000, 1, 1e7))
  const flushIntervalMs = checkRange('flushIntervalMs', options.flushIntervalMs ?? 20, 1, 60_000)
  const budget = createRetryBudget(options.retryBudget ?? {}, () => clock.now())
  const log = options.log ?? SILENT_LOG
  const backoff = createBackoff(REPORT_BACKOFF, random)
  const caller = createCaller(options)
  const send = (outcomes: readonly Outcome[]): Promise<SendResult> => sendOutcomes(caller, outcomes)
  const reporter = createReporter({ send, buffer, backoff, flushIntervalMs, log, clock })
  const retries = { allowed: 0, over_budget: 0 }
  const report = (outcome: Outcome): void => {
    checkOutcome(outcome)
    reporter.report(outcome)
  }
  const pick = (pool: string, pickOptions: PickOptions = {}): Promise<Pick> =>
    pickBackend(caller, pool, {
      ...(options.locality === undefined ? {} : { locality: options.locality }),
      ...pickOptions,
    })
  const onRetry = (kind: 'allowed' | 'over_budget'): void => void retries[kind]++
  const close = async (): Promise<void> => {
    const enough = new Promise<void>((resolve) => clock.after(CLOSE_FLUSH_MS, resolve, { background: true }))
    await Promise.race([reporter.flush(), enough])
    reporter.stop()
    caller.close()
  }
  let closing: Promise<void> | undefined
  return {
    pick,
    report,
    withBackend: (pool, call, callOptions = {}) =>
      withBackend({ pick, report, budget, clock, onRetry }, pool, call, callOptions),
    flush: () => reporter.flush(),
    stats: () => ({ outcomes: reporter.counts(), retries: retries.allowed, retriesOverBudget: retries.over_budget }),
    close: () => (closing ??= close()),
  }
}

async function pickBackend(caller: Caller, pool: string, options: PickOptions): Promise<Pick> {
  const request = toPickRequest(pool, options)
  const answer = await caller.call<PickBackendResponse__Output>(
    'PickBackend',
    options,
    (client, callOptions, callback) => client.pickBackend(request, callOptions, callback),
  )
  const pick = toPick(pool, answer)
  if (pick !== undefined) return pick
  const message = `PickBackend: the answer for pool "${pool}" names no backend (INTERNAL/UNKNOWN).`
  throw new LookasideError({ code: 'INTERNAL', reason: 'UNKNOWN', message, metadata: new Map([['pool', pool]]) })
}

async function sendOutcomes(caller: Caller, outcomes: readonly Outcome[]): Promise<SendResult> {
  try {
    const request = { outcomes: outcomes.map(toOutcomeMessage) }
    const limits = { timeoutMs: REPORT_TIMEOUT_MS }
    const answer = await caller.call<ReportOutcomesResponse__Output>(
      'ReportOutcomes',
      limits,
      (client, callOptions, callback) => client.reportOutcomes(request, callOptions, callback),
    )
    return { kind: 'taken', accepted: answer.accepted, rejected: answer.rejected }
  } catch (error) {
    if (!(error instanceof LookasideError)) {
      const message = `ReportOutcomes: ${String(error)} (INTERNAL/UNKNOWN).`
      return {
        kind: 'refused',
        error: new LookasideError({ code: 'INTERNAL', reason: 'UNKNOWN', message, cause: error }),
      }
    }
    if (error.code === 'UNAVAILABLE') return { kind: 'lost', error }
    // After a deadline nobody knows whether the batch was taken in; sent again, it might count twice.
    return { kind: error.code === 'DEADLINE_EXCEEDED' ? 'unconfirmed' : 'refused', error }
  }
}
