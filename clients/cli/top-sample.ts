import type { ListBackendsResponse__Output } from '../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import type { ListPoolsResponse__Output } from '../../proto/gen/lookaside/v1/ListPoolsResponse.ts'
import { type BackendLine, backendLine } from './backend-line.ts'
import type { PoolLine } from './commands/pools.ts'
import { poolLine } from './commands/pools.ts'
import type { Connection } from './connection.ts'
import { allPages } from './paging.ts'

/** What the service says at one moment; counters since its start. */
export interface TopSample {
  /** Monotonic, in milliseconds. */
  readonly at: number
  readonly pools: readonly PoolLine[]
  /** By pool; the busiest pools only. */
  readonly backends: ReadonlyMap<string, readonly BackendLine[]>
}

/** More pools than this on one screen help nobody, and asking for all of them each second would be a load of its own. */
const MOST_POOLS = 20

export async function takeSample(
  { admin, ask }: Connection,
  only: string | undefined,
  before: TopSample | undefined,
  now: () => number,
): Promise<TopSample> {
  const pools = only === undefined ? await allPools({ admin, ask }) : []
  const busiest =
    only === undefined
      ? byActivity(pools, before)
          .slice(0, MOST_POOLS)
          .map(({ name }) => name)
      : [only]
  const backends = new Map<string, readonly BackendLine[]>()
  for (const pool of busiest) {
    const statuses = await allPages(async (pageToken) => {
      const page = await ask<ListBackendsResponse__Output>('ListBackends', (options, callback) =>
        admin.ListBackends({ pool, pageToken }, options, callback),
      )
      return { items: page.backends, nextPageToken: page.nextPageToken }
    })
    backends.set(pool, statuses.map(backendLine))
  }
  return { at: now(), pools, backends }
}

async function allPools({ admin, ask }: Pick<Connection, 'admin' | 'ask'>): Promise<readonly PoolLine[]> {
  const statuses = await allPages(async (pageToken) => {
    const page = await ask<ListPoolsResponse__Output>('ListPools', (options, callback) =>
      admin.ListPools({ pageToken }, options, callback),
    )
    return { items: page.pools, nextPageToken: page.nextPageToken }
  })
  return statuses.map(poolLine)
}

function byActivity(pools: readonly PoolLine[], before: TopSample | undefined): readonly PoolLine[] {
  const old = new Map(before?.pools.map(({ name, picks }) => [name, picks]))
  const activity = ({ name, picks }: PoolLine): number => since(picks, old.get(name) ?? 0)
  return [...pools].sort((a, b) => activity(b) - activity(a) || (a.name < b.name ? -1 : 1))
}

/** A counter that fell began anew: the service was restarted. */
export const since = (now: number, before: number): number => (now < before ? now : now - before)
