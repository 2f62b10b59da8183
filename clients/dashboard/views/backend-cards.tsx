import type { ComponentChild } from 'preact'
import type { Backend } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { StateChip } from '../parts/chip.tsx'
import { padding } from '../parts/gap.tsx'
import { Link } from '../parts/link.tsx'
import { ShareBar } from '../parts/share-bar.tsx'
import { formatCount, formatRate, formatShare, formatSpan } from '../words/quantities.ts'
import { whyOf } from '../words/states.ts'
import { LineToggle } from './backend-table.tsx'
import type { BackendListProps } from './backend-list.ts'

/** The backends on a narrow screen. */
export function BackendCards(props: BackendListProps): ComponentChild {
  const { backends, from, to, rowHeight } = props
  return (
    <ul class="cards" style={padding(props, backends.length, rowHeight)} aria-label={`${backends.length} backends`}>
      {backends.slice(from, to).map((backend) => (
        <BackendCard key={backend.id} backend={backend} list={props} />
      ))}
    </ul>
  )
}

function BackendCard({ backend, list }: { backend: Backend; list: BackendListProps }): ComponentChild {
  const { route } = useApp()
  const share = list.shares.of.get(backend.id)
  const why = whyOf(backend)
  return (
    <li class="card linked backend-card">
      <div class="card-head">
        <LineToggle id={backend.id} lines={list.lines} />
        <Link to={{ ...route, backend: backend.id, decision: '' }} class="cover name">
          {backend.id}
        </Link>
        <StateChip state={backend.state} />
      </div>
      <p class="state-why" title={why}>
        {why === '' ? backend.address : why}
      </p>
      <ShareBar share={share?.share} fair={share?.fair ?? 0} scale={list.scale} />
      <dl class="card-facts">
        <Fact name="Picks/s" value={formatRate(share?.perSecond)} />
        <Fact name="In flight" value={formatCount(backend.inFlight)} />
        <Fact name="Latency" value={formatSpan(backend.latencyMs)} />
        <Fact name="Success" value={formatShare(backend.successRate)} />
      </dl>
    </li>
  )
}

function Fact({ name, value }: { name: string; value: string }): ComponentChild {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
