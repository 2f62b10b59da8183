import type { BackendLine } from './backend-line.ts'
import { bar } from './output/bar.ts'
import { formatCount, formatShare, formatSpan } from './output/quantities.ts'
import type { Style } from './output/style.ts'
import { type Column, renderTable } from './output/table.ts'
import { paintState } from './output/words.ts'
import { since, type TopSample } from './top-sample.ts'

/** A backend between two samples. */
export interface TopRow {
  readonly pool: string
  readonly backend: string
  readonly state: string
  readonly stateReason: string
  readonly picksPerSecond: number
  /** Of the picks of its pool, 0 to 1. Null: there were none. */
  readonly share: number | null
  /** What its weight in force would give it, 0 to 1. */
  readonly fairShare: number
  readonly inFlight: number
  readonly latencyMs: number | null
  readonly successRate: number
}

export const SORT_KEYS = ['picks', 'share', 'in-flight', 'latency', 'success', 'state', 'name'] as const

export type SortKey = (typeof SORT_KEYS)[number]

export function topRows(sample: TopSample, before: TopSample, key: SortKey): readonly TopRow[] {
  const seconds = Math.max(0.001, (sample.at - before.at) / 1_000)
  const rows = [...sample.backends].flatMap(([pool, backends]) => {
    const old = new Map(before.backends.get(pool)?.map(({ id, picks }) => [id, picks]))
    const picked = backends.map(({ id, picks }) => since(picks, old.get(id) ?? picks))
    const all = picked.reduce((sum, count) => sum + count, 0)
    const weights = backends.map(fairWeight)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return backends.map((backend, index): TopRow => {
      const count = picked[index] ?? 0
      return {
        ...{ pool, backend: backend.id, state: backend.state, stateReason: backend.stateReason },
        picksPerSecond: count / seconds,
        share: all === 0 ? null : count / all,
        fairShare: total === 0 ? 0 : (weights[index] ?? 0) / total,
        ...{ inFlight: backend.inFlight, latencyMs: backend.latencyMs, successRate: backend.successRate },
      }
    })
  })
  return rows.sort((a, b) => ORDERS[key](a, b) || byName(a, b))
}

/** Whoever may not be picked has no fair share. */
const fairWeight = ({ state, effectiveWeight }: BackendLine): number =>
  state === 'eligible' || state === 'warming' ? effectiveWeight : 0

const byName = (a: TopRow, b: TopRow): number =>
  a.pool < b.pool ? -1 : a.pool > b.pool ? 1 : a.backend < b.backend ? -1 : 1

/** What an operator looks for comes first: the most, the slowest, the worst. */
const ORDERS: Readonly<Record<SortKey, (a: TopRow, b: TopRow) => number>> = {
  picks: (a, b) => b.picksPerSecond - a.picksPerSecond,
  share: (a, b) => (b.share ?? 0) - (a.share ?? 0),
  'in-flight': (a, b) => b.inFlight - a.inFlight,
  latency: (a, b) => (b.latencyMs ?? -1) - (a.latencyMs ?? -1),
  success: (a, b) => a.successRate - b.successRate,
  state: (a, b) => badness(b.state) - badness(a.state),
  name: byName,
}

const STATES = ['eligible', 'warming', 'draining', 'saturated', 'ejected', 'unhealthy', 'expired']

const badness = (state: string): number => STATES.indexOf(state)

const BAR_WIDTH = 10

export interface TopLayout {
  readonly style: Style
  readonly width: number | undefined
  /** Rows of backends that fit. */
  readonly room: number
}

export function renderTop(rows: readonly TopRow[], { style, width, room }: TopLayout): string {
  const shown = rows.slice(0, Math.max(1, room))
  const table = renderTable(shown, columns(rows, style), { style, width })
  const left = rows.length - shown.length
  return left === 0 ? table : `${table}${style.dim(`and ${formatCount(left)} more`)}\n`
}

function columns(rows: readonly TopRow[], style: Style): readonly Column<TopRow>[] {
  const several = new Set(rows.map(({ pool }) => pool)).size > 1
  const most = Math.max(1e-9, ...rows.map(({ share, fairShare }) => Math.max(share ?? 0, fairShare)))
  const state = (text: string, row: TopRow): string => paintState(row.state, style, text)
  const success = (text: string, { successRate }: TopRow): string =>
    successRate < 0.9 ? style.bad(text) : successRate < 0.99 ? style.warn(text) : text
  return [
    ...(several ? [{ title: 'POOL', cell: ({ pool }: TopRow) => pool, shrinksTo: 8 }] : []),
    { title: 'BACKEND', cell: ({ backend }) => backend, shrinksTo: 10 },
    { title: 'STATE', cell: (row) => row.state.padEnd(9), paint: state },
    { title: 'PICKS/S', cell: (row) => formatRate(row.picksPerSecond).padStart(7), align: 'right' },
    { title: 'SHARE', cell: ({ share }) => (share === null ? '-' : formatShare(share)).padStart(7), align: 'right' },
    {
      title: 'FAIR',
      cell: ({ fairShare }) => formatShare(fairShare).padStart(7),
      ...{ align: 'right', dispensable: 6 },
    },
    {
      title: '│ = fair'.padEnd(BAR_WIDTH),
      cell: ({ share, fairShare }) => fairBar((share ?? 0) / most, fairShare / most),
      ...{ paint: state, dispensable: 5 },
    },
    { title: 'IN-FLIGHT', cell: ({ inFlight }) => formatCount(inFlight), align: 'right', dispensable: 2 },
    {
      title: 'LATENCY',
      cell: ({ latencyMs }) => formatSpan(latencyMs).padStart(7),
      ...{ align: 'right', dispensable: 1 },
    },
    {
      title: 'SUCCESS',
      cell: ({ successRate }) => formatShare(successRate).padStart(7),
      ...{ paint: success, align: 'right', dispensable: 4 },
    },
    ...(rows.some(({ stateReason }) => stateReason !== '')
      ? [{ title: 'WHY', cell: ({ stateReason }: TopRow) => stateReason, dispensable: 3, shrinksTo: 12 }]
      : []),
  ]
}

/** A bar of the share with a mark where the fair share ends. */
function fairBar(share: number, fair: number): string {
  const plain = bar(share, BAR_WIDTH)
  const at = Math.min(BAR_WIDTH - 1, Math.max(0, Math.round(fair * BAR_WIDTH) - 1))
  return `${plain.slice(0, at)}│${plain.slice(at + 1)}`
}

export const formatRate = (perSecond: number): string =>
  perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond))
