import type { Pool } from '../api/pool.ts'
import type { Degradation, Status } from '../api/status.ts'
import { degradedTitle, endsOf } from '../words/degraded.ts'
import { formatClock, formatSpan } from '../words/quantities.ts'
import type { Live } from './live.ts'

/** Something that is wrong: what, why, since when, and how it ends. */
export interface Alert {
  /** Names the alert as long as it lasts. */
  readonly key: string
  readonly severity: 'bad' | 'warn'
  readonly title: string
  readonly cause: string
  /** Milliseconds since 1970, by this browser's clock. Undefined: unknown. */
  readonly since: number | undefined
  readonly ends: string
  /** Lines of a file, as they came. */
  readonly details: readonly string[]
  /** Empty: of no single pool. */
  readonly pool: string
}

/** Everything that is wrong now, the worst first. */
export function alertsOf(live: Live, now: number): readonly Alert[] {
  const status = live.status.kind === 'ready' ? live.status : undefined
  const pools = live.pools.kind === 'ready' ? live.pools.value.items : []
  const shift = status === undefined ? 0 : clockShift(status.value, status.at)
  return [
    ...linkAlerts(live, now),
    ...(status === undefined ? [] : statusAlerts(status.value, shift)),
    ...(status?.value.degraded ?? []).map((degradation) => degradedAlert(degradation, shift, pools)),
    ...poolAlerts(pools, status?.value.degraded ?? [], live.heardAt ?? now),
  ].sort((a, b) => rank(a) - rank(b))
}

/** How far this browser's clock is ahead of the replica's, so that its times can be shown as ours. */
export function clockShift({ startedAt, uptimeMs }: Status, readAt: number): number {
  return startedAt === undefined || uptimeMs === undefined ? 0 : readAt - (startedAt + uptimeMs)
}

const rank = ({ severity }: Alert): number => (severity === 'bad' ? 0 : 1)

function linkAlerts({ link }: Live, now: number): readonly Alert[] {
  if (link.kind !== 'lost') return []
  const seen =
    link.lastAt === undefined
      ? 'It has not answered since this page was opened.'
      : `What you see is from ${formatClock(link.lastAt)}, ${formatSpan(now - link.lastAt)} old.`
  return [
    {
      ...{ key: 'link', title: 'The server does not answer', pool: '', details: [] },
      severity: 'bad',
      cause: `${capital(link.message)}. ${seen}`,
      since: link.lastAt ?? link.since,
      ends: 'when it answers again: this page keeps trying, and nothing needs reloading. Callers pick from their own lists meanwhile',
    },
  ]
}

function statusAlerts({ ready, notReadyReason, config }: Status, shift: number): readonly Alert[] {
  const alerts: Alert[] = []
  if (!ready) {
    alerts.push({
      ...{ key: 'ready', title: 'This replica is not ready', details: [], since: undefined, pool: '' },
      severity: 'bad',
      cause: notReadyReason === '' ? 'It gives no reason.' : sentence(notReadyReason),
      ends: 'when its own checks pass; until then its readiness probe keeps callers away',
    })
  }
  const reload = config.lastReload
  if (reload !== undefined && !reload.ok) {
    const loaded = config.loadedAt === undefined ? '' : ` of ${formatClock(config.loadedAt + shift)}`
    alerts.push({
      ...{ key: 'reload', title: 'The last reload of the configuration failed', pool: '' },
      severity: 'warn',
      cause: `The configuration${loaded} stays in force${config.source === '' ? '' : ` (${config.source})`}.`,
      since: reload.at === undefined ? undefined : reload.at + shift,
      ends: 'with the next reload that succeeds: mend the file, and check it with lookaside config check',
      details: reload.problems,
    })
  }
  return alerts
}

function degradedAlert(
  { reason, pool, since, cause, ends }: Degradation,
  shift: number,
  pools: readonly Pool[],
): Alert {
  const lastError = pools.find(({ name }) => name === pool)?.lastPolicyError ?? ''
  return {
    ...{ key: `degraded ${reason} ${pool}`, severity: severityOf(reason), title: degradedTitle(reason), pool },
    cause: sentence(cause),
    since: since === undefined ? undefined : since + shift,
    ends: ends === '' ? endsOf(reason) : ends,
    details: reason === 'policy_fallback' && lastError !== '' && !cause.includes(lastError) ? [lastError] : [],
  }
}

/** What the list of pools says and the status does not. */
function poolAlerts(pools: readonly Pool[], known: readonly Degradation[], at: number): readonly Alert[] {
  return pools.flatMap(({ name, degraded }) =>
    (degraded?.reasons ?? [])
      .filter((reason) => !known.some((each) => each.reason === reason && (each.pool === name || each.pool === '')))
      .map((reason) =>
        degradedAlert(
          // The age is that of the oldest reason; with one reason it is that one's.
          {
            ...{ reason, pool: name, cause: '', ends: '' },
            since: degraded?.reasons.length === 1 ? at - (degraded.ageMs ?? 0) : undefined,
          },
          0,
          pools,
        ),
      ),
  )
}

const severityOf = (reason: string): Alert['severity'] =>
  reason === 'panic' || reason === 'store_unavailable' ? 'bad' : 'warn'

/** Addresses and names keep their spelling. */
const capital = (text: string): string =>
  /^[a-z]+([\s,.]|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text

function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? capital(text) : `${capital(text)}.`
}
