import type { Cells } from './latency-plots.ts'
import { smallest } from './latency-plots.ts'
import { formatMs } from './numbers.ts'
import { figure, picture } from './plot/figure.ts'
import { type Area, frame } from './plot/frame.ts'
import { colourClass, marker } from './plot/marker.ts'
import { linearScale, scaleFor } from './plot/scale.ts'
import { element, escape, label } from './plot/svg.ts'

const WIDTH = 640
/** Of a row at least, and of all rows, which then are as high as the plot beside them. */
const ROW = 46
const HEIGHT = 282

/** Who is ahead and by how much: p50, p99 with its interval and p99.9 of each contender on one axis. */
export function percentileFigure(cells: Cells): string {
  const times = cells.flatMap(({ figures: { p50, p99, p999 } }) => [p50.median, p99.low, p99.high, p999.median])
  const rowHeight = Math.max(ROW, HEIGHT / cells.length)
  const area: Area = { left: 12, top: 8, width: 612, height: rowHeight * cells.length }
  const { x, markup } = frame(
    area,
    { scale: scaleFor(times), title: 'latency, ms', format: formatMs },
    { scale: linearScale(0, 1), title: '', format: () => '', ticks: [] },
  )
  const rows = cells.map(({ contender, figures: { p50, p99, p999 } }, index) => {
    const y = area.top + rowHeight * (index + 0.5) + 7
    const place = (name: string, ms: number, shape: string): string =>
      `<g>${shape}<title>${escape(`${contender}: ${name} ${formatMs(ms)} ms`)}</title></g>`
    const parts = [
      element('line', { x1: x(p50.median), x2: x(p999.median), y1: y, y2: y, class: 'reach' }),
      element('line', { x1: x(p99.low), x2: x(p99.high), y1: y, y2: y, class: 'interval' }),
      place(
        'p50',
        p50.median,
        element('line', { x1: x(p50.median), x2: x(p50.median), y1: y - 6, y2: y + 6, class: 'end' }),
      ),
      place(
        'p99.9',
        p999.median,
        element('line', { x1: x(p999.median), x2: x(p999.median), y1: y - 6, y2: y + 6, class: 'end' }),
      ),
      place('p99', p99.median, marker(index, x(p99.median), y, 5.5)),
      label(
        area.left + 6,
        y - 13,
        `${contender}: ${formatMs(p50.median)} · ${formatMs(p99.median)} · ${formatMs(p999.median)}`,
        {
          class: 'row',
        },
      ),
    ]
    return `<g class="series ${colourClass(index)}" data-contender="${index}">${parts.join('')}</g>`
  })
  const best = smallest(cells, ({ figures }) => figures.p99.median)
  const bottom = area.top + area.height
  return figure({
    title:
      best === undefined
        ? 'p50, p99 and p99.9'
        : `${best.contender} has the least p99, ${formatMs(best.figures.p99.median)} ms`,
    body: picture('p50, p99 with its interval, and p99.9 of each policy', WIDTH, bottom + 44, markup + rows.join('')),
    howTo:
      'Each line reaches from p50 over p99, the mark, to p99.9; the numbers say the same. The thick part is the interval of p99: where two of them overlap, the seeds do not tell the policies apart. Further left is better.',
  })
}
