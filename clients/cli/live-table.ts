import { bar } from './output/bar.ts'
import { formatCount, formatShare, formatSpan } from './output/quantities.ts'
import { safeText } from './output/safe-text.ts'
import type { Style } from './output/style.ts'
import { type Column, cut, renderTable } from './output/table.ts'
import { paintState } from './output/words.ts'

/** A backend at one moment. */
export interface LiveRow {
  readonly backend: string
  /** As the service calls it: `eligible`, `ejected`, ... */
  readonly state: string
  /** Part of the recent picks, 0 to 1. */
  readonly share: number
  /** The part that it would get if all were treated alike, 0 to 1. */
  readonly fairShare: number
  /** Undefined: no history. */
  readonly latencyMs: number | undefined
  readonly inFlight: number
  readonly picksPerSecond: number
  /** What is going on with it, for example "slow for a while". Empty: nothing. */
  readonly note: string
}

/** Everything that the live table shows at one moment. */
export interface LiveView {
  readonly title: string
  readonly rows: readonly LiveRow[]
  /** Lines under the table. */
  readonly footer: readonly string[]
}

export interface LiveLayout {
  readonly style: Style
  /** Columns of the terminal: no line is wider. */
  readonly width: number
}

const WIDEST_BAR = 24
const NARROWEST_BAR = 8

/** Columns that are as wide as their contents change, so that the table stands still. */
const LATENCY_WIDTH = 8
const STATE_WIDTH = 9
const SHARE_WIDTH = 7

/** The table as text, each line no wider than the terminal. Every line ends in a newline. */
export function renderLiveTable({ title, rows, footer }: LiveView, { style, width }: LiveLayout): string {
  const names = Math.max(7, ...rows.map(({ backend }) => safeText(backend).length))
  const rest =
    Math.min(names, 16) + STATE_WIDTH + SHARE_WIDTH + LATENCY_WIDTH + 'IN-FLIGHT'.length + 'PICKS/S'.length + 14
  const note = Math.max(0, ...rows.map((row) => safeText(row.note).length))
  // Notes that have no room in the table are told in full below it.
  const noteFits = note > 0 && rest + 2 + note + NARROWEST_BAR <= width
  const room = width - rest - (noteFits ? note + 2 : 0)
  const barWidth = Math.min(WIDEST_BAR, Math.max(NARROWEST_BAR, room))
  const table = renderTable(rows, liveColumns(rows, style, barWidth, noteFits), { style, width })
  const below = noteFits ? [] : rows.flatMap((row) => (row.note === '' ? [] : [`${row.backend}: ${row.note}`]))
  const line = (text: string): string => `${cut(safeText(text), width)}\n`
  const foot = [...below, ...footer].map(line)
  return [style.bold(line(title).trimEnd()), '\n', table, ...foot.map((text) => style.dim(text.trimEnd()) + '\n')].join(
    '',
  )
}

function liveColumns(
  rows: readonly LiveRow[],
  style: Style,
  barWidth: number,
  withNotes: boolean,
): readonly Column<LiveRow>[] {
  // Twice the fair share fills the bar, so that the mark of fairness stands in the middle as long as shares are sane.
  const scale = Math.min(1, Math.max(...rows.map(({ share, fairShare }) => Math.max(share, 2 * fairShare)), 1e-9))
  const state = (text: string, row: LiveRow): string => paintState(row.state, style, text)
  const notes: readonly Column<LiveRow>[] = withNotes ? [{ title: 'NOTE', cell: ({ note }) => note || ' ' }] : []
  return [
    { title: 'BACKEND', cell: ({ backend }) => backend, shrinksTo: 7 },
    { title: 'STATE', cell: (row) => row.state.padEnd(STATE_WIDTH), paint: state },
    {
      title: '│ = fair'.padEnd(barWidth),
      cell: ({ share, fairShare }) => shareBar(share / scale, fairShare / scale, barWidth),
      ...{ paint: state, dispensable: 3 },
    },
    { title: 'SHARE', cell: ({ share }) => formatShare(share).padStart(SHARE_WIDTH), align: 'right' },
    {
      title: 'LATENCY',
      cell: ({ latencyMs }) => formatSpan(latencyMs ?? null).padStart(LATENCY_WIDTH),
      ...{ align: 'right', dispensable: 1 },
    },
    { title: 'IN-FLIGHT', cell: ({ inFlight }) => formatCount(inFlight), align: 'right', dispensable: 4 },
    { title: 'PICKS/S', cell: (row) => formatCount(Math.round(row.picksPerSecond)), align: 'right', dispensable: 5 },
    ...notes,
  ]
}

/** A bar of the share with a mark where the fair share is. */
function shareBar(share: number, fair: number, width: number): string {
  const plain = bar(share, width)
  const at = Math.min(width - 1, Math.max(0, Math.round(fair * width)))
  return `${plain.slice(0, at)}│${plain.slice(at + 1)}`
}

/** Turns views into what is to be written, one after the other. */
export interface LiveOutput {
  /** Empty: nothing is due. `nowMs` is monotonic. */
  frame(view: LiveView, nowMs: number): string
  /** Puts the terminal in order again. */
  end(): string
}

export interface LiveOutputOptions {
  readonly style: Style
  /** Columns of the terminal; a function is asked for each frame, since people resize their windows. */
  readonly width: number | (() => number)
  readonly isTty: boolean
  /** Where nobody watches live: time between two snapshots. */
  readonly snapshotEveryMs: number
}

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const ERASE_LINE_END = '\u001b[K'
const ERASE_BELOW = '\u001b[J'

/** On a terminal each frame is drawn over the one before; elsewhere a snapshot is printed every now and then. */
export function createLiveOutput(options: LiveOutputOptions): LiveOutput {
  const { style, width } = options
  let drawn: number | undefined
  let due = Number.NEGATIVE_INFINITY
  return {
    frame(view, nowMs) {
      const text = renderLiveTable(view, { style, width: typeof width === 'number' ? width : width() })
      if (options.isTty) {
        const start = drawn === undefined ? HIDE_CURSOR : `\u001b[${drawn}A\r`
        drawn = text.split('\n').length - 1
        // Lines are overwritten and only their rests erased: erasing first would flicker.
        return `${start}${text.replaceAll('\n', `${ERASE_LINE_END}\n`)}${ERASE_BELOW}`
      }
      if (nowMs < due) return ''
      due = nowMs + options.snapshotEveryMs
      return `${text}\n`
    },
    end: () => (drawn === undefined ? '' : SHOW_CURSOR),
  }
}
