import type { ComponentChild } from 'preact'
import type { Backend } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { StateChip } from '../parts/chip.tsx'
import { Gap } from '../parts/gap.tsx'
import { LineMark } from '../parts/line-mark.tsx'
import { Link } from '../parts/link.tsx'
import { ShareBar } from '../parts/share-bar.tsx'
import type { Column } from '../parts/sort-head.tsx'
import { SortHead } from '../parts/sort-head.tsx'
import { toggleLine } from '../state/chart-lines.ts'
import type { Order } from '../state/table.ts'
import { formatCount, formatRate, formatShare, formatSpan, formatWeight } from '../words/quantities.ts'
import { whyOf } from '../words/states.ts'
import type { BackendListProps } from './backend-list.ts'

const COLUMNS: readonly Column[] = [
  { key: 'line', title: '', hint: 'shown in the charts', sortable: false },
  { key: 'id', title: 'Backend' },
  { key: 'state', title: 'State' },
  {
    key: 'share',
    title: 'Share',
    hint: 'of the picks of the last 10 seconds; the tick is its fair share by weight',
    numeric: true,
  },
  { key: 'rate', title: 'Picks/s', numeric: true },
  { key: 'inFlight', title: 'In flight', numeric: true },
  { key: 'latency', title: 'Latency', numeric: true },
  { key: 'success', title: 'Success', numeric: true },
  { key: 'heartbeat', title: 'Heartbeat', hint: 'since how long none came', numeric: true },
  { key: 'weight', title: 'Weight', hint: 'in force, slow start included', numeric: true },
]

export function BackendTable(props: BackendListProps & { order: Order }): ComponentChild {
  const { backends, from, to, rowHeight, order } = props
  return (
    <table class="backends" aria-rowcount={backends.length + 1}>
      <caption class="unseen">Backends</caption>
      <SortHead columns={COLUMNS} order={order} />
      <tbody>
        <Gap rows={from} rowHeight={rowHeight} columns={COLUMNS.length} />
        {backends.slice(from, to).map((backend, index) => (
          <BackendRow key={backend.id} backend={backend} place={from + index + 2} list={props} />
        ))}
        <Gap rows={backends.length - to} rowHeight={rowHeight} columns={COLUMNS.length} />
      </tbody>
    </table>
  )
}

function BackendRow(props: { backend: Backend; place: number; list: BackendListProps }): ComponentChild {
  const { backend, place, list } = props
  const { route } = useApp()
  const { id, address, latencyMs, inFlight, successRate, heartbeatAgeMs, effectiveWeight, operatorWeight } = backend
  const share = list.shares.of.get(id)
  const why = whyOf(backend)
  return (
    <tr aria-rowindex={place} class={`linked ${route.backend === id ? 'open' : ''}`}>
      <td class="line">
        <LineToggle id={id} lines={list.lines} />
      </td>
      <th scope="row" class="name" title={`${id} at ${address}`}>
        <Link to={{ ...route, backend: id, decision: '' }} class="cover">
          {id}
        </Link>
      </th>
      <td class="state">
        <StateChip state={backend.state} />
        {why !== '' && (
          <span class="state-why" title={why}>
            {why}
          </span>
        )}
      </td>
      <td>
        <ShareBar share={share?.share} fair={share?.fair ?? 0} scale={list.scale} />
      </td>
      <td class="numeric">{formatRate(share?.perSecond)}</td>
      <td class="numeric">{formatCount(inFlight)}</td>
      <td class="numeric">{formatSpan(latencyMs)}</td>
      <td class={`numeric ${successRate < 0.95 ? 'warn-text' : ''}`}>{formatShare(successRate)}</td>
      <td class="numeric">{formatSpan(heartbeatAgeMs)}</td>
      <td class="numeric">
        {formatWeight(effectiveWeight)}
        {operatorWeight !== undefined && (
          <abbr class="muted" title="set by an operator">
            *
          </abbr>
        )}
      </td>
    </tr>
  )
}

/** Puts the backend into the charts or takes it out. */
export function LineToggle({ id, lines }: { id: string; lines: readonly string[] }): ComponentChild {
  const { route, go } = useApp()
  const index = lines.indexOf(id)
  return (
    <button
      type="button"
      class="line-toggle"
      aria-pressed={index >= 0}
      aria-label={`Show ${id} in the charts`}
      title={index >= 0 ? 'In the charts; click to take it out' : 'Click to show it in the charts'}
      onClick={() => go({ lines: toggleLine(route.lines, lines, id) })}
    >
      {index >= 0 ? <LineMark index={index} /> : <span class="no-line" aria-hidden="true" />}
    </button>
  )
}
