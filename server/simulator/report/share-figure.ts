import type { Cells } from './latency-plots.ts'
import { smallest } from './latency-plots.ts'
import { formatPercent } from './numbers.ts'
import { figure, picture } from './plot/figure.ts'
import { type Area, frame } from './plot/frame.ts'
import { colourClass, marker } from './plot/marker.ts'
import { type Scale, linearScale } from './plot/scale.ts'
import { element, escape } from './plot/svg.ts'

const WIDTH = 320
const HEIGHT = 290
const AREA: Area = { left: 54, top: 26, width: 252, height: 214 }

/** Share of the calls against share of the capacity: a point a backend, a picture a contender. */
export function shareFigure(cells: Cells): string {
  const shares = cells.flatMap(({ example }) => example.backends.flatMap(({ share, fairShare }) => [share, fairShare]))
  const most = shares.reduce((high, share) => Math.max(high, share), 0)
  const scale = linearScale(0, most)
  const pictures = cells.map((cell, index) => {
    const { contender, figures } = cell
    const off = formatPercent(figures.misplaced.median)
    const heading = `<p class="map-title"><b>${escape(contender)}</b> ${off} of the calls misplaced</p>`
    return `<div class="map series" data-contender="${index}">${heading}${scatter(cell, index, scale)}</div>`
  })
  const best = smallest(cells, ({ figures }) => figures.misplaced.median)
  return figure({
    title:
      best === undefined
        ? 'Share and fair share'
        : `${best.contender} comes nearest to the fair share: ${formatPercent(best.figures.misplaced.median)} of its calls are misplaced`,
    body: `<div class="maps small">${pictures.join('')}</div>`,
    howTo:
      'A mark is a backend: to the right the share of the capacity that it had, upwards the share of the calls that it got. On the line both are the same; above it the backend got more than its part, below it less. Misplaced are the calls that would have to move for all to lie on the line.',
    wide: true,
  })
}

function scatter({ contender, example }: Cells[number], index: number, scale: Scale): string {
  const axis = { scale, format: percentOf(scale), ticks: everySecond(scale.ticks) }
  const { x, y, markup } = frame(
    AREA,
    { ...axis, title: 'share of the capacity' },
    { ...axis, title: 'share of the calls' },
  )
  const fair = element('line', {
    x1: x(scale.from),
    y1: y(scale.from),
    x2: x(scale.to),
    y2: y(scale.to),
    class: 'fair',
  })
  const points = example.backends.map(({ id, share, fairShare, group }) =>
    marker(
      group,
      x(fairShare),
      y(share),
      example.backends.length > 30 ? 2.5 : 4,
      `<title>${escape(`${id}: ${formatPercent(share)} of the calls, ${formatPercent(fairShare)} of the capacity`)}</title>`,
    ),
  )
  const content = `${markup}${fair}<g class="points ${colourClass(index)}">${points.join('')}</g>`
  return picture(`Share of the calls against share of the capacity with ${contender}`, WIDTH, HEIGHT, content)
}

const everySecond = (ticks: readonly number[]): readonly number[] =>
  ticks.length > 4 ? ticks.filter((_, index) => index % 2 === 0) : ticks

const percentOf =
  ({ to }: Scale) =>
  (share: number): string =>
    `${Number((share * 100).toFixed(to < 0.05 ? 2 : 0))} %`
