import { Command } from 'commander'

import type { ExplainPickRequest } from '../../../proto/gen/lookaside/v1/ExplainPickRequest.ts'
import type { ExplainPickResponse__Output } from '../../../proto/gen/lookaside/v1/ExplainPickResponse.ts'
import type { ListBackendsResponse__Output } from '../../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import type { CliDeps } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { decisionLine, replayLine } from '../output/decision-line.ts'
import { shellWord } from '../output/decision-next.ts'
import { decisionText } from '../output/decision-text.ts'
import { addRequestFlags, pickRequest, type RequestFlags } from '../pick-request.ts'
import { inSession, type Session } from '../session.ts'

interface WhyFlags extends RequestFlags {
  readonly pool?: string
  readonly replay?: boolean
  readonly pick?: string
}

/** The word that stands for the newest decision. */
const LAST = 'last'

/** Options that make sense for one of the two ways to ask only. */
const OF_RECORDS = ['pool', 'replay'] as const
const OF_DRY_RUNS = ['key', 'alternates', 'label', 'exclude', 'region', 'zone', 'subZone', 'affinityToken'] as const

export function whyCommand(deps: CliDeps): Command {
  const command = new Command('why')
    .description('explain a pick: who was a candidate, who was not and why, and what tipped the scales')
    .argument('[id]', 'pick token of a decision, or last for the newest', LAST)
    .option('--pool <pool>', 'with last: the newest decision of this pool')
    .option('--replay', 'make it again from its recorded inputs, and say whether the same backend comes out')
    .option('--pick <pool>', 'explain the pick that this pool would make now; nothing is picked and nothing changed')
  return addRequestFlags(command).action((id: string, flags: WhyFlags, self: Command) => {
    const request = explainRequest(id, flags, self)
    return inSession(deps, self, (session) => printWhy(session, deps, request, id, flags))
  })
}

function explainRequest(id: string, flags: WhyFlags, command: Command): ExplainPickRequest {
  const { pool, replay = false, pick } = flags
  const given = (names: readonly string[]): readonly string[] =>
    names.filter((name) => command.getOptionValueSource(name) === 'cli').map(asFlag)
  if (pick !== undefined) {
    const [misplaced] = command.args.length > 0 ? ['a decision'] : given(OF_RECORDS)
    if (misplaced !== undefined) throw misuse(`--pick and ${misplaced} cannot be asked for together`)
    return { dryRun: pickRequest(pick, flags) }
  }
  const [orphan] = given(OF_DRY_RUNS)
  if (orphan !== undefined) throw misuse(`${orphan} needs --pick <pool>`)
  if (id === LAST) return { latestInPool: pool ?? '', replay }
  if (pool !== undefined) throw misuse('--pool goes with last: an id names its pool already')
  return { pickToken: id, replay }
}

const asFlag = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function misuse(message: string): CliFailure {
  return new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message },
    next: '`lookaside why last` explains the newest pick, `lookaside why --pick <pool>` one that is not made.',
  })
}

async function printWhy(
  session: Session,
  deps: CliDeps,
  request: ExplainPickRequest,
  id: string,
  { pool }: WhyFlags,
): Promise<void> {
  const answer = await explain(session, request).catch((error: unknown) => {
    throw withAdvice(error, id, pool)
  })
  const replay = replayLine(answer.replay)
  const decision = answer.decision === null ? null : decisionLine(answer.decision)
  if (session.output === 'json') return session.json('decision', { decision, replay })
  if (decision === null) throw new CliFailure({ ...NOTHING_SAID })
  deps.stdout.write(
    decisionText(decision, {
      ...{ replay, style: session.style, width: deps.isTty ? deps.width : undefined, now: deps.now() },
      address: decision.backendId === '' ? '' : await addressOf(session, decision.pool, decision.backendId),
    }),
  )
}

const NOTHING_SAID = {
  ...{ exitCode: EXIT.refused, reason: 'UNKNOWN', message: 'the service answered without a decision' },
  next: 'what listens there may be newer than this command line: check --address.',
} as const

function explain({ connection }: Session, request: ExplainPickRequest): Promise<ExplainPickResponse__Output> {
  return connection.ask<ExplainPickResponse__Output>('ExplainPick', (options, callback) =>
    connection.admin.ExplainPick(request, options, callback),
  )
}

/** An address is worth no longer wait than this: the explanation is complete without it. */
const ADDRESS_WITHIN_MS = 500

/** A decision holds no addresses. Empty: the backend is gone, or not among the first thousand. */
async function addressOf({ connection }: Session, pool: string, backendId: string): Promise<string> {
  const page = await connection.tryAsk<ListBackendsResponse__Output>(ADDRESS_WITHIN_MS, (options, callback) =>
    connection.admin.ListBackends({ pool }, options, callback),
  )
  return page?.backends.find(({ backend }) => backend?.id === backendId)?.backend?.address ?? ''
}

/** A decision that is not there has a reason that a newcomer cannot know. */
function withAdvice(error: unknown, id: string, pool: string | undefined): unknown {
  if (!(error instanceof CliFailure) || error.reason !== 'DECISION_NOT_FOUND') return error
  const { exitCode, reason, message, metadata } = error
  return new CliFailure({ exitCode, reason, message, metadata, next: adviceOf(id, pool) })
}

function adviceOf(id: string, pool: string | undefined): string {
  if (id === LAST) {
    const name = pool === undefined ? '<pool>' : shellWord(pool)
    return `make a pick with \`lookaside pick ${name}\`, or explain one that is not made: \`lookaside why --pick ${name}\`.`
  }
  // A pick token has dots in it, and the name of a pool seldom has.
  if (/^[a-z0-9_/-]{1,128}$/.test(id)) {
    return `if "${id}" is a pool: \`lookaside why last --pool ${id}\`; otherwise give the pick token of \`lookaside pick\` or of a decision of \`lookaside tap\`.`
  }
  return 'only the replica that made a pick knows its decision, and only for a while: ask that one (--address) soon after; `lookaside why last` explains the newest.'
}
