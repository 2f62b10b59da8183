import type { Experiment } from '../experiment/experiment.ts'
import { smallest } from './latency-plots.ts'
import { formatMs } from './numbers.ts'
import { figure } from './plot/figure.ts'
import { linePlot, type Series } from './plot/line-plot.ts'
import { linearScale, logScale, type Scale, scaleFor } from './plot/scale.ts'

/** One key of the scenarios, varied. */
export interface Swept {
  readonly path: string
  readonly values: readonly string[]
  readonly points: readonly { readonly base: string; readonly value: string; readonly scenario: string }[]
}

/** p99 over the values of a key, a line a contender, with intervals. */
export function sweepFigure(base: string, sweep: Swept, { plan, cells }: Experiment): string {
  const numeric = sweep.values.every((value) => Number.isFinite(Number(value)))
  const points = sweep.points
    .filter((point) => point.base === base)
    .map((point, index) => ({ ...point, x: numeric ? Number(point.value) : index }))
    .sort((a, b) => a.x - b.x)
  const series = plan.contenders.map(({ label }, index): Series => {
    const found = points.flatMap(({ x, scenario }) => {
      const cell = cells.find((each) => each.scenario === scenario && each.contender === label)
      return cell === undefined ? [] : [{ x, p99: cell.figures.p99 }]
    })
    return {
      ...{ index, name: label },
      points: found.map(({ x, p99 }) => [x, p99.median]),
      band: found.map(({ p99 }) => [p99.low, p99.high]),
    }
  })
  const xs = points.map(({ x }) => x)
  const scale = exactScale(xs)
  const nameOf = (x: number): string => points.find((point) => point.x === x)?.value ?? String(x)
  const ys = series.flatMap(({ points: own, band = [] }) => [...own.map(([, ms]) => ms), ...band.flat()])
  const body = linePlot({
    name: `p99 latency over ${sweep.path}, a line a policy`,
    x: { scale, title: sweep.path, format: nameOf, ticks: xs },
    y: { scale: scaleFor(ys), title: 'p99 latency, ms', format: formatMs },
    series,
    marks: 12,
  })
  const last = points.at(-1)
  const best = smallest(
    cells.filter(({ scenario }) => scenario === last?.scenario),
    ({ figures }) => figures.p99.median,
  )
  const title =
    best === undefined
      ? `${base}: p99 over ${sweep.path}`
      : `${base}: at ${sweep.path} = ${last?.value ?? ''}, ${best.contender} has the least p99, ${formatMs(best.figures.p99.median)} ms`
  return figure({
    title,
    body,
    howTo: `Each mark is p99, the median over the seeds, at one value of ${sweep.path}; the field around a line is its interval. A line that stays flat does not mind the change, and where fields overlap the seeds do not tell the policies apart.`,
    wide: true,
  })
}

/** From the first value to the last. */
function exactScale(values: readonly number[]): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least > 0 && most / least >= 8 ? logScale(least, most, true) : linearScale(least, most)
}
