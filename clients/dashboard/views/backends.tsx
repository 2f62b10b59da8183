import type { ComponentChild } from 'preact'
import { useRef } from 'preact/hooks'
import type { Listed } from '../api/api.ts'
import type { Backend } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { useNarrow, useVisible } from '../hooks.ts'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { FilterBox } from '../parts/filter-box.tsx'
import { Failed, Loading, Notice } from '../parts/notice.tsx'
import { shareScale } from '../parts/share-bar.tsx'
import { chartLines } from '../state/chart-lines.ts'
import type { PoolInSight } from '../state/live.ts'
import type { Shares } from '../state/shares.ts'
import type { SortValue } from '../state/table.ts'
import { matches, parseOrder, sorted } from '../state/table.ts'
import { backendsCopies } from '../words/copy-as.ts'
import { formatCount } from '../words/quantities.ts'
import { countStates, lookOf, STATES, whyOf } from '../words/states.ts'
import { BackendCards } from './backend-cards.tsx'
import type { BackendListProps } from './backend-list.ts'
import { BackendTable } from './backend-table.tsx'
import { Charts } from './charts.tsx'

const ROW_HEIGHT = 41
const CARD_HEIGHT = 152

/** The backends of a pool: charts, and a list with state, share and signals. */
export function BackendsTab(): ComponentChild {
  const { live, route } = useApp()
  const sight = live.sight
  if (sight === undefined || sight.name !== route.pool || sight.backends.kind === 'loading') {
    return <Loading what="the backends" />
  }
  if (sight.backends.kind === 'failed') return <Failed what="The backends" problem={sight.backends.problem} />
  if (sight.backends.value.items.length === 0) return <NoBackends pool={route.pool} />
  return <BackendsInSight sight={sight} listed={sight.backends.value} version={sight.backends.at} />
}

function BackendsInSight(props: { sight: PoolInSight; listed: Listed<Backend>; version: number }): ComponentChild {
  const { sight, listed, version } = props
  const { route } = useApp()
  const shown = useRef<{ pool: string; lines: readonly string[] }>({ pool: '', lines: [] })
  const before = shown.current.pool === route.pool ? shown.current.lines : []
  const ids = listed.items.map(({ id }) => id)
  const lines = chartLines(ids, route.lines, (id) => sight.shares.of.get(id)?.share ?? 0, before)
  shown.current = { pool: route.pool, lines }
  return (
    <>
      <Charts sight={sight} lines={lines} version={version} total={ids.length} />
      <BackendList sight={sight} listed={listed} lines={lines} />
    </>
  )
}

function BackendList(props: { sight: PoolInSight; listed: Listed<Backend>; lines: readonly string[] }): ComponentChild {
  const { sight, listed, lines } = props
  const { route, go, base } = useApp()
  const narrow = useNarrow()
  const place = useRef<HTMLDivElement>(null)
  const order = parseOrder(route.sort, 'id')
  const { shares } = sight
  const backends = sorted(
    listed.items.filter((backend) => matches(route.filter, searchable(backend))),
    order,
    (backend, column) => sortValue(backend, column, shares),
    ({ id }) => id,
  )
  const rowHeight = narrow ? CARD_HEIGHT : ROW_HEIGHT
  const slice = useVisible(place, backends.length, rowHeight)
  const list: BackendListProps = { backends, ...slice, rowHeight, shares, lines, scale: shareScale(shares.of.values()) }
  return (
    <section aria-label="Backends">
      <div class="list-head">
        <FilterBox label="Filter backends" found={backends.length} of={listed.items.length} />
        <StateCounts backends={listed.items} />
        <span class="spacer" />
        {shares.basis === 'outcomes' && (
          <span
            class="muted"
            title="Callers pick by themselves from a list that they watch, so this replica sees outcomes only"
          >
            shares by outcomes
          </span>
        )}
        <CopyMenu label="the list of backends" items={backendsCopies(base, route.pool)} />
      </div>
      <div ref={place}>
        {backends.length === 0 ? (
          <Notice title="No backend matches the filter">
            <button type="button" onClick={() => go({ filter: '' })}>
              Clear the filter
            </button>
          </Notice>
        ) : narrow ? (
          <BackendCards {...list} />
        ) : (
          <BackendTable {...list} order={order} />
        )}
      </div>
      {listed.cut && <p class="foot">Only the first {formatCount(listed.items.length)} backends are shown.</p>}
    </section>
  )
}

/** How many are in which state; a click filters by it. */
function StateCounts({ backends }: { backends: readonly Backend[] }): ComponentChild {
  const { route, go } = useApp()
  const counts = countStates(backends)
  if (counts.length < 2 && route.filter === '') return null
  return (
    <div class="state-counts">
      {counts.map(([state, count]) => {
        const filter = `state:${state}`
        const active = route.filter === filter
        const { tone, sign } = lookOf(state)
        return (
          <button
            key={state}
            type="button"
            class={`chip ${tone}`}
            aria-pressed={active}
            onClick={() => go({ filter: active ? '' : filter })}
          >
            <span class="sign" aria-hidden="true">
              {sign}
            </span>
            {formatCount(count)} {state}
          </button>
        )
      })}
    </div>
  )
}

function searchable(backend: Backend): readonly string[] {
  const { id, address, state, locality, labels } = backend
  const places = [locality.region, locality.zone, locality.subZone]
  return [
    id,
    address,
    `state:${state}`,
    whyOf(backend),
    ...places,
    ...[...labels].map(([key, value]) => `${key}=${value}`),
  ]
}

function sortValue(backend: Backend, column: string, shares: Shares): SortValue {
  const share = shares.of.get(backend.id)
  switch (column) {
    case 'state':
      return STATES.indexOf(backend.state)
    case 'share':
      return share?.share
    case 'rate':
      return share?.perSecond
    case 'inFlight':
      return backend.inFlight
    case 'latency':
      return backend.latencyMs
    case 'success':
      return backend.successRate
    case 'heartbeat':
      return backend.heartbeatAgeMs
    case 'weight':
      return backend.effectiveWeight
    default:
      return backend.id
  }
}

function NoBackends({ pool }: { pool: string }): ComponentChild {
  return (
    <Notice title={`Pool ${pool} has no backends`}>
      <p>
        A backend appears when its agent registers it: <code>lookaside agent --pool {pool} --address host:port</code>
      </p>
    </Notice>
  )
}
