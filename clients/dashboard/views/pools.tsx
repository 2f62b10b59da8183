import type { ComponentChild } from 'preact'
import { useRef } from 'preact/hooks'
import type { Pool } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { useNarrow, useVisible } from '../hooks.ts'
import { Chip } from '../parts/chip.tsx'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { FilterBox } from '../parts/filter-box.tsx'
import { Link } from '../parts/link.tsx'
import { Failed, Loading, Notice } from '../parts/notice.tsx'
import { Gap, padding } from '../parts/gap.tsx'
import type { Column } from '../parts/sort-head.tsx'
import { SortHead } from '../parts/sort-head.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { poolRoute } from '../state/route.ts'
import type { SortValue } from '../state/table.ts'
import { matches, parseOrder, sorted } from '../state/table.ts'
import { poolsCopies } from '../words/copy-as.ts'
import { formatCount, formatRate, plural } from '../words/quantities.ts'
import { poolState } from '../words/states.ts'

const ROW_HEIGHT = 41
const CARD_HEIGHT = 112

const COLUMNS: readonly Column[] = [
  { key: 'name', title: 'Pool' },
  { key: 'state', title: 'State' },
  { key: 'eligible', title: 'Eligible', hint: 'backends that may be picked, of all', numeric: true },
  { key: 'policy', title: 'Policy' },
  { key: 'rate', title: 'Picks/s', hint: 'of this replica, over the last 10 seconds', numeric: true },
  { key: 'trail', title: 'Last minute', sortable: false },
  { key: 'picks', title: 'Picks', hint: 'by this replica since it started', numeric: true },
]

/** The front page: all pools at a glance. */
export function PoolsView(): ComponentChild {
  const { live, base } = useApp()
  return (
    <main id="main">
      <div class="view-head">
        <h1>Pools</h1>
        <Totals />
        <span class="spacer" />
        <CopyMenu label="the list of pools" items={poolsCopies(base)} />
      </div>
      {live.pools.kind === 'loading' && <Loading what="the pools" />}
      {live.pools.kind === 'failed' && <Failed what="The pools" problem={live.pools.problem} />}
      {live.pools.kind === 'ready' && <PoolList pools={live.pools.value.items} cut={live.pools.value.cut} />}
    </main>
  )
}

function Totals(): ComponentChild {
  const { live } = useApp()
  if (live.pools.kind !== 'ready') return null
  const pools = live.pools.value.items
  const sum = (of: (pool: Pool) => number): number => pools.reduce((total, pool) => total + of(pool), 0)
  const eligible = formatCount(sum((pool) => pool.eligible))
  return (
    <p class="totals">
      {plural(pools.length, 'pool')}, {eligible} of{' '}
      {plural(
        sum((pool) => pool.backends),
        'backend',
      )}{' '}
      eligible, {formatRate(sum((pool) => live.poolPicks.rate(pool.name) ?? 0))} picks/s
    </p>
  )
}

