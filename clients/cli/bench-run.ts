import { performance } from 'node:perf_hooks'

import type { Outcome } from '../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { StreamPicksRequest } from '../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { ReportOutcomesResponse__Output } from '../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { StreamPicksResponse__Output } from '../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import type { Connection } from './connection.ts'
import { CliFailure } from './failure.ts'
import { Latencies } from './latencies.ts'

export interface BenchPlan {
  readonly pool: string
  readonly concurrency: number
  readonly durationMs: number
  /** Picks a second over all. Undefined: as many as it takes. */
  readonly rate: number | undefined
  /** Picks a message of a stream. Undefined: one call a pick. */
  readonly batch: number | undefined
}

export interface BenchProgress {
  readonly picks: number
  readonly latencies: Latencies
  /** By reason. */
  readonly refusals: ReadonlyMap<string, number>
}

export interface BenchResult extends BenchProgress {
  readonly elapsedMs: number
  /** How much of the time this client was at work, 0 to 1. */
  readonly clientBusy: number
}

/** The most outcomes that a message takes. */
const OUTCOMES_A_MESSAGE = 1_000
/** Nobody calls the backends, so what was picked is given back this often. */
const GIVE_BACK_MS = 50
/** A stream that does not end by itself by then is cut. */
const GRACE_MS = 5_000

/** Runs a load of picks against a service until the time is over or `isOver` says so. */
export async function runBench(connection: Connection, plan: BenchPlan, bench: BenchControl): Promise<BenchResult> {
  const startedAt = performance.now()
  const busySince = performance.eventLoopUtilization()
  const until = startedAt + plan.durationMs
  const isOver = (): boolean => bench.isOver() || performance.now() >= until
  const state = { picks: 0, latencies: new Latencies(), refusals: new Map<string, number>() }
  bench.onStart(state)
  const note = (reason: string): void => void state.refusals.set(reason, (state.refusals.get(reason) ?? 0) + 1)
  const turn = createTurns(plan, startedAt)
  const returns = createReturns(connection)
  const work: Work = { connection, plan, isOver, turn, note, state, giveBack: returns.add }
  const worker = plan.batch === undefined ? callWorker : streamWorker
  await Promise.all(Array.from({ length: plan.concurrency }, () => worker(work)))
  const elapsedMs = performance.now() - startedAt
  const clientBusy = performance.eventLoopUtilization(busySince).utilization
  await returns.finish()
  return { ...state, elapsedMs, clientBusy }
}

export interface BenchControl {
  readonly isOver: () => boolean
  /** Hands out what grows while the bench runs. */
  readonly onStart: (progress: { readonly picks: number } & BenchProgress) => void
}

interface Work {
  readonly connection: Connection
  readonly plan: BenchPlan
  readonly isOver: () => boolean
  /** Waits for the next turn, and answers the time that its latency counts from. */
  readonly turn: (picks: number) => Promise<number>
  readonly note: (reason: string) => void
  readonly state: { picks: number; readonly latencies: Latencies }
  readonly giveBack: (token: string) => void
}

/**
 * With a rate, turns come by the clock: one that begins late because calls were slow counts from when it was due, or slow
 * calls would hide the ones that they kept waiting ("coordinated omission"). Without, a turn comes at once.
 */
function createTurns({ rate }: BenchPlan, startedAt: number): Work['turn'] {
  if (rate === undefined) return () => Promise.resolve(performance.now())
  let given = 0
  return async (picks) => {
    const due = startedAt + (given / rate) * 1_000
    given += picks
    const early = due - performance.now()
    if (early <= 0) return due
    await new Promise((resolve) => setTimeout(resolve, early))
    // Timers are a millisecond coarse: their lateness is this client's.
    return performance.now()
  }
}

async function callWorker({ connection, plan, isOver, turn, note, state, giveBack }: Work): Promise<void> {
  const { picks, ask } = connection
  while (!isOver()) {
    const from = await turn(1)
    if (isOver()) return
    try {
      const answer = await ask<PickBackendResponse__Output>('PickBackend', (options, callback) =>
        picks.PickBackend({ pool: plan.pool }, options, callback),
      )
      state.latencies.record(performance.now() - from)
      state.picks += 1
      giveBack(answer.pickToken)
    } catch (error) {
      if (!(error instanceof CliFailure)) throw error
      note(error.reason)
      // A service that is away is not to be hammered by a loop that fails at once.
      if (error.reason === 'UNREACHABLE') await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** One message under way a stream; the picks of the one before go back with it. */
async function streamWorker({ connection, plan, isOver, turn, note, state }: Work): Promise<void> {
  const { pool, batch = 1 } = plan
  const picks = Array.from({ length: batch }, () => ({ pool }))
  let from = 0
  let outcomes: Outcome[] = []
  let ended = false
  let sequence = 0
  const next = async (answer: StreamPicksResponse__Output | undefined): Promise<StreamPicksRequest | undefined> => {
    if (ended) return undefined
    if (answer !== undefined) {
      state.latencies.record(performance.now() - from)
      outcomes = []
      for (const { picked, error } of answer.results) {
        if (error !== null && error !== undefined) note(error.reason)
        if (picked === null || picked === undefined) continue
        state.picks += 1
        outcomes.push({ pickToken: picked.pickToken, result: 'OUTCOME_RESULT_CANCELLED' })
      }
    }
    sequence += 1
    from = await turn(batch)
    ended = isOver()
    return { sequence, outcomes, picks: ended ? [] : picks }
  }
  try {
    await connection.converse(
      'StreamPicks',
      (options) => connection.picks.StreamPicks({ ...options, deadline: Date.now() + plan.durationMs + GRACE_MS }),
      next,
    )
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    note(error.reason)
  }
}

/** Gives picks back as cancelled, which frees the backends and judges nobody. */
function createReturns({ picks, tryAsk }: Connection): { add: (token: string) => void; finish: () => Promise<void> } {
  let tokens: string[] = []
  const send = async (): Promise<void> => {
    const batch = tokens.splice(0, OUTCOMES_A_MESSAGE)
    const outcomes = batch.map((pickToken): Outcome => ({ pickToken, result: 'OUTCOME_RESULT_CANCELLED' }))
    if (outcomes.length === 0) return
    await tryAsk<ReportOutcomesResponse__Output>(2_000, (options, callback) =>
      picks.ReportOutcomes({ outcomes }, options, callback),
    )
  }
  const timer = setInterval(() => void send(), GIVE_BACK_MS)
  return {
    add: (token) => {
      tokens.push(token)
      if (tokens.length >= OUTCOMES_A_MESSAGE) void send()
    },
    async finish() {
      clearInterval(timer)
      while (tokens.length > 0) await send()
      tokens = []
    },
  }
}
