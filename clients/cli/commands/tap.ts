import { Command, Option } from 'commander'

import type { PickReason } from '../../../proto/gen/lookaside/v1/PickReason.ts'
import type { WatchDecisionsRequest } from '../../../proto/gen/lookaside/v1/WatchDecisionsRequest.ts'
import { tapDecisions, type TapEvents } from '../decision-tap.ts'
import type { CliDeps } from '../deps.ts'
import { wholeNumber } from '../options.ts'
import { decisionLine } from '../output/decision-line.ts'
import { createDecisionRows } from '../output/decision-row.ts'
import { renderJsonLine } from '../output/json.ts'
import { formatCount, formatSpan } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession, type Session } from '../session.ts'

const REASONS: Readonly<Record<string, PickReason>> = {
  policy: 'PICK_REASON_POLICY',
  affinity: 'PICK_REASON_AFFINITY',
  locality_failover: 'PICK_REASON_LOCALITY_FAILOVER',
  fallback_policy: 'PICK_REASON_FALLBACK_POLICY',
  panic: 'PICK_REASON_PANIC',
  canary: 'PICK_REASON_CANARY',
}

interface TapFlags {
  readonly pool?: string
  readonly policy?: string
  readonly reason?: string
  readonly backend?: string
  readonly error?: string
  readonly maxPerSecond: number
  readonly count?: number
}

export function tapCommand(deps: CliDeps): Command {
  return new Command('tap')
    .description('show decisions as they are made, one a line, until Ctrl-C')
    .option('--pool <pool>', 'only this pool')
    .option('--policy <policy>', 'only picks of this policy')
    .addOption(new Option('--reason <reason>', 'only picks for this reason').choices(Object.keys(REASONS)))
    .option('--backend <backend>', 'only picks of this backend')
    .option('--error <reason>', 'only picks that found nobody, for this reason of the error catalogue')
    .addOption(
      new Option('--max-per-second <n>', 'at most this many a second, 1 to 1000')
        .argParser(wholeNumber(1, 1_000))
        .default(100, '100'),
    )
    .addOption(new Option('-n, --count <n>', 'end after this many').argParser(wholeNumber(1, 1_000_000_000)))
    .action((flags: TapFlags, self: Command) => inSession(deps, self, (session) => tap(session, deps, flags)))
}

function watchRequest({ pool = '', policy = '', reason, backend = '', error = '', maxPerSecond }: TapFlags) {
  const request: WatchDecisionsRequest = {
    ...{ pool, policy, backendId: backend, errorReason: error, maxPerSecond },
    reason: (reason === undefined ? undefined : REASONS[reason]) ?? 'PICK_REASON_UNSPECIFIED',
  }
  return request
}

/** Says what happened: to people in sentences and rows, to programs in a JSON document a line. */
interface Reporter extends TapEvents {
  /** The last words. */
  end(): void
}

async function tap(session: Session, deps: CliDeps, flags: TapFlags): Promise<void> {
  const stop = new AbortController()
  const stopListening = deps.onStopSignal(() => stop.abort())
  const reporter = session.output === 'json' ? jsonReporter(deps) : peopleReporter(session, deps, flags)
  let shown = 0
  const events: TapEvents = {
    ...reporter,
    decision(decision, dropped) {
      reporter.decision(decision, dropped)
      shown += 1
      if (shown === flags.count) stop.abort()
    },
  }
  try {
    await tapDecisions(session.connection, watchRequest(flags), events, stop.signal)
    reporter.end()
  } finally {
    stopListening()
  }
}

function jsonReporter({ stdout, stderr }: CliDeps): Reporter {
  return {
    connected: () => undefined,
    decision: (decision, dropped) => {
      stdout.write(renderJsonLine('decision', { decision: decisionLine(decision), dropped }))
    },
    lost: ({ reason, message }, retryMs) => stderr.write(renderJsonLine('lost', { reason, message, retryMs })),
    end: () => undefined,
  }
}

/** Decisions that are left out are told of at most this often. */
const REMARK_EVERY_MS = 1_000

function peopleReporter({ style, connection, remark }: Session, deps: CliDeps, flags: TapFlags): Reporter {
  const rows = createDecisionRows(style, deps.isTty ? deps.width : undefined)
  const { maxPerSecond } = flags
  const say = (text: string): void => remark(style.dim(text))
  let shown = 0
  let leftOut = 0
  let untold = 0
  let toldAt = Number.NEGATIVE_INFINITY
  let link: 'new' | 'stands' | 'lost' = 'new'
  return {
    connected() {
      if (link === 'new') say(`decisions of ${connection.address}; Ctrl-C ends`)
      if (link === 'lost') say(`connected to ${connection.address} again`)
      link = 'stands'
    },
    decision(message, dropped) {
      const now = deps.now()
      const row = rows.row(decisionLine(message))
      if (shown === 0) deps.stdout.write(rows.header())
      shown += 1
      leftOut += dropped
      untold += dropped
      if (untold > 0 && now - toldAt >= REMARK_EVERY_MS) {
        say(`... ${formatCount(untold)} left out: more than ${formatCount(maxPerSecond)} a second`)
        untold = 0
        toldAt = now
      }
      deps.stdout.write(row)
    },
    lost: ({ message }, retryMs) => {
      link = 'lost'
      remark(style.warn(`lost: ${safeText(message)}; trying again in ${formatSpan(retryMs)}`))
    },
    end() {
      const missing = leftOut === 0 ? '' : `, ${formatCount(leftOut)} left out (--max-per-second shows more)`
      say(`${formatCount(shown)} ${shown === 1 ? 'decision' : 'decisions'} shown${missing}`)
    },
  }
}
