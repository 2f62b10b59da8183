import type { ComponentChild } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import type { Alert } from '../state/alerts.ts'
import { alertsOf } from '../state/alerts.ts'
import { HOME, poolRoute } from '../state/route.ts'
import { formatAge, formatClock, plural } from '../words/quantities.ts'
import { Link } from './link.tsx'

/** So many are shown in full; a fault that hits every pool must not push the pools out of sight. */
const SHOWN = 3

/** Everything that is degraded: cause, since when, and how it ends. */
export function Banner(): ComponentChild {
  const { live, route } = useApp()
  const now = Date.now()
  const everything = alertsOf(live, now)
  const alerts = everything.filter(({ pool }) => route.view !== 'pool' || pool === '' || pool === route.pool)
  const omitted = live.status.kind === 'ready' ? live.status.value.degradedOmitted : 0
  const elsewhere = everything.length - alerts.length
  const said = useChanges(everything)
  const [all, setAll] = useState(false)
  const shown = all ? alerts : alerts.slice(0, SHOWN)
  const more = alerts.length - shown.length
  return (
    <>
      <p class="unseen" role="status">
        {said}
      </p>
      {everything.length > 0 && (
        <section class="banner" aria-label="What is degraded">
          {shown.map((alert) => (
            <AlertItem key={alert.key} alert={alert} now={now} />
          ))}
          {(more > 0 || all) && alerts.length > SHOWN && (
            <button type="button" class="quiet" onClick={() => setAll(!all)}>
              {all ? 'Show less' : `Show ${more} more`}
            </button>
          )}
          {omitted > 0 && (
            <p class="muted">{plural(omitted, 'degradation')} in pools that the service does not list here</p>
          )}
          {elsewhere > 0 && (
            <p class="muted">
              {plural(elsewhere, 'alert')} in <Link to={HOME}>other pools</Link>
            </p>
          )}
        </section>
      )}
    </>
  )
}

function AlertItem({ alert, now }: { alert: Alert; now: number }): ComponentChild {
  const { severity, title, cause, since, ends, details, pool } = alert
  const { refresh } = useApp()
  return (
    <div class={`alert ${severity}`}>
      <span class="sign" aria-hidden="true">
        {severity === 'bad' ? '✕' : '▲'}
      </span>
      <div class="alert-text">
        <p class="alert-title">
          {pool !== '' && (
            <>
              <Link to={poolRoute(pool)}>{pool}</Link>
              {': '}
            </>
          )}
          {title}
        </p>
        {cause !== '' && <p>{cause}</p>}
        {details.length > 0 && <pre>{details.join('\n')}</pre>}
        <p class="alert-facts">
          {since !== undefined && (
            <>
              <span>
                Since {formatClock(since)} ({formatAge(Math.max(0, now - since))})
              </span>
              <span aria-hidden="true"> · </span>
            </>
          )}
          <span>Ends {ends.replace(/\.$/, '')}.</span>
        </p>
      </div>
      {alert.key === 'link' && (
        <button type="button" onClick={refresh}>
          Try now
        </button>
      )}
    </div>
  )
}

/** What has changed, for screen readers: said once, while the ages on the screen go on. */
function useChanges(alerts: readonly Alert[]): string {
  const known = useRef(new Map<string, string>())
  const [said, setSaid] = useState('')
  const keys = alerts.map(({ key }) => key).join('\n')
  useEffect(() => {
    const before = known.current
    known.current = new Map(alerts.map(({ key, title, pool }) => [key, pool === '' ? title : `${title}, pool ${pool}`]))
    const come = [...known.current].filter(([key]) => !before.has(key)).map(([, title]) => title)
    const gone = [...before].filter(([key]) => !known.current.has(key)).map(([, title]) => `Over: ${title}`)
    const news = [...come, ...gone]
    if (news.length > 0)
      setSaid(news.length > SHOWN ? `${plural(news.length, 'change')} in what is degraded` : news.join('. '))
  }, [keys])
  return said
}
