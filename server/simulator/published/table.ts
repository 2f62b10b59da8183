import { formatMs } from '../report/numbers.ts'
import type { Spread } from '../experiment/spread.ts'
import type { Reproduction, Row, Yardstick } from './reproduction.ts'

/** A reproduction as a table in Markdown: what stands beside ours, ours with its interval, and the difference or verdict. */
export function renderTable({ title, source, notes }: Reproduction, rows: readonly Row[]): string {
  const held = rows.some(({ yardstick }) => yardstick.kind === 'target')
  const head = ['what', held ? 'target' : 'published', 'ours', 'interval', held ? 'verdict' : 'difference']
  const cells = rows.map((row) => [
    row.what,
    yardstickText(row),
    number(row.ours.median, row.unit),
    intervalText(row),
    verdictOf(row),
  ])
  const widths = head.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [
    `## ${title}`,
    '',
    `Source: ${source}.`,
    '',
    ...[line(head), rule, ...cells.map(line)],
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n')
}

/** Whether ours is what it is held to be. Undefined: it is held to nothing. */
export function isMet({ ours, yardstick }: Row): boolean | undefined {
  if (yardstick.kind !== 'target') return undefined
  if ('atLeast' in yardstick) return ours.median >= yardstick.atLeast
  return (yardstick.byInterval === true ? ours.low : ours.median) <= yardstick.atMost
}

function yardstickText({ yardstick, unit }: Row): string {
  if (yardstick.kind === 'none') return ''
  if (yardstick.kind === 'target') {
    return 'atLeast' in yardstick ? `≥ ${number(yardstick.atLeast, unit)}` : `≤ ${number(yardstick.atMost, unit)}`
  }
  const text = yardstick.text ?? number(yardstick.value, unit)
  return yardstick.fitted === true ? `${text} (fitted)` : text
}

function verdictOf(row: Row): string {
  const met = isMet(row)
  if (met !== undefined) return met ? 'met' : 'MISSED'
  return row.yardstick.kind === 'published' ? differenceText(row, row.yardstick) : ''
}

/** In percent of what was published; in points where that is a share. */
function differenceText({ ours, unit }: Row, { value }: Yardstick & { kind: 'published' }): string {
  const signed = (difference: number, digits: number, suffix: string): string =>
    `${difference >= 0 ? '+' : '−'}${Math.abs(difference).toFixed(digits)} ${suffix}`
  if (unit === '%') return signed(ours.median - value, 2, 'points')
  return signed(100 * (ours.median / value - 1), 1, '%')
}

function intervalText({ ours, unit }: Row): string {
  return ours.low === ours.high ? '' : `${number(ours.low, unit)} to ${number(ours.high, unit)}${confidenceText(ours)}`
}

const confidenceText = ({ confidence }: Spread): string =>
  confidence >= 0.95 ? '' : ` (${Math.round(confidence * 100)} %)`

function number(value: number, unit: Row['unit']): string {
  if (unit === 'ms') return `${formatMs(value)} ms`
  if (unit === '%') return `${value.toFixed(Math.abs(value) >= 10 ? 2 : 3)} %`
  return unit === '×' ? value.toFixed(3) : value.toFixed(value >= 10 ? 2 : 3)
}
