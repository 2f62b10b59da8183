import Table from 'cli-table3'

import { safeText } from './safe-text.ts'
import type { Style } from './style.ts'

/** A column of a table of `Row`s. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  /** Colours the cell; its text has been made safe and cut already. */
  readonly paint?: (text: string, row: Row) => string
  readonly align?: 'left' | 'right'
  /** Columns with the largest number are the first to go when there is no room. 0: never. */
  readonly dispensable?: number
  /** The column may be cut to this many characters when there is no room. */
  readonly shrinksTo?: number
}

export interface TableOptions {
  readonly style: Style
  /** Undefined: as wide as it gets. */
  readonly width: number | undefined
}

const GAP = 2

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: ' '.repeat(GAP),
}

/** Rows as text, without lines around them, so that other tools can cut it into columns. Every line ends in a newline. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], options: TableOptions): string {
  const { style, width } = options
  const measured = columns.map((column) => {
    const cells = rows.map((row) => safeText(column.cell(row)) || '-')
    return { column, cells, width: Math.max(column.title.length, ...cells.map((cell) => cell.length)) }
  })
  const { fitting, hidden } = fit(measured, width)
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: fitting.map(({ column }) => style.dim(column.title)),
    colAligns: fitting.map(({ column }) => column.align ?? 'left'),
  })
  for (const [index, row] of rows.entries()) {
    table.push(
      fitting.map(({ column, cells, width: room }) => {
        const text = cut(cells[index] ?? '', room)
        return column.paint === undefined ? text : column.paint(text, row)
      }),
    )
  }
  const lines = table.toString().split('\n').map(trimEnd)
  if (hidden.length > 0) lines.push(style.dim(cut(`hidden for lack of room: ${hidden.join(', ')}`, width ?? Infinity)))
  return `${lines.join('\n')}\n`
}

interface Measured<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  readonly width: number
}

/** Lets columns go, the most dispensable first, and then cuts those that may be cut. */
function fit<Row>(columns: readonly Measured<Row>[], width: number | undefined) {
  const hidden: string[] = []
  let fitting = [...columns]
  const excess = (): number =>
    width === undefined ? 0 : fitting.reduce((sum, column) => sum + column.width + GAP, -GAP) - width
  const shrinkable = (): number =>
    fitting.reduce((sum, { column, width: now }) => sum + Math.max(0, now - (column.shrinksTo ?? now)), 0)
  while (excess() > shrinkable()) {
    const [victim] = [...fitting].sort((a, b) => (b.column.dispensable ?? 0) - (a.column.dispensable ?? 0))
    if (victim === undefined || (victim.column.dispensable ?? 0) === 0) break
    fitting = fitting.filter((column) => column !== victim)
    hidden.push(victim.column.title.trim())
  }
  for (const widest of [...fitting].sort((a, b) => b.width - a.width)) {
    const over = excess()
    const spare = Math.max(0, widest.width - (widest.column.shrinksTo ?? widest.width))
    const index = fitting.indexOf(widest)
    if (over > 0 && spare > 0) fitting[index] = { ...widest, width: widest.width - Math.min(over, spare) }
  }
  return { fitting, hidden }
}

/** Cuts in the end, with a mark that something is missing. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

/** Blanks at the end of a line are cut, those inside colours included. */
const trimEnd = (line: string): string => line.replace(/ +$/, '')