function PoolList({ pools, cut }: { pools: readonly Pool[]; cut: boolean }): ComponentChild {
  const { live, route, go } = useApp()
  const narrow = useNarrow()
  const list = useRef<HTMLDivElement>(null)
  const order = parseOrder(route.sort, 'name')
  const valueOf = (pool: Pool, column: string): SortValue => sortValue(pool, column, live.poolPicks.rate(pool.name))
  const shown = sorted(
    pools.filter((pool) => matches(route.filter, [pool.name, pool.activePolicy, pool.policy, poolState(pool).word])),
    order,
    valueOf,
    (pool) => pool.name,
  )
  const rowHeight = narrow ? CARD_HEIGHT : ROW_HEIGHT
  const slice = useVisible(list, shown.length, rowHeight)
  if (pools.length === 0) return <NoPools />
  const rows = shown.slice(slice.from, slice.to)
  return (
    <>
      {pools.length > 8 && <FilterBox label="Filter pools" found={shown.length} of={pools.length} />}
      {shown.length === 0 && (
        <Notice title="No pool matches the filter">
          <button type="button" onClick={() => go({ filter: '' })}>
            Clear the filter
          </button>
        </Notice>
      )}
      <div ref={list}>
        {narrow ? (
          <ul class="cards" style={padding(slice, shown.length, rowHeight)}>
            {rows.map((pool) => (
              <PoolCard key={pool.name} pool={pool} />
            ))}
          </ul>
        ) : (
          shown.length > 0 && (
            <table class="pools" aria-rowcount={shown.length + 1}>
              <caption class="unseen">Pools</caption>
              <SortHead columns={COLUMNS} order={order} />
              <tbody>
                <Gap rows={slice.from} rowHeight={rowHeight} columns={COLUMNS.length} />
                {rows.map((pool, index) => (
                  <PoolRow key={pool.name} pool={pool} place={slice.from + index + 2} />
                ))}
                <Gap rows={shown.length - slice.to} rowHeight={rowHeight} columns={COLUMNS.length} />
              </tbody>
            </table>
          )
        )}
      </div>
      {cut && <p class="foot">Only the first {formatCount(pools.length)} pools are shown.</p>}
    </>
  )
}

function sortValue(pool: Pool, column: string, rate: number | undefined): SortValue {
  switch (column) {
    case 'state':
      return poolState(pool).word
    case 'eligible':
      return pool.eligible
    case 'policy':
      return pool.activePolicy
    case 'rate':
      return rate
    case 'picks':
      return pool.picks
    default:
      return pool.name
  }
}

function PoolRow({ pool, place }: { pool: Pool; place: number }): ComponentChild {
  const { live } = useApp()
  return (
    <tr aria-rowindex={place} class="linked">
      <th scope="row" class="name">
        <Link to={poolRoute(pool.name)} class="cover">
          {pool.name}
        </Link>
      </th>
      <td>
        <Chip {...poolState(pool)} />
      </td>
      <td class="numeric">
        <Eligible pool={pool} />
      </td>
      <td>
        <Policy pool={pool} />
      </td>
      <td class="numeric">{formatRate(live.poolPicks.rate(pool.name))}</td>
      <td class="trail">
        <Sparkline values={live.poolRates.values(pool.name)} />
      </td>
      <td class="numeric">{formatCount(pool.picks)}</td>
    </tr>
  )
}

function PoolCard({ pool }: { pool: Pool }): ComponentChild {
  const { live } = useApp()
  return (
    <li class="card linked pool-card">
      <div class="card-head">
        <Link to={poolRoute(pool.name)} class="cover name">
          {pool.name}
        </Link>
        <Chip {...poolState(pool)} />
      </div>
      <div class="card-line">
        <span>
          <Eligible pool={pool} /> eligible
        </span>
        <span class="number">{formatRate(live.poolPicks.rate(pool.name))} picks/s</span>
      </div>
      <div class="card-line">
        <Policy pool={pool} />
        <Sparkline values={live.poolRates.values(pool.name)} />
      </div>
    </li>
  )
}

export function Eligible({ pool }: { pool: Pool }): ComponentChild {
  return (
    <>
      {formatCount(pool.eligible)}
      <span class="muted"> of {formatCount(pool.backends)}</span>
    </>
  )
}

/** The policy in force, and the one that it stands in for. */
export function Policy({ pool }: { pool: Pool }): ComponentChild {
  return (
    <span class="policy">
      <code>{pool.activePolicy}</code>
      {pool.activePolicy !== pool.policy && (
        <span class="warn-text">
          {' '}
          stands in for <code>{pool.policy}</code>
        </span>
      )}
    </span>
  )
}

function NoPools(): ComponentChild {
  return (
    <Notice title="No pools yet">
      <p>
        The first backend that registers in a pool makes it. <code>lookaside agent --help</code> shows how to register
        one; <code>lookaside dev</code> brings three backends to look at.
      </p>
    </Notice>
  )
}
