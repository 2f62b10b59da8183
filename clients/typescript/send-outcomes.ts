import type { ReportOutcomesResponse__Output } from '../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { Caller } from './caller.ts'
import { LookasideError } from './errors.ts'
import type { Outcome } from './outcome.ts'
import { toOutcomeMessage } from './outcome.ts'
import type { SendResult } from './reporter.ts'

/** Nobody waits for a batch, and a thousand outcomes take longer to read than one pick. */
const LIMITS = { timeoutMs: 1_000, connectTimeoutMs: 1_000 }

/** Sends a batch by a call of its own; `insist`: also to a replica that was silent a moment ago. Never rejects. */
export async function sendOutcomes(caller: Caller, outcomes: readonly Outcome[], insist: boolean): Promise<SendResult> {
  try {
    const request = { outcomes: outcomes.map(toOutcomeMessage) }
    const answer = await caller.call<ReportOutcomesResponse__Output>(
      'ReportOutcomes',
      { ...LIMITS, insist },
      (client, metadata, options, callback) => client.reportOutcomes(request, metadata, options, callback),
    )
    return { kind: 'taken', accepted: answer.accepted, rejected: answer.rejected }
  } catch (error) {
    return judgeLoss(error)
  }
}

/** What became of a batch that was not answered. */
export function judgeLoss(error: unknown): SendResult {
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
