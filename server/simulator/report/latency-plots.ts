import type { Cell } from '../experiment/experiment.ts'
import { ORACLE } from '../world/oracle.ts'
import { formatMs, formatPercent, formatSeconds } from './numbers.ts'
import { figure } from './plot/figure.ts'
import { linePlot, type Series } from './plot/line-plot.ts'
import { linearScale, logScale, scaleFor } from './plot/scale.ts'

/** Cells of one scenario, in the order of the contenders. */
export type Cells = readonly Cell[]

const MS = 'latency, ms'

/** How the bulk of the calls did: share of the calls that took no longer. */
export function distributionFigure(cells: Cells): string {
  // What is faster than nearly all would stretch a logarithmic axis for nothing.
  const series = cells.map(({ contender, curve }, index): Series => ({
    ...{ index, name: contender },
    points: curve.filter(([longer]) => longer <= 0.97 && longer >= 0.004).map(([longer, ms]) => [ms, 1 - longer]),
  }))
  const times = series.flatMap(({ points }) => points.map(([ms]) => ms))
  const body = linePlot({
    name: 'Share of the calls by latency, a line a policy',
    x: { scale: positiveScale(times), title: MS, format: formatMs },
    y: { scale: linearScale(0, 1), title: 'share of the calls that took no longer', format: wholePercent },
    series,
  })
  const least = smallest(cells, ({ figures }) => figures.p50.median)
  const title =
    least === undefined
      ? 'Most calls'
      : `Half of the calls take no more than ${formatMs(least.figures.p50.median)} ms with ${least.contender}`
  return figure({
    title,
    body,
    howTo: 'Read up from a latency: the line says which share of the calls took no longer. Further left is better.',
  })
}

/** How the slowest calls did: share of the calls that took longer, both axes logarithmic. */
export function tailFigure(cells: Cells): string {
  const series = cells.map(({ contender, curve }, index): Series => ({
    ...{ index, name: contender },
    points: curve.map(([longer, ms]) => [ms, longer]),
  }))
  const times = series.flatMap(({ points }) => points.filter(([, longer]) => longer <= 0.95).map(([ms]) => ms))
  const body = linePlot({
    name: 'Share of the calls that took longer, by latency, a line a policy; both axes are logarithmic',
    x: { scale: positiveScale(times), title: MS, format: formatMs },
    y: { scale: logScale(0.0001, 1, true), title: 'share of the calls that took longer', format: formatPercent },
    series,
  })
  const least = smallest(cells, ({ figures }) => figures.p99.median)
  const title =
    least === undefined
      ? 'The slowest calls'
      : `One call in a hundred takes more than ${formatMs(least.figures.p99.median)} ms with ${least.contender}`
  return figure({
    title,
    body,
    howTo:
      'Each step down is a tenth of the calls: 1 % is p99, 0.1 % is p99.9. Follow a step to the right: the first line that you meet has the least tail. Medians over the seeds.',
  })
}

/** Buckets of a timeline. */
const BUCKETS = 50

/** p99 as time passes, of the first seed. */
export function timelineFigure(cells: Cells): string {
  const series = cells.map(({ contender, example }, index): Series => {
    const { everyMs } = example.series
    // After the end the last calls only run out.
    const windows = example.series.windows.slice(0, Math.round(example.simulatedMs / everyMs))
    const each = Math.max(1, Math.ceil(windows.length / BUCKETS))
    const points: (readonly [number, number])[] = []
    for (let at = 0; at + each <= windows.length; at += each) {
      const ended = windows.slice(at, at + each).filter((window) => window.ended > 0)
      const p99 = ended.reduce((sum, window) => sum + window.p99, 0) / Math.max(1, ended.length)
      if (ended.length > 0) points.push([(at + each / 2) * everyMs, p99])
    }
    return { index, name: contender, points }
  })
  const [first] = cells
  const values = series.flatMap(({ points }) => points.map(([, ms]) => ms))
  const body = linePlot({
    name: 'p99 latency over time, a line a policy',
    x: { scale: linearScale(0, first?.example.simulatedMs ?? 1), title: 'time, s', format: formatSeconds },
    y: { scale: scaleFor(values), title: 'p99 latency, ms', format: formatMs },
    series,
  })
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return figure({
    title: `As time passes, p99 moves between ${formatMs(least)} and ${formatMs(most)} ms`,
    body,
    howTo: `Each point is p99 of a short while in the run of seed ${first?.example.seed ?? 1}, from the start on. A line that stays low and flat is better; a rise shows when something went wrong, its end how soon it was over.`,
  })
}

function positiveScale(times: readonly number[]): ReturnType<typeof logScale> {
  const least = times.reduce((low, ms) => Math.min(low, ms), Infinity)
  const most = times.reduce((high, ms) => Math.max(high, ms), 0)
  return most > 0 ? logScale(Math.max(least, most / 10_000), most) : logScale(1, 10)
}

/** The policy that does best; the bound, which knows all, does not count. */
export function smallest(cells: Cells, read: (cell: Cell) => number): Cell | undefined {
  const rivals = cells.filter(({ policy }) => policy !== ORACLE)
  return rivals.reduce<Cell | undefined>(
    (best, cell) => (best === undefined || read(cell) < read(best) ? cell : best),
    undefined,
  )
}

const wholePercent = (share: number): string => `${Math.round(share * 100)} %`
