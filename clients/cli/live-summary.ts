import { formatCount, formatShare, formatSpan } from './output/quantities.ts'
import { safeText } from './output/safe-text.ts'
import type { Style } from './output/style.ts'
import { type Column, cut, renderTable } from './output/table.ts'

/** A backend over a whole run. */
export interface SummaryRow {
  readonly backend: string
  readonly picks: number
  /** Part of all picks, 0 to 1. */
  readonly share: number
  /** Undefined: no call came to an end. */
  readonly meanLatencyMs: number | undefined
  readonly failures: number
}

export interface Summary {
  readonly title: string
  readonly durationMs: number
  readonly rows: readonly SummaryRow[]
  /** What was to be seen, a sentence each. */
  readonly remarks: readonly string[]
}

/** What `lookaside dev --for 15s` leaves behind. */
export function renderSummary(summary: Summary, style: Style, width: number | undefined): string {
  const { title, durationMs, rows, remarks } = summary
  const picks = rows.reduce((sum, row) => sum + row.picks, 0)
  const failures = rows.reduce((sum, row) => sum + row.failures, 0)
  const rate = durationMs > 0 ? `, ${formatCount(Math.round((picks * 1_000) / durationMs))}/s` : ''
  const failed = `${formatCount(failures)} failed`
  const counts = `${formatCount(picks)} picks in ${formatSpan(durationMs)}${rate}, `
  const limit = width ?? Number.POSITIVE_INFINITY
  return [
    `${style.bold(cut(safeText(title), limit))}\n`,
    `${counts}${failures === 0 ? style.good(failed) : style.bad(failed)}\n`,
    rows.length > 0 ? renderTable(rows, COLUMNS, { style, width }) : '',
    ...remarks.map((remark) => `${cut(safeText(remark), limit)}\n`),
  ].join('')
}

const COLUMNS: readonly Column<SummaryRow>[] = [
  { title: 'BACKEND', cell: ({ backend }) => backend, shrinksTo: 7 },
  { title: 'PICKS', cell: ({ picks }) => formatCount(picks), align: 'right' },
  { title: 'SHARE', cell: ({ share }) => formatShare(share), align: 'right' },
  {
    title: 'MEAN LATENCY',
    cell: ({ meanLatencyMs }) => formatSpan(meanLatencyMs ?? null),
    ...{ align: 'right', dispensable: 1 },
  },
  { title: 'FAILED', cell: ({ failures }) => formatCount(failures), align: 'right', dispensable: 2 },
]
