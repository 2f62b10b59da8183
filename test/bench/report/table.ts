import type { PartResult, Row, Unit } from './result.ts'

/** A part as Markdown that reads well on a terminal too. */
export function renderPart({ part, standsFor, command, rows, notes }: PartResult): string {
  const lines = [`## ${part}`, '', standsFor, '', `\`${command}\``, '']
  const isMatrix = rows.some(({ column }) => column !== undefined)
  if (rows.length > 0) lines.push(...(isMatrix ? matrix(rows) : list(rows)), '')
  for (const note of notes) lines.push(`- ${note}`)
  return `${lines.join('\n')}\n\n`
}

/** A line for each number. Columns that are empty throughout are left out. */
function list(rows: readonly Row[]): string[] {
  const cells = [
    ['what', 'value', 'least to most', '× floor', 'target'],
    ...rows.map(({ what, value, unit, spread, ratio, target }) => [
      what,
      quantity(value, unit),
      spread === undefined ? '' : `${plain(spread[0])} to ${plain(spread[1])}`,
      ratio === undefined ? '' : ratio.toFixed(2),
      verdict(target),
    ]),
  ]
  const used = (cells[0] ?? []).map((_, column) => cells.slice(1).some((row) => row[column] !== ''))
  return align(cells.map((row) => row.filter((_, column) => used[column])))
}

/** A line for each `what`, its numbers side by side. */
function matrix(rows: readonly Row[]): string[] {
  const columns = [...new Set(rows.flatMap(({ column }) => column ?? []))]
  const names = [...new Set(rows.map(({ what }) => what))]
  return align([
    ['what', ...columns, 'target'],
    ...names.map((what) => [
      what,
      ...columns.map((column) => {
        const row = rows.find((each) => each.what === what && each.column === column)
        return row === undefined ? '' : quantity(row.value, row.unit)
      }),
      verdict(rows.find((each) => each.what === what && each.target !== undefined)?.target),
    ]),
  ])
}

function verdict(target: Row['target']): string {
  return target === undefined ? '' : `${target.text}: ${target.met ? 'met' : 'MISSED'}`
}

/** Text to the left, numbers to the right. */
function align(cells: readonly (readonly string[])[]): string[] {
  const titles = cells[0] ?? []
  const isNumber = titles.map((title) => title !== 'what' && title !== 'target')
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, isNumber[column] ?? false)).join(' | ')} |`
  const rule = widths.map((width, column) => (isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(titles), line(rule), ...cells.slice(1).map(line)]
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width)
}

export function quantity(value: number, unit: Unit): string {
  return unit === 'count' ? plain(value) : `${plain(value)} ${unit}`
}

function plain(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
