import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { Steering } from '../api/api.ts'
import type { Backend, Locality } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { StateChip } from '../parts/chip.tsx'
import { Facts } from '../parts/facts.tsx'
import { Link } from '../parts/link.tsx'
import { Loading, Notice } from '../parts/notice.tsx'
import { Panel } from '../parts/panel.tsx'
import { NO_FEED_FILTER, poolRoute } from '../state/route.ts'
import { formatCount, formatRate, formatShare, formatSpan, formatWeight, plural } from '../words/quantities.ts'
import { whyOf } from '../words/states.ts'
import { SteerDialog } from './steer-dialog.tsx'
import { WeightDialog } from './weight-dialog.tsx'

/** One backend in full, with what an operator may do to it. */
export function BackendPanel(): ComponentChild {
  const { live, route, go } = useApp()
  const listed = live.sight?.backends
  const backend = listed?.kind === 'ready' ? listed.value.items.find(({ id }) => id === route.backend) : undefined
  return (
    <Panel title={route.backend} subject={route.backend} onClose={() => go({ backend: '' })}>
      {backend !== undefined && <BackendDetails backend={backend} />}
      {backend === undefined && listed?.kind === 'loading' && <Loading what="the backend" />}
      {backend === undefined && listed?.kind === 'ready' && (
        <Notice title="This backend is not in the pool">
          <p>It has left, or was forgotten after a long silence.</p>
        </Notice>
      )}
    </Panel>
  )
}

function BackendDetails({ backend }: { backend: Backend }): ComponentChild {
  const { live, route } = useApp()
  const share = live.sight?.shares.of.get(backend.id)
  const why = whyOf(backend)
  return (
    <>
      <p class="panel-state">
        <StateChip state={backend.state} /> <span class="muted">for {formatSpan(backend.stateAgeMs)}</span>
      </p>
      {why !== '' && <p>{why}</p>}
      <Actions backend={backend} />
      <Facts
        rows={[
          ['Address', <code key="address">{backend.address}</code>],
          ['Locality', placeOf(backend.locality)],
          ['Share', `${formatShare(share?.share)} of the picks, fair is ${formatShare(share?.fair)}`],
          ['Picks', `${formatRate(share?.perSecond)} a second, ${formatCount(backend.picks)} in all`],
          ['Outcomes', `${formatCount(backend.outcomes)}, ${formatCount(backend.failures)} not a success`],
          ['In flight', formatCount(backend.inFlight)],
          ['Latency', formatSpan(backend.latencyMs)],
          ['Success rate', formatShare(backend.successRate)],
          ['Weight', weightText(backend)],
          [
            'Heartbeat',
            backend.heartbeatAgeMs === undefined ? 'none yet' : `${formatSpan(backend.heartbeatAgeMs)} ago`,
          ],
          ['Ejected for', backend.ejectedForMs === undefined ? '' : `${formatSpan(backend.ejectedForMs)} more`],
          [
            'Epoch',
            <span key="epoch" class="number">
              {String(backend.epoch)}
            </span>,
          ],
          ['Labels', labelsText(backend.labels)],
        ]}
      />
      <LoadFacts backend={backend} />
      <p>
        <Link to={poolRoute(route.pool, { tab: 'decisions', feed: { ...NO_FEED_FILTER, backendId: backend.id } })}>
          Decisions for this backend
        </Link>
      </p>
    </>
  )
}

type Open = { readonly steering: Steering } | 'weight' | undefined

function Actions({ backend }: { backend: Backend }): ComponentChild {
  const [open, setOpen] = useState<Open>(undefined)
  const close = (): void => setOpen(undefined)
  return (
    <div class="actions">
      {backend.drainedByOperator ? (
        <button type="button" onClick={() => setOpen({ steering: { kind: 'undrain' } })}>
          Undrain…
        </button>
      ) : (
        <button type="button" onClick={() => setOpen({ steering: { kind: 'drain', force: false } })}>
          Drain…
        </button>
      )}
      <button type="button" onClick={() => setOpen('weight')}>
        Weight…
      </button>
      {open === 'weight' && <WeightDialog backend={backend} onClose={close} />}
      {typeof open === 'object' && <SteerDialog backend={backend} steering={open.steering} onClose={close} />}
    </div>
  )
}

function LoadFacts({ backend: { load } }: { backend: Backend }): ComponentChild {
  if (load === undefined) return null
  const used = (share: number): string => (share === 0 ? '' : formatShare(share))
  const rows: [string, string][] = [
    ['CPU', used(load.cpuUtilization)],
    ['Memory', used(load.memUtilization)],
    ['Application', used(load.applicationUtilization)],
    ['Requests/s', load.rps === 0 ? '' : formatRate(load.rps)],
    ['In flight', load.inFlight === undefined ? '' : formatCount(load.inFlight)],
    ['Capacity', load.capacity === 0 ? '' : formatCount(load.capacity)],
  ]
  return (
    <>
      <h3>
        Reported load <span class="muted">{load.ageMs === undefined ? '' : `${formatSpan(load.ageMs)} ago`}</span>
      </h3>
      <Facts rows={rows} />
    </>
  )
}

function weightText({ effectiveWeight, weight, operatorWeight }: Backend): string {
  const inForce = `${formatWeight(effectiveWeight)} in force`
  const slow = effectiveWeight === weight ? '' : `, ${formatWeight(weight)} after slow start`
  return `${inForce}${slow}${operatorWeight === undefined ? '' : ', set by an operator'}`
}

const placeOf = ({ region, zone, subZone }: Locality): string => [region, zone, subZone].filter(Boolean).join(' / ')

function labelsText(labels: ReadonlyMap<string, string>): ComponentChild {
  if (labels.size === 0) return ''
  return (
    <ul class="labels" aria-label={plural(labels.size, 'label')}>
      {[...labels].map(([key, value]) => (
        <li key={key}>
          <code>
            {key}={value}
          </code>
        </li>
      ))}
    </ul>
  )
}
