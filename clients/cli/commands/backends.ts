import { Command } from 'commander'

import type { ListBackendsResponse__Output } from '../../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import { type BackendLine, backendLine } from '../backend-line.ts'
import type { CliDeps } from '../deps.ts'
import { formatCount, formatShare, formatSpan, formatWeight } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import type { Style } from '../output/style.ts'
import type { Column } from '../output/table.ts'
import { paintState } from '../output/words.ts'
import { allPages } from '../paging.ts'
import { inSession, type Session } from '../session.ts'

export function backendsCommand(deps: CliDeps): Command {
  return new Command('backends')
    .description('list the backends of a pool with state, reason and signals')
    .argument('<pool>', 'name of the pool')
    .action((pool: string, _options: unknown, command: Command) =>
      inSession(deps, command, (session) => printBackends(session, pool)),
    )
}

async function printBackends(session: Session, pool: string): Promise<void> {
  const { admin, ask } = session.connection
  const statuses = await allPages(async (pageToken) => {
    const page = await ask<ListBackendsResponse__Output>('ListBackends', (options, callback) =>
      admin.ListBackends({ pool, pageToken }, options, callback),
    )
    return { items: page.backends, nextPageToken: page.nextPageToken }
  })
  const backends = statuses.map(backendLine)
  if (session.output === 'json') session.json('backends', { pool, backends })
  else if (backends.length > 0) session.table(backends, columns(session.style, backends))
  else session.remark(`pool ${safeText(pool)} has no backends: \`lookaside agent --help\` shows how to register one`)
}

/** The reason of the state, the drain of an operator that a worse state hides, and what automatic weights make of it. */
function why(backend: BackendLine): string {
  const hidden = backend.drainedByOperator && backend.state !== 'draining' ? ['drained by an operator'] : []
  return [backend.stateReason, ...hidden, backend.autoWeight?.reason ?? ''].filter((part) => part !== '').join('; ')
}

/** Factor of automatic weights; in brackets: not in force. */
function factor({ autoWeight }: BackendLine): string {
  if (autoWeight === null) return '-'
  return autoWeight.inForce ? formatFactor(autoWeight.factor) : `(${formatFactor(autoWeight.factor)})`
}

const formatFactor = (value: number): string => value.toFixed(2)

function columns(style: Style, backends: readonly BackendLine[]): readonly Column<BackendLine>[] {
  const hasFactors = backends.some(({ autoWeight }) => autoWeight !== null)
  const factors: readonly Column<BackendLine>[] = hasFactors
    ? [{ title: 'FACTOR', cell: factor, align: 'right', dispensable: 7 }]
    : []
  return [
    { title: 'BACKEND', cell: ({ id }) => id, shrinksTo: 16 },
    { title: 'ADDRESS', cell: ({ address }) => address, dispensable: 6, shrinksTo: 15 },
    { title: 'STATE', cell: ({ state }) => state, paint: (text, { state }) => paintState(state, style, text) },
    { title: 'SINCE', cell: ({ stateAgeMs }) => formatSpan(stateAgeMs), align: 'right', dispensable: 4 },
    { title: 'IN-FLIGHT', cell: ({ inFlight }) => formatCount(inFlight), align: 'right', dispensable: 2 },
    { title: 'LATENCY', cell: ({ latencyMs }) => formatSpan(latencyMs), align: 'right', dispensable: 1 },
    { title: 'SUCCESS', cell: ({ successRate }) => formatShare(successRate), align: 'right', dispensable: 5 },
    { title: 'WEIGHT', cell: ({ effectiveWeight }) => formatWeight(effectiveWeight), align: 'right', dispensable: 7 },
    ...factors,
    { title: 'PICKS', cell: ({ picks }) => formatCount(picks), align: 'right', dispensable: 8 },
    { title: 'WHY', cell: why, dispensable: 3, shrinksTo: 20 },
  ]
}
