import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import { Chart, textAt } from '../parts/chart.tsx'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { LineMark } from '../parts/line-mark.tsx'
import type { PoolInSight } from '../state/live.ts'
import { inFlightCopies, latencyCopies } from '../words/copy-as.ts'
import { formatClock, formatCount, formatSpan, plural } from '../words/quantities.ts'

export interface ChartsProps {
  readonly sight: PoolInSight
  readonly lines: readonly string[]
  /** Changes with each sample. */
  readonly version: number
  /** Backends of the pool. */
  readonly total: number
}

/** Latency and in-flight of some backends over the last minutes, with one legend for both. */
export function Charts(props: ChartsProps): ComponentChild {
  const { sight, lines, version } = props
  const { base } = useApp()
  const [hover, setHover] = useState<number | undefined>(undefined)
  const shared = { lines, version, onHover: setHover }
  return (
    <section class="charts-area" aria-label="Charts">
      <div class="charts">
        <Chart title="Latency" trails={sight.latency} format={formatSpan} {...shared}>
          <CopyMenu label="the latency chart" items={latencyCopies(base, sight.name)} />
        </Chart>
        <Chart title="In flight" trails={sight.inFlight} format={formatCount} whole {...shared}>
          <CopyMenu label="the in-flight chart" items={inFlightCopies(base, sight.name)} />
        </Chart>
      </div>
      <Legend {...props} hover={hover} />
    </section>
  )
}

/** Which line is whose, with the values of now, or of the moment under the pointer. */
function Legend(props: ChartsProps & { hover: number | undefined }): ComponentChild {
  const { sight, lines, total, hover } = props
  const { route, go } = useApp()
  const times = sight.latency.times()
  const at = hover !== undefined && hover < times.length ? hover : times.length - 1
  const chosen = route.lines.length > 0
  return (
    <div class="legend">
      <ul>
        {lines.map((id, index) => (
          <li key={id} title={id}>
            <LineMark index={index} />
            <span class="legend-name">{id}</span>
            <span class="number">{textAt(sight.latency.values(id), at, formatSpan)}</span>
            <span class="number few">{textAt(sight.inFlight.values(id), at, formatCount)}</span>
          </li>
        ))}
      </ul>
      <p class="legend-foot">
        <span>
          {at === times.length - 1
            ? 'Latency and in flight, now'
            : `Latency and in flight at ${formatClock(times[at] ?? 0)}`}
        </span>
        {!chosen && total > lines.length && (
          <span>the {lines.length} with the most picks; choose others in the list</span>
        )}
        {chosen && (
          <button type="button" class="quiet" onClick={() => go({ lines: [] })}>
            {plural(lines.length, 'backend')} chosen; show those with the most picks
          </button>
        )}
      </p>
    </div>
  )
}
