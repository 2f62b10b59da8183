import { Command } from 'commander'

import type { ListPoolsResponse__Output } from '../../../proto/gen/lookaside/v1/ListPoolsResponse.ts'
import type { PoolStatus__Output } from '../../../proto/gen/lookaside/v1/PoolStatus.ts'
import type { CliDeps } from '../deps.ts'
import { canaryLine, type CanaryLine } from '../output/advice-line.ts'
import { formatCount } from '../output/quantities.ts'
import type { Style } from '../output/style.ts'
import type { Column } from '../output/table.ts'
import { degradation, type Degradation } from '../output/words.ts'
import { allPages } from '../paging.ts'
import { inSession, type Session } from '../session.ts'
import { poolsDeleteCommand } from './pools-delete.ts'
import { poolsGetCommand } from './pools-get.ts'
import { poolsPutCommand } from './pools-put.ts'

/** A pool as `-o json` shows it. */
export interface PoolLine {
  readonly name: string
  readonly policy: string
  /** Another one than `policy` when that one failed. */
  readonly activePolicy: string
  readonly backends: number
  readonly eligible: number
  readonly picks: number
  readonly revision: number
  readonly configVersion: number
  readonly policyFailures: number
  readonly lastPolicyError: string
  readonly degraded: Degradation | null
  /** The policy on trial. */
  readonly canary: CanaryLine | null
}

export function poolsCommand(deps: CliDeps): Command {
  const pools = new Command('pools')
    .description('list the pools; get, put or delete one')
    .enablePositionalOptions()
    .action((_options: unknown, command: Command) => inSession(deps, command, printPools))
  for (const make of [poolsGetCommand, poolsPutCommand, poolsDeleteCommand]) pools.addCommand(make(deps))
  return pools
}

async function printPools(session: Session): Promise<void> {
  const { admin, ask } = session.connection
  const statuses = await allPages(async (pageToken) => {
    const page = await ask<ListPoolsResponse__Output>('ListPools', (options, callback) =>
      admin.ListPools({ pageToken }, options, callback),
    )
    return { items: page.pools, nextPageToken: page.nextPageToken }
  })
  const pools = statuses.map(poolLine)
  if (session.output === 'json') session.json('pools', { pools })
  else if (pools.length > 0) session.table(pools, columns(session.style))
  else session.remark('no pools yet: the first backend that registers in a pool makes it (`lookaside agent --help`)')
}

export function poolLine(status: PoolStatus__Output): PoolLine {
  const { activePolicy, backends, eligible, picks, revision, configVersion, policyFailures, lastPolicyError } = status
  return {
    name: status.config?.name ?? '',
    policy: status.config?.policy?.type ?? activePolicy,
    ...{ activePolicy, backends, eligible, picks, revision, configVersion, policyFailures, lastPolicyError },
    degraded: degradation(status.degraded),
    canary: canaryLine(status.canary),
  }
}

function canaryNote({ canary }: PoolLine): readonly string[] {
  if (canary === null) return []
  const { policy, percent, rolledBack } = canary
  return [rolledBack === '' ? `canary ${policy} makes ${percent} %` : `canary ${policy} rolled back`]
}

function columns(style: Style): readonly Column<PoolLine>[] {
  const note = (pool: PoolLine): string => {
    const failed = pool.activePolicy === pool.policy ? [] : [`${pool.activePolicy} stands in for ${pool.policy}`]
    return [...failed, ...(pool.degraded?.reasons ?? []), ...canaryNote(pool)].join(', ')
  }
  const eligible = (text: string, pool: PoolLine): string =>
    pool.eligible === 0 ? style.bad(text) : pool.eligible < pool.backends ? style.warn(text) : style.good(text)
  return [
    { title: 'POOL', cell: (pool) => pool.name, shrinksTo: 16 },
    { title: 'POLICY', cell: (pool) => pool.policy, dispensable: 2, shrinksTo: 12 },
    { title: 'BACKENDS', cell: (pool) => formatCount(pool.backends), align: 'right' },
    { title: 'ELIGIBLE', cell: (pool) => formatCount(pool.eligible), paint: eligible, align: 'right' },
    { title: 'PICKS', cell: (pool) => formatCount(pool.picks), align: 'right', dispensable: 3 },
    { title: 'REVISION', cell: (pool) => String(pool.revision), align: 'right', dispensable: 4 },
    {
      title: 'NOTE',
      cell: note,
      paint: (text) => (text === '-' ? text : style.warn(text)),
      dispensable: 1,
      shrinksTo: 12,
    },
  ]
}
