import { colourClass } from './plot/marker.ts'
import { figure, picture } from './plot/figure.ts'
import { element, escape, label } from './plot/svg.ts'
import type { Cells } from './latency-plots.ts'
import { smallest } from './latency-plots.ts'
import { formatSeconds } from './numbers.ts'

/** Requests in flight at which the next colour begins; the same in every picture, so that they can be compared. */
const EDGES = [1, 3, 6, 10, 20, 50] as const
const COLUMNS = 100
const MOST_ROWS = 100

const WIDTH = 400
const LEFT = 40
const TOP = 8
const PLOT = { width: 350, height: 200 } as const

/** Requests in flight of each backend over time: a heat map a contender. */
export function loadFigure(cells: Cells): string {
  const maps = cells.map(({ contender, example }, index) => {
    const inFlight = whileCallsArrive(example)
    const most = inFlight.reduce((high, counts) => counts.reduce((top, count) => Math.max(top, count), high), 0)
    const heading = `<p class="map-title"><span class="swatch ${colourClass(index)}"></span><b>${escape(contender)}</b> at most ${most} in flight at one backend</p>`
    const name = `Requests in flight by backend and time with ${contender}; at most ${most}`
    return `<div class="map series" data-contender="${index}">${heading}${heatMap(name, inFlight, example.simulatedMs)}</div>`
  })
  const even = smallest(cells, mostOf)
  return figure({
    title:
      even === undefined
        ? 'Load over time'
        : `With ${even.contender} no backend has more than ${mostOf(even)} requests in flight at one time`,
    body: `<div class="maps">${maps.join('')}</div>${heatKey()}`,
    howTo: `A row is a backend, time runs to the right, and a darker field means more requests in flight (seed ${cells[0]?.example.seed ?? 1}). An even field is good; dark streaks are queues at single backends, dark columns are herds that all run to the same place.`,
    wide: true,
  })
}

/** After the end the last calls only run out. */
function whileCallsArrive({ series, simulatedMs }: Cells[number]['example']): readonly (readonly number[])[] {
  const samples = Math.round(simulatedMs / series.everyMs)
  return series.inFlight.map((counts) => counts.slice(0, samples))
}

const mostOf = ({ example }: Cells[number]): number =>
  example.backends.reduce((most, { maxInFlight }) => Math.max(most, maxInFlight), 0)

function heatMap(name: string, inFlight: readonly (readonly number[])[], simulatedMs: number): string {
  const rows = thinned(inFlight)
  const samples = rows[0]?.length ?? 0
  const columns = Math.min(COLUMNS, samples)
  const [cellWidth, cellHeight] = [PLOT.width / Math.max(1, columns), PLOT.height / Math.max(1, rows.length)]
  const paths = Array.from({ length: EDGES.length + 1 }, () => '')
  for (const [rowIndex, row] of rows.entries()) {
    const y = (TOP + (rowIndex + 0.5) * cellHeight).toFixed(1)
    const levels = Array.from({ length: columns }, (_, column) => levelOf(meanOf(row, column, columns)))
    for (let from = 0; from < columns;) {
      const level = levels[from] ?? 0
      let to = from + 1
      while (to < columns && levels[to] === level) to++
      // The least level is the ground.
      if (level > 0)
        paths[level] += `M${(LEFT + from * cellWidth).toFixed(1)} ${y}h${((to - from) * cellWidth).toFixed(1)}`
      from = to
    }
  }
  const ground = element('rect', { x: LEFT, y: TOP, ...PLOT, class: 'heat-ground' })
  const fields = paths.map((d, level) =>
    d === '' ? '' : element('path', { d, class: `heat-${level}`, 'stroke-width': cellHeight + 0.15 }),
  )
  const bottom = TOP + PLOT.height
  const words =
    label(LEFT - 6, TOP + 10, '1', { class: 'tick', 'text-anchor': 'end' }) +
    label(LEFT - 6, bottom, String(inFlight.length), { class: 'tick', 'text-anchor': 'end' }) +
    `<text class="axis" transform="translate(12 ${TOP + PLOT.height / 2}) rotate(-90)" text-anchor="middle">backend</text>` +
    label(LEFT, bottom + 16, '0', { class: 'tick', 'text-anchor': 'middle' }) +
    label(LEFT + PLOT.width, bottom + 16, formatSeconds(simulatedMs), { class: 'tick', 'text-anchor': 'end' }) +
    label(LEFT + PLOT.width / 2, bottom + 16, 'time, s →', { class: 'axis', 'text-anchor': 'middle' })
  return picture(name, WIDTH, bottom + 22, ground + fields.join('') + words)
}

/** Every so many rows of a large pool. */
function thinned(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const step = Math.ceil(rows.length / MOST_ROWS)
  return rows.filter((_, index) => index % step === 0)
}

function meanOf(row: readonly number[], column: number, columns: number): number {
  const from = Math.floor((column * row.length) / columns)
  const to = Math.max(from + 1, Math.floor(((column + 1) * row.length) / columns))
  const part = row.slice(from, to)
  return part.reduce((sum, count) => sum + count, 0) / Math.max(1, part.length)
}

const levelOf = (count: number): number => EDGES.filter((edge) => count >= edge).length

function heatKey(): string {
  const names = ['less than 1', ...EDGES.map((edge, index) => nameOf(edge, EDGES[index + 1]))]
  const fields = names.map(
    (name, level) => `<span><i class="heat-key heat-${level}${level === 0 ? ' heat-ground' : ''}"></i>${name}</span>`,
  )
  return `<p class="key">requests in flight: ${fields.join(' ')}</p>`
}

const nameOf = (from: number, next: number | undefined): string =>
  next === undefined ? `${from} and more` : `${from} to ${next}`
