import type { Cell } from '../experiment/experiment.ts'
import type { Figure } from '../experiment/figures.ts'
import type { Spread } from '../experiment/spread.ts'
import type { Standing } from '../experiment/standing.ts'
import type { Cells } from './latency-plots.ts'
import { formatMs, formatPercent } from './numbers.ts'
import { colourClass, sample } from './plot/marker.ts'
import { escape } from './plot/svg.ts'

const TIMES = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p99.9', 'p999'],
  ['mean', 'mean'],
] as const satisfies readonly (readonly [string, Figure])[]

const STANDINGS: Readonly<Record<Standing, string>> = {
  best: '<b class="flag">least p99</b>',
  tied: '<span class="flag">not told apart</span>',
  behind: '',
  bound: '<span class="flag">bound</span>',
}

/** All figures of a scenario, a line a contender, with their intervals. */
export function summaryTable(cells: Cells, standings: readonly Standing[], reference: string | undefined): string {
  const heads = [
    ...TIMES.map(([title]) => `${title}, ms`),
    ...(reference === undefined ? [] : [`p99 to ${escape(reference)}`]),
    ...['errors', 'time-outs', 'misplaced'],
  ]
  const rows = cells.map((cell, index) => row(cell, index, standings[index] ?? 'behind', reference !== undefined))
  const head = `<thead><tr><th scope="col">policy</th>${heads.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>`
  return `<div class="scroll" tabindex="0"><table class="summary">${head}<tbody>${rows.join('')}</tbody></table></div>`
}

function row(cell: Cell, index: number, standing: Standing, hasRatio: boolean): string {
  const { figures, ratios } = cell
  const name = `<th scope="row">${sample(index)}<span>${escape(cell.contender)}</span> ${STANDINGS[standing]}</th>`
  const times = TIMES.map(([, figure]) => spread(figures[figure], formatMs))
  const ratio = hasRatio ? [ratios === undefined ? '<td>-</td>' : spread(ratios.p99, (value) => value.toFixed(2))] : []
  const shares = (['errors', 'timeouts', 'misplaced'] as const).map((figure) => spread(figures[figure], formatPercent))
  const cellsOfRow = [...times, ...ratio, ...shares].join('')
  return `<tr class="series ${colourClass(index)} ${standing}" data-contender="${index}">${name}${cellsOfRow}</tr>`
}

/** The median, and below it the interval, unless all seeds say the same. */
function spread({ median, low, high, confidence }: Spread, format: (value: number) => string): string {
  if (!Number.isFinite(median)) return '<td>-</td>'
  const [from, to] = [format(low), format(high)]
  const interval = confidence === 0 || from === to ? '' : `<small>${from} – ${to}</small>`
  return `<td>${format(median)}${interval}</td>`
}
