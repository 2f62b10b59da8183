import type { Cell, Experiment } from '../experiment/experiment.ts'
import { formatMs } from './numbers.ts'
import { figure } from './plot/figure.ts'
import { escape } from './plot/svg.ts'

/** Ratios from which a darker field begins. */
const EDGES = [1.1, 1.25, 1.5, 2, 3, 6] as const

/** Heat map of contender by scenario: p99 as a ratio to the reference. */
export function ratioFigure({ plan, cells }: Experiment): string {
  const { reference } = plan
  if (reference === undefined) return ''
  const rows = plan.contenders.map(({ label }) => {
    const own = plan.scenarios.map(({ name }) =>
      cells.find((cell) => cell.scenario === name && cell.contender === label),
    )
    return `<tr><th scope="row">${escape(label)}</th>${own.map(field).join('')}</tr>`
  })
  const heads = plan.scenarios.map(({ name }) => `<th scope="col">${escape(name)}</th>`)
  const table = `<div class="scroll"><table class="ratios"><thead><tr><td></td>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  return figure({
    title: titleOf({ plan, cells }, reference),
    body: table + key(),
    howTo: `A field is the p99 of a policy in a scenario, divided by that of ${reference} with the same seed: the median over the seeds, and the p99 itself below it. 1.00 is as good as ${reference}; the darker, the worse. A row that stays light is a policy that one can leave alone.`,
    wide: true,
  })
}

function titleOf({ plan, cells }: Experiment, reference: string): string {
  const worst = plan.contenders
    .filter(({ label }) => label !== reference)
    .map(({ label }) => ({
      label,
      ratio: Math.max(...cells.filter((cell) => cell.contender === label).map((cell) => cell.ratios?.p99.median ?? 0)),
    }))
    .sort((a, b) => a.ratio - b.ratio)[0]
  if (worst === undefined) return 'All policies in all scenarios'
  return `${worst.label} is never more than ${worst.ratio.toFixed(2)} times ${reference}: the best worst case`
}

function field(cell: Cell | undefined): string {
  const ratio = cell?.ratios?.p99.median
  if (cell === undefined || ratio === undefined || !Number.isFinite(ratio)) return '<td>-</td>'
  const level = EDGES.filter((edge) => ratio >= edge).length
  return `<td class="level-${level}"><b>${ratio.toFixed(2)}</b><small>${formatMs(cell.figures.p99.median)} ms</small></td>`
}

function key(): string {
  const names = [
    `below ${EDGES[0]}`,
    ...EDGES.map((edge, index) => (index === EDGES.length - 1 ? `${edge} and more` : `from ${edge}`)),
  ]
  return `<p class="key">times the reference: ${names.map((name, level) => `<span><i class="heat-key level-${level}"></i>${name}</span>`).join(' ')}</p>`
}
