import { Command, Option } from 'commander'

import type { Outcome } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import type { OutcomeResult__Output } from '../../../proto/gen/lookaside/v1/OutcomeResult.ts'
import type { ReportOutcomesResponse__Output } from '../../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { CliDeps } from '../deps.ts'
import { parseExactDuration } from '../durations.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { durationBetween } from '../options.ts'
import { formatSpan } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { adviceFor } from '../service-failure.ts'
import { inSession } from '../session.ts'

const RESULTS = {
  success: 'OUTCOME_RESULT_SUCCESS',
  error: 'OUTCOME_RESULT_ERROR',
  timeout: 'OUTCOME_RESULT_TIMEOUT',
  connect_failure: 'OUTCOME_RESULT_CONNECT_FAILURE',
  cancelled: 'OUTCOME_RESULT_CANCELLED',
  rejected: 'OUTCOME_RESULT_REJECTED',
} as const satisfies Record<string, OutcomeResult__Output>

interface ReportFlags {
  readonly result: keyof typeof RESULTS
  readonly latency?: number
  readonly status?: string
  readonly pool?: string
  readonly backend?: string
  readonly dryRun?: boolean
}

/** An hour: what the API takes at most. */
const LONGEST_MS = 3_600_000

export function reportCommand(deps: CliDeps): Command {
  return new Command('report')
    .description('tell how a picked call ended, by the token of the pick')
    .argument('[token]', 'pick token; without one --pool and --backend name the backend that was called')
    .addOption(
      new Option('--result <result>', 'success, error, timeout, connect_failure, cancelled or rejected')
        .choices(Object.keys(RESULTS))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--latency <duration>', 'how long the call took').argParser(
        durationBetween(0, LONGEST_MS, parseExactDuration),
      ),
    )
    .option('--status <status>', 'status as the protocol spells it, for example 503 or UNAVAILABLE')
    .option('--pool <pool>', 'pool of the backend, in place of a token')
    .option('--backend <backend>', 'backend that was called, in place of a token')
    .option('--dry-run', 'show what would be sent, and send nothing')
    .action(async (token: string | undefined, flags: ReportFlags, command: Command) => {
      const outcome = outcomeOf(token, flags)
      await inSession(deps, command, async ({ connection: { picks, ask }, output, json, print }) => {
        const { dryRun = false, result } = flags
        const shown = { token: token ?? null, pool: flags.pool ?? null, backendId: flags.backend ?? null, result }
        const said = { ...shown, latencyMs: flags.latency ?? null, status: flags.status ?? null, dryRun }
        if (!dryRun) {
          const { rejected } = await ask<ReportOutcomesResponse__Output>('ReportOutcomes', (options, callback) =>
            picks.ReportOutcomes({ outcomes: [outcome] }, options, callback),
          )
          const [refused] = rejected
          if (refused !== undefined) {
            const { reason, message, metadata } = refused
            throw new CliFailure({
              exitCode: EXIT.refused,
              reason,
              message,
              metadata,
              next: adviceFor(reason, flags.pool),
            })
          }
        }
        if (output === 'json') return json('report', said)
        const took = flags.latency === undefined ? '' : ` after ${formatSpan(flags.latency)}`
        const whom = token === undefined ? `${flags.backend ?? ''} in pool ${flags.pool ?? ''}` : `the pick ${token}`
        const sentence = `${result}${took} for ${safeText(whom)}`
        print(dryRun ? `would be reported: ${sentence} (dry run, nothing was sent)` : `reported: ${sentence}`)
      })
    })
}

function outcomeOf(token: string | undefined, flags: ReportFlags): Outcome {
  const { result, latency, status = '', pool, backend } = flags
  const named = pool !== undefined || backend !== undefined
  if (token === undefined ? pool === undefined || backend === undefined : named) {
    const message = token === undefined ? 'whose outcome is it?' : 'a token names the backend already'
    throw new CliFailure({
      ...{ exitCode: EXIT.usage, reason: 'USAGE', message },
      next: 'give either the token of the pick, or --pool and --backend.',
    })
  }
  const seconds = Math.floor((latency ?? 0) / 1_000)
  const nanos = Math.round(((latency ?? 0) - seconds * 1_000) * 1e6)
  return {
    ...(token === undefined ? { pool: pool ?? '', backendId: backend ?? '' } : { pickToken: token }),
    ...{ result: RESULTS[result], status, latency: latency === undefined ? null : { seconds, nanos } },
  }
}
